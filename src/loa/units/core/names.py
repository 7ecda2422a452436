"""Vietnamese names and words: one spelling for comparing, one order for lists.

The same name comes in many spellings: composed or decomposed letters (NFC, NFD), the tone mark on the first or on
the second vowel ("Thuỷ", "Thủy"), stray blanks, capitals. `normalise` mends what is never meant, `spelling_key` also
what is a matter of style; `fold` forgets marks altogether and is for finding, never for deciding that two are one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

_REMEMBERED = 20_000  # texts: lists of tens of thousands of people are made of few hundred words and unit names

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")
# Open syllables whose two vowels are written with the mark on the first (old style) or the second (new style).
_NEW_STYLE = re.compile(f"(?<![q])(o)([{TONES}])(a|e)(?![a-z\u0302\u0306\u031b])|(?<!q)(u)([{TONES}])(y)(?![a-z])")
_QU = re.compile(f"q(u)([{TONES}])(y|a|e|o)")


@lru_cache(maxsize=_REMEMBERED)
def normalise(text: str) -> str:
    """NFC, without invisible characters, blanks single and trimmed."""
    if text.isascii():  # codes, numbers and addresses need nothing but their blanks mended
        return " ".join(text.split())
    return _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=_REMEMBERED)
def spelling_key(text: str) -> str:
    """The same string for every accepted spelling of the same words: case and place of the tone mark do not count.

    "THUỶ", "Thủy" and "thu\u0309y" are one; "Thúy" is another.
    """
    letters = unicodedata.normalize("NFD", normalise(text).casefold())
    letters = _QU.sub(r"qu\3\2", letters)
    letters = _NEW_STYLE.sub(_mark_second, letters)
    return unicodedata.normalize("NFC", letters)


def _mark_second(match: re.Match[str]) -> str:
    first, tone, second = (group for group in match.groups() if group)
    return first + second + tone


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Small letters without any marks, for finding: "Đặng Thị Thủy" → "dang thi thuy"."""
    decomposed = unicodedata.normalize("NFD", normalise(text).casefold()).replace("đ", "d")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def given_name(full_name: str) -> str:
    """The last word, by which Vietnamese lists are ordered and people are called."""
    words = normalise(full_name).split(" ")
    return words[-1]


def sort_key(full_name: str) -> str:
    """Digits that order names as Vietnamese lists do: given name, family name, middle names; letters before tones.

    Only digits, so that every database with every collation orders them alike.
    """
    words = normalise(full_name).split(" ")
    ordered = [words[-1], *words[:-1]]
    letters = "00".join(_letter_ranks(word) for word in ordered)
    tones = "".join(_tone_rank(word) for word in ordered)
    return f"{letters}00{tones}"[:400]


@lru_cache(maxsize=_REMEMBERED)
def _letter_ranks(word: str) -> str:
    """Two digits a letter, tones left out; what is no letter sorts after the letters."""
    return "".join(_rank(unicodedata.normalize("NFC", letter)) for letter in _split(word))


def _split(word: str) -> list[str]:
    """The word's letters with their own marks (ă, ơ) but without tones, decomposed."""
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in TONES:
            continue
        if unicodedata.combining(character) and letters:
            letters[-1] += character
        else:
            letters.append(character)
    return letters


def _rank(letter: str) -> str:
    place = ALPHABET.find(letter)
    return f"{place + 1:02d}" if place >= 0 else "99"


@lru_cache(maxsize=_REMEMBERED)
def _tone_rank(word: str) -> str:
    """One digit: 0 for no tone mark, else its place in the dictionary's order."""
    marks = [TONES.index(character) + 1 for character in unicodedata.normalize("NFD", word) if character in TONES]
    return str(marks[0]) if marks else "0"


BODIES = ("Ủy ban nhân dân ", "Uỷ ban nhân dân ", "UBND ")


def place_name(name: str) -> str:
    """The area's name from that of the body that governs it: "Ủy ban nhân dân phường Cửa Ông" → "Phường Cửa Ông"."""
    place = next((name.removeprefix(body) for body in BODIES if name.startswith(body)), "")
    return f"{place[0].upper()}{place[1:]}" if place else name
