"""edXML: the header of an exchange, the files in it, and contradictions between them (standards §6.2, A2)."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import pytest

from loa.directives.core import read
from loa.directives.core.errors import DamagedDispatchError, DispatchTooLargeError, UnknownFormatError
from loa.directives.core.formats import edxml as edxml_format
from tests.directives.core import letters
from tests.directives.core.pdfs import pdf

LETTER = letters.letter().encode()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return out.getvalue()


def edxml(
    *attachments: tuple[str, bytes],
    number: str = "1234",
    day: str = "2025/11/20",
    due: str = "",
    before: str = "",
    names: Sequence[str] = ("Sở Y tế",),
) -> bytes:
    """An envelope as QCVN 102:2016 lays it out, with *attachments* as base64."""
    to = "".join(f"<edXML:To><edXML:OrganName>{name}</edXML:OrganName></edXML:To>" for name in names)
    files = "".join(
        f"<edXML:Attachment><edXML:AttachmentName>{name}</edXML:AttachmentName><edXML:ContentTransferEncoded>"
        f"{base64.encodebytes(data).decode()}</edXML:ContentTransferEncoded></edXML:Attachment>"
        for name, data in attachments
    )
    due_date = f"<edXML:DueDate>{due}</edXML:DueDate>" if due else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<edXML:edXML xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
 <edXML:edXMLEnvelope>
  <edXML:edXMLHeader>
   <edXML:MessageHeader>
    <edXML:From><edXML:OrganName>ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA</edXML:OrganName></edXML:From>
    {to}
    <edXML:Code><edXML:CodeNumber>{number}</edXML:CodeNumber>
     <edXML:CodeNotation>UBND-KGVX</edXML:CodeNotation></edXML:Code>
    <edXML:PromulgationInfo><edXML:Place>Khánh Hòa</edXML:Place>
     <edXML:PromulgationDate>{day}</edXML:PromulgationDate></edXML:PromulgationInfo>
    <edXML:DocumentType><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
    <edXML:Subject>tăng cường phòng, chống bệnh sởi</edXML:Subject>
    <edXML:SignerInfo><edXML:Competence>KT. CHỦ TỊCH</edXML:Competence><edXML:Position>PHÓ CHỦ TỊCH</edXML:Position>
     <edXML:FullName>Nguyễn Thị Hoa</edXML:FullName></edXML:SignerInfo>
    {due_date}
    <edXML:ToPlaces><edXML:Place>Như trên</edXML:Place></edXML:ToPlaces>
   </edXML:MessageHeader>
  </edXML:edXMLHeader>
 </edXML:edXMLEnvelope>
 <edXML:AttachmentEncoded>{files}</edXML:AttachmentEncoded>
</edXML:edXML>""".encode()


@pytest.mark.parametrize(
    "attachment",
    [("cv.txt", LETTER), ("cv.zip", zipped("cv.txt", LETTER))],
    ids=["as it is", "in a zip"],
)
def test_the_attached_document_is_read(attachment: tuple[str, bytes]) -> None:
    found = read(edxml(attachment), "a.xml").to_dict()
    assert found == read(LETTER, "cv.txt").to_dict()


def test_a_whole_envelope_in_a_zip_is_read() -> None:
    assert read(zipped("a.edxml", edxml(("cv.txt", LETTER))), "a.zip").number == "1234/UBND-KGVX"


def test_without_a_document_the_header_alone_is_given() -> None:
    found = read(edxml(), "a.xml")
    assert (found.number, found.date) == ("1234/UBND-KGVX", dt.date(2025, 11, 20))
    assert (found.kind, found.place, found.signer) == ("công văn", "Khánh Hòa", "Nguyễn Thị Hoa")
    assert (found.addressees, found.recipients) == (("Sở Y tế",), ("Như trên",))
    assert found.issuer == "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA"
    assert [notice.code for notice in found.notices] == ["no_full_text"]


def test_a_scan_is_declared_by_its_envelope() -> None:
    found = read(edxml(("cv.pdf", pdf(["", ""]))), "a.xml")
    assert (found.number, found.tasks) == ("1234/UBND-KGVX", ())
    assert "needs_ocr" in [notice.code for notice in found.notices]


def test_the_first_readable_document_is_taken_and_the_unreadable_named() -> None:
    found = read(edxml(("hong.docx", b"PK\x03\x04 no"), ("cv.txt", LETTER)), "a.xml")
    assert len(found.tasks) == 2
    assert [notice.code for notice in found.notices] == ["attachment_unreadable"]
    assert "hong.docx" in found.warnings[0]


@pytest.mark.parametrize(("declared", "field"), [({"number": "1235"}, "number"), ({"day": "2025/11/21"}, "date")])
def test_a_contradiction_leaves_the_field_out(declared: dict[str, str], field: str) -> None:
    found = read(edxml(("cv.txt", LETTER), **declared), "a.xml")
    assert found.to_dict()[field] is None
    assert [notice.code for notice in found.notices] == [f"{field}_differs"]


def test_what_the_document_leaves_blank_the_envelope_fills() -> None:
    blank = letters.letter().replace("Số: 1234/UBND-KGVX", "Số:       /UBND-KGVX").encode()
    found = read(edxml(("cv.txt", blank)), "a.xml")
    assert (found.number, found.notices) == ("1234/UBND-KGVX", ())


def test_the_due_date_of_an_envelope_is_said_never_given_to_a_task() -> None:
    found = read(edxml(("cv.txt", LETTER), due="2025/12/01"), "a.xml")
    assert [notice.code for notice in found.notices] == ["due_declared"]
    assert dt.date(2025, 12, 1) not in {task.due for task in found.tasks}


def test_an_element_of_the_same_name_elsewhere_says_nothing() -> None:
    data = edxml(("cv.txt", LETTER)).replace(
        b"<edXML:AttachmentEncoded>",
        b"<edXML:Code><edXML:CodeNumber>9</edXML:CodeNumber></edXML:Code><edXML:AttachmentEncoded>",
    )
    assert read(data, "a.xml").number == "1234/UBND-KGVX"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>',
    ],
)
def test_a_document_type_declaration_is_refused(doctype: str) -> None:
    with pytest.raises(UnknownFormatError):
        read(edxml(before=doctype), "a.xml")


def test_an_envelope_in_an_envelope_is_not_opened() -> None:
    found = read(edxml(("inner.xml", edxml(("cv.txt", LETTER), number="9"))), "a.xml")
    assert found.tasks == ()
    assert {notice.code for notice in found.notices} == {"attachment_unreadable", "no_full_text"}


def test_only_so_many_attachments_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edxml_format, "MOST_ATTACHMENTS", 2)
    found = read(edxml(("a", b""), ("b", b""), ("cv.txt", LETTER)), "a.xml")
    assert found.tasks == ()


def test_what_the_attachments_unfold_to_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edxml_format, "LARGEST_UNFOLDED", 1000)
    zeros = bytes(600)
    with pytest.raises(DispatchTooLargeError):
        read(edxml(("a.bin", zipped("a", zeros)), ("b.bin", zipped("b", zeros))), "a.xml")


@pytest.mark.parametrize("cut", [100, 700, 1500])
def test_an_envelope_cut_off_is_damaged(cut: int) -> None:
    with pytest.raises(DamagedDispatchError):
        read(edxml(("cv.txt", LETTER))[:cut], "a.xml")


def test_other_xml_is_refused() -> None:
    with pytest.raises(UnknownFormatError):
        read(b"<?xml version='1.0'?><rss><!-- edXML --></rss>", "a.xml")
