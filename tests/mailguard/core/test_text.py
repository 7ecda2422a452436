"""Folding and disguises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core.text import PhraseIndex, disguise, fold, plain, skeleton, squeeze, strip_marks, words


@pytest.mark.parametrize("text", ["Bộ Y tế", "BO Y TE", "B\u1ed9 Y t\u200bế", "𝐁𝐨̣̂ 𝐘 𝐭𝐞̂́", "Вo Y te"])
def test_one_name_in_many_disguises(text: str) -> None:
    assert fold(text) == "bo y te"


def test_a_russian_word_stays_russian() -> None:
    assert plain("Россия") == "Россия"
    assert not disguise("Россия и Ханой").any


@pytest.mark.parametrize(
    ("text", "zero_width", "mixed", "styled"),
    [
        ("Thông báo", 0, 0, 0),
        ("pass\u200bword acc\u200bount", 2, 0, 0),
        ("Miсrosoft", 0, 1, 0),
        ("𝗣𝗮𝘆", 0, 0, 3),
        ("👩\u200d⚕️ xin chào", 0, 0, 0),
        ("\u200c \u200c \u200c", 0, 0, 0),
        ("Donau\u00addampf\u00adschiff", 0, 0, 0),
    ],
)
def test_disguises_are_counted(text: str, zero_width: int, mixed: int, styled: int) -> None:
    found = disguise(text)
    assert (found.zero_width, found.mixed_script, found.styled) == (zero_width, mixed, styled)


def test_the_longest_phrase_wins() -> None:
    index = PhraseIndex([("Bộ Y tế", 1), ("Bộ", 2), ("y tế dự phòng", 3)])
    assert [value for _, _, value in index.find(words(fold("Bộ Y tế và bộ")))] == [1, 2]


@pytest.mark.parametrize("label", ["rnicros0ft", "micr0soft", "m1crosoft"])
def test_shapes(label: str) -> None:
    assert skeleton(label) == skeleton("microsoft")


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = words(fold(text))
    assert words(fold(" ".join(once))) == once or not text.isprintable()


@given(st.text(max_size=300), st.integers(min_value=10, max_value=80))
def test_what_is_shown_fits_a_sentence(text: str, limit: int) -> None:
    shown = squeeze(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable()


@given(st.text(max_size=100))
def test_marks_are_gone(text: str) -> None:
    assert strip_marks(strip_marks(text)) == strip_marks(text)
