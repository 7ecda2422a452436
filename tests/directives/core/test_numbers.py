"""Numbers of documents: their own, and those they cite (NĐ 30/2020: standards V2, V3)."""

from __future__ import annotations

import datetime as dt

import pytest

from loa.directives.core.model import Citation
from loa.directives.core.numbers import citations, goes_on, is_blank_number, own_number, symbol


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        (": 365 /UBND - VH TT", "365/UBND-VHTT"),
        (": 84/2025/QĐ-UBND", "84/2025/QĐ-UBND"),
        ("9151- CV/BTCTW", "9151-CV/BTCTW"),
        ("13/CT- TTg", "13/CT-TTg"),
        ("77-KL/TW", "77-KL/TW"),
        ("74/CP", "74/CP"),
        ("0130/KH-UBND", "0130/KH-UBND"),
        ("3783/SXD-QLN& TTBĐS", "3783/SXD-QLN&TTBĐS"),
        ("12/VPCP-V.I", "12/VPCP-V.I"),
        ("55/СТ-ТТg", "55/CT-TTg"),  # Cyrillic letters that look Latin
        ("12/BYT–DP", "12/BYT-DP"),
        ("15a/TB-UBND", "15a/TB-UBND"),
        ("77/VPCP-CN - Sở Y tế", "77/VPCP-CN"),
    ],
)
def test_own_number_is_read_without_blanks(printed: str, number: str) -> None:
    assert own_number(printed) == number


@pytest.mark.parametrize("printed", ["", "l2/QĐ-UBND", "…/QĐ-UBND", "123", "/", "một hai ba", "2025", "12/2025"])
def test_what_is_no_whole_number_is_none(printed: str) -> None:
    assert own_number(printed) is None


@pytest.mark.parametrize("printed", [":      /QĐ-UBND", "……/QĐ-BYT", "   /2025/NQ-HĐND"])
def test_a_number_left_blank_is_known_as_such(printed: str) -> None:
    assert own_number(printed) is None
    assert is_blank_number(printed)


@pytest.mark.parametrize(("printed", "wraps"), [("3783/QĐ-", True), ("SXD-QLN&", True), ("3783/QĐ-BYT", False)])
def test_a_number_that_breaks_off_goes_on(printed: str, wraps: bool) -> None:
    assert goes_on(printed) is wraps


@pytest.mark.parametrize(
    ("number", "letters"), [("78/2025/QĐ-UBND", "QĐ-UBND"), ("77-KL/TW", "KL/TW"), ("15a/TB-UBND", "TB-UBND")]
)
def test_symbol_is_the_letters_of_a_number(number: str, letters: str) -> None:
    assert symbol(number) == letters


def test_citations_are_given_once_in_order_with_their_dates() -> None:
    text = (
        "Căn cứ Luật số 77/2015/QH13 ngày 19/6/2015; Nghị định số 42/2025/NĐ-CP ngày 27 tháng 02 năm 2025 của Chính "
        "phủ; thực hiện Công văn số 77/BYT-DP và Kết luận số 77-KL/TW; theo Nghị định số 42/2025/NĐ-CP."
    )
    assert citations(text) == [
        Citation("77/2015/QH13", dt.date(2015, 6, 19)),
        Citation("42/2025/NĐ-CP", dt.date(2025, 2, 27)),
        Citation("77/BYT-DP"),
        Citation("77-KL/TW"),
    ]


def test_a_document_never_cites_itself() -> None:
    assert citations("Chỉ thị số 12/CT-TTg này thay thế Chỉ thị số 11/CT-TTg", own="12/CT-TTG") == [
        Citation("11/CT-TTg")
    ]


def test_mentions_that_disagree_about_the_date_give_none() -> None:
    text = "Công văn số 77/BYT-DP ngày 01/02/2025; Công văn số 77/BYT-DP ngày 02/02/2025"
    assert citations(text) == [Citation("77/BYT-DP", None)]


@pytest.mark.parametrize(
    "text",
    [
        "tỷ lệ đạt 12/15 xã",
        "ngày 12/11/2025",
        "theo Mẫu số 01/ĐK-TH kèm theo",
        "tài khoản số 12/ABC-DEF tại Kho bạc",
        "đi/về, và/hoặc",
        "quý I/2025",
    ],
)
def test_what_only_looks_like_a_number_is_not_cited(text: str) -> None:
    assert citations(text) == []


def test_an_impossible_day_is_no_date() -> None:
    assert citations("Công văn số 77/BYT-DP ngày 31/02/2025") == [Citation("77/BYT-DP", None)]
