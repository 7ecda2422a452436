"""Attached files: harmless kinds only, and what their names say (dispatch 365: nobody opens strange files)."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.bulletins.core import files
from loa.errors import LoaError

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

SCRIPTED = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>")


def word() -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Danh sách điểm khai báo y tế")
    document.save(target)
    return target.getvalue()


def sheet() -> bytes:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def with_member(data: bytes, name: str) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, b"x")
    return target.getvalue()


def open_document(kind: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", files.TYPES[kind])
        archive.writestr("content.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Danh sách.pdf", PDF),
        ("bieu-mau.docx", word()),
        ("so-lieu.XLSX", sheet()),
        ("mau.odt", open_document("odt")),
        ("so-lieu.csv", "phường,ca\nCửa Ông,-3\n".encode()),
        ("ghi-chu.txt", "Đeo khẩu trang.\n".encode()),
    ],
)
def test_harmless_kinds_get_in(name: str, data: bytes) -> None:
    checked = files.check(data, f"C:\\Users\\ward\\{name}")
    assert checked == files.CheckedFile(name, files.TYPES[name.rpartition(".")[2].lower()])


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("thu.exe", b"MZ", files.FileTypeError),
        ("trang.html", b"<script>", files.FileTypeError),
        ("khong-co-duoi", PDF, files.FileTypeError),
        ("gia.pdf", word(), files.FileNameError),
        ("gia.docx", sheet(), files.FileNameError),
        ("gia.xlsx", PDF, files.FileNameError),
        ("cut.pdf", PDF[:20], files.FileNameError),
        ("gia.txt", b"\x00\x01MZ", files.FileNameError),
        ("cu.doc", files.OLD_BINARY + bytes(600), files.OldFormatError),
        ("cu-doi-ten.docx", files.OLD_BINARY + bytes(600), files.OldFormatError),
        ("macro.docx", with_member(word(), "word/vbaProject.bin"), files.ActiveFileError),
        ("nhung.xlsx", with_member(sheet(), "xl/embeddings/oleObject1.bin"), files.ActiveFileError),
        ("lenh.pdf", SCRIPTED, files.ActiveFileError),
        ("lenh.csv", b'ten,"=HYPERLINK(""http://evil.top"")"\n', files.ActiveFileError),
        ("lon.pdf", PDF + bytes(files.BYTES_LIMIT), files.FileTooLargeError),
    ],
)  # fmt: skip
def test_others_are_refused_in_words(name: str, data: bytes, error: type[LoaError]) -> None:
    with pytest.raises(error) as refused:
        files.check(data, name)
    assert refused.value.text


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_a_name_never_leads_elsewhere(name: str) -> None:
    cleaned = files.clean_name(name)
    assert cleaned
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\0')
    assert not cleaned.startswith(".")
    assert len(cleaned) <= 89


@settings(max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(sorted(files.TYPES)))
def test_noise_is_refused_or_taken_never_fallen_over(data: bytes, kind: str) -> None:
    with contextlib.suppress(files.FileNameError, files.ActiveFileError, files.OldFormatError):
        assert files.check(data, f"a.{kind}").media_type == files.TYPES[kind]
