"""Kinds of documents: the title line decides (NĐ 30/2020: standards V3)."""

from __future__ import annotations

import pytest

from loa.directives.core import read
from loa.directives.core.layout import to_lines
from loa.directives.core.subjects import clean_subject, title_subject
from loa.directives.core.titles import kind_of_symbol, split_title, title_kind
from tests.directives.core import letters


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("QUYẾT ĐỊNH", "quyết định"),
        ("  CHỈ  THỊ ", "chỉ thị"),
        ("THÔNG BÁO:", "thông báo"),
        ("TỜ TRÌNH", "tờ trình"),
        ("CHI THỊ", "chỉ thị"),  # OCR lost a tone
        ("Quyết định", None),
        ("QUYẾT ĐỊNH SỐ 12", None),
        ("BỘ Y TẾ", None),
    ],
)
def test_title_kind(line: str, kind: str | None) -> None:
    assert title_kind(line) == kind


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("CHỈ THỊ VỀ VIỆC TĂNG CƯỜNG", ("chỉ thị", "VỀ VIỆC TĂNG CƯỜNG")),
        ("KẾ HOẠCH VỀ PHÒNG DỊCH", ("kế hoạch", "VỀ PHÒNG DỊCH")),
        ("KẾ HOẠCH PHÒNG DỊCH", None),
    ],
)
def test_kind_and_subject_on_one_line(line: str, parts: tuple[str, str] | None) -> None:
    assert split_title(line) == parts


@pytest.mark.parametrize(
    ("symbol", "kind"), [("QĐ-UBND", "quyết định"), ("CT-CS", None), ("KH-UBND", "kế hoạch"), ("UBND-VX", None)]
)
def test_only_a_sure_symbol_names_the_kind(symbol: str, kind: str | None) -> None:
    assert kind_of_symbol(symbol) == kind


def test_ct_in_the_symbol_of_a_letter_is_the_tax_department() -> None:
    text = letters.letter().replace("1234/UBND-KGVX", "5253/CT-CS")
    assert read(text.encode(), "a.txt").kind == "công văn"


def test_the_authority_below_the_subject_does_not_belong_to_it() -> None:
    lines = to_lines(["Về việc ban hành Quy chế", "tiêm chủng", "", "BỘ TRƯỞNG BỘ Y TẾ"])
    assert title_subject(lines) == "Về việc ban hành Quy chế tiêm chủng"


def test_a_subject_that_names_an_authority_keeps_it() -> None:
    lines = to_lines(["Bãi bỏ các văn bản của", "Thủ tướng Chính phủ"])
    assert title_subject(lines) == "Bãi bỏ các văn bản của Thủ tướng Chính phủ"


@pytest.mark.parametrize(
    ("printed", "clean"), [("V/v: báo cáo;", "báo cáo"), ("v/v báo cáo", "báo cáo"), ("V/v", None)]
)
def test_clean_subject(printed: str, clean: str | None) -> None:
    assert clean_subject(printed) == clean
