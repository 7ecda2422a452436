"""The head of a dispatch: number, place, date and the subject of an official letter (standards V1, V9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from loa.directives.core.head import read_date, read_head, read_number, read_subject, without_motto
from loa.directives.core.layout import Line, to_lines


def lines(*rows: str) -> Sequence[Line]:
    return to_lines(rows)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        (("Số: 12/QĐ-BYT",), "12/QĐ-BYT"),
        (("BỘ Y TẾ", "Số:", "84/2025/QĐ-UBND"), "84/2025/QĐ-UBND"),
        (("Số: 3783/QĐ-", "SXD-QLN&", "TTBĐS"), "3783/QĐ-SXD-QLN&TTBĐS"),
        (("SỐ 365 /UBND - VH TT",), "365/UBND-VHTT"),
        (("12/QĐ-BYT",), "12/QĐ-BYT"),
    ],
)
def test_the_number_is_found_wherever_it_wraps(rows: tuple[str, ...], number: str) -> None:
    assert read_number(lines(*rows)) == (number, None)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("BỘ Y TẾ",), "number_missing"),
        (("Số:      /QĐ-BYT",), "number_blank"),
        (("Số: l2?/QĐ",), "number_unclear"),
    ],
)
def test_a_number_that_is_not_surely_there_is_left_out_with_a_notice(rows: tuple[str, ...], code: str) -> None:
    number, notice = read_number(lines(*rows))
    assert number is None
    assert notice is not None
    assert notice.code == code


@pytest.mark.parametrize(
    ("rows", "place", "date"),
    [
        (("Cẩm Phả, ngày 07 tháng 02 năm 2020",), "Cẩm Phả", dt.date(2020, 2, 7)),
        (("Hà", "Nội, ngày 03 tháng 12 năm 2025"), "Hà Nội", dt.date(2025, 12, 3)),
        (("Thành phố Hồ Chí Minh, ngày 3", "tháng 12 năm 2025"), "Thành phố Hồ Chí Minh", dt.date(2025, 12, 3)),
        (("TP. Huế, ngày 3 tháng 12, năm 2025",), "TP. Huế", dt.date(2025, 12, 3)),
        (("Hà Nội, ngày 3/12/2025",), "Hà Nội", dt.date(2025, 12, 3)),
        (("Đắk Lắk, ngày 03 tháng12 năm 2025",), "Đắk Lắk", dt.date(2025, 12, 3)),
        (("Hà Nội, ngày 31 tháng 02 năm 2025",), "Hà Nội", None),
        (("Hà Nội, ngày     tháng     năm 2026",), "Hà Nội", None),
        (("Hà Nội, ngày 3 tháng 12 năm 20",), "Hà Nội", None),
    ],
)
def test_place_and_date(rows: tuple[str, ...], place: str, date: dt.date | None) -> None:
    found_place, found_date, notice = read_date(lines(*rows))
    assert (found_place, found_date) == (place, date)
    assert (notice is None) is (date is not None)


def test_without_a_date_there_is_a_notice() -> None:
    place, date, notice = read_date(lines("BỘ Y TẾ", "Số: 12/QĐ-BYT"))
    assert (place, date) == (None, None)
    assert notice is not None
    assert notice.code == "date_missing"


@pytest.mark.parametrize(
    ("rows", "subject"),
    [
        (("V/v tăng cường phòng, chống dịch", "bệnh sởi"), "tăng cường phòng, chống dịch bệnh sởi"),
        (("V/v", "đề xuất cấp vắc xin"), "đề xuất cấp vắc xin"),
        (("v/v: báo cáo", "Hà", "Nội, ngày 03 tháng 12 năm 2025"), "báo cáo"),
        (("Về việc báo cáo", "Số: 12/BYT-DP"), "Về việc báo cáo"),
        (("Số: 12/BYT-DP",), None),
    ],
)
def test_the_subject_of_a_letter_ends_where_something_else_begins(rows: tuple[str, ...], subject: str | None) -> None:
    assert read_subject(lines(*rows)) == subject


@pytest.mark.parametrize(
    "motto",
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"),
        ("CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        ("CỌNG HOÀ XÃ HÔI CHÚ NGHĨA VIỆT NAM", "Đôc lâp - Tư do - Hanh phúc"),
    ],
)
def test_the_motto_is_nobodys_name(motto: tuple[str, ...]) -> None:
    kept = without_motto(lines("BỘ Y TẾ", *motto, "Hà Nội, ngày 3 tháng 12 năm 2025"))
    assert [line.text for line in kept] == ["BỘ Y TẾ", "Hà Nội, ngày 3 tháng 12 năm 2025"]


def test_head_collects_its_notices() -> None:
    head = read_head(lines("Số:     /QĐ-BYT", "Hà Nội, ngày   tháng   năm 2025"))
    assert [notice.code for notice in head.notices] == ["number_blank", "date_unclear"]
    assert (head.number, head.date, head.place) == (None, None, "Hà Nội")
