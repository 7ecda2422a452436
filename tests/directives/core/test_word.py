"""Word files: paragraphs and tables in reading order, merged cells once, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as WordDocument

from loa.directives.core import read
from loa.directives.core.errors import (
    DamagedDispatchError,
    DispatchTooLargeError,
    EncryptedDispatchError,
    UnknownFormatError,
)
from loa.directives.core.formats import archive
from tests.directives.core import letters


def written(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def add_columns(document: WordDocument, left: tuple[str, ...], right: tuple[str, ...]) -> None:
    """A table without borders, as heads and closes are made in Word."""
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "\n".join(left), "\n".join(right)


def letter() -> bytes:
    document = Document()
    add_columns(document, letters.HEAD_LEFT, letters.HEAD_RIGHT)
    for paragraph in letters.BODY.split("\n"):
        document.add_paragraph(paragraph)
    add_columns(document, letters.CLOSE_LEFT, letters.CLOSE_RIGHT)
    return written(document)


def changed(data: bytes, change: Callable[[str], str]) -> bytes:
    """The file with its document.xml changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content.decode()) if name == "word/document.xml" else content)
    return out.getvalue()


def test_tables_of_two_columns_give_what_the_text_gives() -> None:
    found = read(letter(), "a.docx").to_dict()
    assert found == read(letters.letter().encode(), "a.txt").to_dict()


def test_a_table_row_by_row_and_nested_tables() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"ô {number}"
    table.rows[1].cells[1].add_table(rows=1, cols=1).rows[0].cells[0].text = "trong"
    assert read(written(document), "a.docx").text.split("\n") == ["ô 0", "ô 1", "ô 2", "ô 3", "trong"]


def test_merged_cells_are_read_once() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "ngang"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "dọc"
    assert read(written(document), "a.docx").text.split("\n") == ["ngang", "dọc"]


def test_a_cell_that_claims_to_span_millions_of_columns_is_read_once() -> None:
    data = changed(letter(), lambda xml: xml.replace("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="90000000"/>'))
    assert read(data, "a.docx").number == "1234/UBND-KGVX"


def test_the_name_of_a_file_decides_nothing() -> None:
    assert read(letter(), "a.pdf").number == "1234/UBND-KGVX"


def test_a_file_cut_off_is_damaged() -> None:
    with pytest.raises(DamagedDispatchError, match=r"a\.docx"):
        read(letter()[:3000], "a.docx")


def test_broken_xml_is_damaged() -> None:
    with pytest.raises(DamagedDispatchError):
        read(changed(letter(), lambda xml: xml[:-100]), "a.docx")


def test_a_zip_bomb_is_refused_by_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_UNFOLDED", 1_000_000)
    data = changed(letter(), lambda xml: xml.replace("</w:body>", " " * 2_000_000 + "</w:body>"))
    assert len(data) < 100_000
    with pytest.raises(DispatchTooLargeError):
        read(data, "a.docx")


def test_a_zip_with_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(DispatchTooLargeError):
        read(letter(), "a.docx")


def test_entities_are_not_expanded() -> None:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE w:document [<!ENTITY e0 "ha">{nested}]>'
    data = changed(letter(), lambda xml: xml.replace("<w:document", doctype + "<w:document", 1).replace("1234", "&e9;"))
    with pytest.raises(DamagedDispatchError):
        read(data, "a.docx")


def test_a_word_file_with_a_password_is_named_as_such() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    with pytest.raises(EncryptedDispatchError):
        read(data, "a.docx")


def test_old_word_files_are_refused() -> None:
    with pytest.raises(UnknownFormatError):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"Word.Document.8", "a.doc")
