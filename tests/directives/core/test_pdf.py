"""PDF files: the text layer, what e-offices draw into widgets, and what is refused."""

from __future__ import annotations

import datetime as dt
import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from loa.directives.core import read
from loa.directives.core.errors import (
    DamagedDispatchError,
    DispatchTooLargeError,
    EncryptedDispatchError,
)
from loa.directives.core.formats.pdf import bounds
from tests.directives.core import letters
from tests.directives.core.pdfs import LEFT, LINE, TOP, Widget, pdf


def two_columns(body: str = letters.BODY) -> str:
    head = _beside(letters.HEAD_LEFT, letters.HEAD_RIGHT)
    close = _beside(letters.CLOSE_LEFT, letters.CLOSE_RIGHT)
    wrapped = [part for line in body.split("\n") for part in _wrapped(line)]
    return "\n".join([*head, "", *wrapped, "", *close])


def _beside(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    height = max(len(left), len(right))
    rows = zip((*left, *[""] * (height - len(left))), (*right, *[""] * (height - len(right))), strict=True)
    return ["\t".join(row) for row in rows]


def _wrapped(line: str, width: int = 90) -> list[str]:
    words, lines = line.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def test_the_text_layer_gives_what_the_text_gives() -> None:
    found = read(pdf([two_columns()]), "a.pdf").to_dict()
    assert found == read(letters.letter().encode(), "a.txt").to_dict()


def test_a_letter_over_two_pages_is_read_on() -> None:
    long = letters.BODY + "".join(f"\n{n}. Sở Y tế làm việc thứ {n}.\n" for n in range(3, 30))
    rows = two_columns(long).split("\n")
    found = read(pdf(["\n".join(rows[:50]), "\n".join(rows[50:])]), "a.pdf")
    assert len(found.tasks) == 29
    assert found.signer == "Nguyễn Thị Hoa"


def test_appendices_behind_the_close_are_not_read_and_that_is_said() -> None:
    found = read(pdf([two_columns(), "PHỤ LỤC\nSố: 1/BB-BB\n1. Sở Nội vụ báo cáo"]), "a.pdf")
    assert found.number == "1234/UBND-KGVX"
    assert len(found.tasks) == 2
    assert [notice.code for notice in found.notices] == ["attached_not_read"]


def test_widgets_fill_number_day_and_month() -> None:
    text = two_columns().replace("Số: 1234/UBND-KGVX", "Số:          /UBND-KGVX")
    text = text.replace("ngày 20 tháng 11 năm 2025", "ngày     tháng     năm 2025")
    rows = text.split("\n")
    number_row = next(i for i, row in enumerate(rows) if row.startswith("Số:"))
    # Letters are five points wide: the blanks stand behind "Số:" and behind "Khánh Hòa, ngày".
    number_y, date_y = TOP - number_row * LINE - 3, TOP - 3 * LINE - 3
    right = LEFT + 240
    widgets = [
        Widget("4321", LEFT + 4 * 5, number_y, 40),
        Widget("07", right + 16 * 5, date_y, 14),
        Widget("12", right + 26 * 5, date_y, 14),
    ]
    found = read(pdf([text], widgets), "a.pdf")
    assert (found.number, found.date) == ("4321/UBND-KGVX", dt.date(2025, 12, 7))
    assert found.place == "Khánh Hòa"


def test_blanks_that_no_widget_fills_stay_blank() -> None:
    text = two_columns().replace("Số: 1234/UBND-KGVX", "Số:          /UBND-KGVX")
    found = read(pdf([text]), "a.pdf")
    assert found.number is None
    assert [notice.code for notice in found.notices] == ["number_blank"]


@pytest.mark.parametrize("pages", [[""], ["", "", ""], ["\tNgười ký: CỔNG THÔNG TIN"]])
def test_a_scan_gives_nothing_but_the_word_that_it_needs_ocr(pages: list[str]) -> None:
    found = read(pdf(pages), "a.pdf")
    assert [notice.code for notice in found.notices] == ["needs_ocr"]
    assert "cần OCR" in found.warnings[0]
    record = found.to_dict()
    del record["warnings"]
    assert not any(record.values())


def test_a_file_with_a_password_is_refused_by_name() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([two_columns()]))))
    writer.encrypt("secret", algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(EncryptedDispatchError, match=r"mat\.pdf"):
        read(locked.getvalue(), "mat.pdf")


def test_a_file_that_may_be_opened_but_not_changed_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([two_columns()]))))
    writer.encrypt("", owner_password="secret", algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    assert read(locked.getvalue(), "a.pdf").number == "1234/UBND-KGVX"


@pytest.mark.parametrize("keep", [20, 300, 1200])
def test_a_file_cut_off_is_damaged(keep: int) -> None:
    with pytest.raises(DamagedDispatchError, match=r"a\.pdf"):
        read(pdf([two_columns()])[:keep], "a.pdf")


def test_a_stream_that_unfolds_without_measure_is_refused_before_it_is_unfolded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "LARGEST_STREAM", 1_000_000)
    bomb = zlib.compress(b" " * 2_000_000)
    data = b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + bomb + b"\nendstream\nendobj\n"
    with pytest.raises(DispatchTooLargeError):
        read(data, "a.pdf")


def test_a_page_that_draws_without_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST_PAGE", 1000)
    with pytest.raises(DispatchTooLargeError):
        read(pdf([two_columns()]), "a.pdf")
