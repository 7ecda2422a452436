"""One spelling for comparing, one order for lists."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.units.core.names import fold, given_name, normalise, sort_key, spelling_key

SYLLABLES = ["Nguyễn", "Trần", "Thủy", "Thuỷ", "Hòa", "Hoà", "Đặng", "Quý", "Qúy", "Ánh", "Ẩn", "Ơn", "Ưng", "Thúy"]
names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Thuỷ", "Thủy"), ("Hoà", "HÒA"), ("khoẻ", "khỏe"), ("Quý", "Qúy"), ("Cẩm Thủy", " cẩm  thuỷ ")],
)
def test_places_of_the_tone_mark_are_one_spelling(one: str, other: str) -> None:
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Thúy", "Thủy"), ("Ân", "An"), ("Đông", "Dông"), ("Mai", "Mài"), ("Hoàn", "Hoan")]
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


@given(names)
def test_composed_and_decomposed_letters_are_the_same(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert normalise(decomposed) == normalise(name)
    assert spelling_key(decomposed) == spelling_key(name.upper())
    assert sort_key(decomposed) == sort_key(name)


@given(st.text())
def test_any_text_can_be_normalised_once_and_for_all(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert sort_key(text).isdigit()


def test_folding_forgets_every_mark() -> None:
    assert fold("ĐẶNG Thị Thuỷ\u200b") == "dang thi thuy"


def test_the_given_name_is_the_last_word() -> None:
    assert given_name(" Nguyễn  Văn An ") == "An"


def test_lists_are_ordered_as_vietnamese_lists_are() -> None:
    ordered = ["Nguyễn Văn An", "Trần Văn An", "Lê Thị Ánh", "Bùi Văn Anh", "Phạm Ân", "Vũ Đại", "Hồ Em", "Lý Thủy"]
    expected = ["Nguyễn Văn An", "Trần Văn An", "Bùi Văn Anh", "Lê Thị Ánh", "Phạm Ân", "Vũ Đại", "Hồ Em", "Lý Thủy"]
    assert sorted(ordered, key=sort_key) == expected


def test_tones_order_names_of_the_same_letters() -> None:
    mixed = ["Mạ", "Mả", "Ma", "Má", "Mã", "Mà"]
    assert sorted(mixed, key=sort_key) == ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ"]


def test_a_name_of_any_length_fits_its_column() -> None:
    assert len(sort_key("Thăng " * 200)) <= 400
