"""Letters: one spelling for what is the same text, and two coarser ones of the same length to search in.

Official texts reach us composed and decomposed, with the tone mark on either vowel ("Uỷ", "Ủy"), with Cyrillic
look-alikes, and from OCR with tones dropped. Keywords are therefore searched in a coarser spelling. Both coarse
spellings keep every character in its place, so that a position found there is a position in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LETTERS = [chr(code) for code in range(0x20, 0x250)] + [chr(code) for code in range(0x1EA0, 0x1F00)]
_CYRILLIC = str.maketrans("АВЕКМНОРСТХасеорхуÐ", "ABEKMHOPCTXaceopxyĐ")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_OCR_L = re.compile(r"\bI(?=[^\x00-\x7f])")


def normalise(text: str) -> str:
    """One spelling: composed letters (NFC), `\\n` breaks, plain blanks, tabs as four blanks, nothing invisible."""
    text = _BREAKS.sub("\n", text)
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).replace("\t", "    ")
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """*text* on one line, its blanks single."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """*text* in lower case without any diacritics: "Nơi nhận" → "noi nhan". Same length."""
    return text.translate(_fold_table())


def detone(text: str) -> str:
    """*text* without the five tone marks, letters and case kept: "Bộ Y tế" → "Bô Y tê". Same length.

    What OCR loses most is the tone; ("Bô Y tê", and "Iý" with a capital i for "lý").
    """
    return _OCR_L.sub("l", text).translate(_detone_table())


def latin(text: str) -> str:
    """*text* with Cyrillic look-alikes made Latin and all dashes made `-`: for document numbers. Same length."""
    return text.translate(_CYRILLIC).translate(_DASHES)


def is_upper(text: str) -> bool:
    """Whether *text* has letters and none of them is a small one."""
    return text.upper() == text != text.lower()


def mostly_upper(text: str, share: float = 0.8) -> bool:
    """Whether at least *share* of the letters of *text* are capitals."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) >= share * len(letters)


@cache
def _fold_table() -> dict[int, str]:
    return {ord(letter): _base(letter).lower() for letter in _LETTERS} | {ord("Đ"): "d", ord("đ"): "d"}


@cache
def _detone_table() -> dict[int, str]:
    return {ord(letter): toneless for letter in _LETTERS if (toneless := _without_tone(letter)) != letter}


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _without_tone(letter: str) -> str:
    parts = [part for part in unicodedata.normalize("NFD", letter) if part not in _TONES]
    return unicodedata.normalize("NFC", "".join(parts))
