"""Numbered and lettered beginnings of paragraphs: "Điều 2.", "II.", "3.1.", "a)", "(1)", "-"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from loa.directives.core.letters import fold


class Level(IntEnum):
    """How deep a marker stands; a smaller level holds the greater ones."""

    PART = 0  # "II.", "Phần I", "A."
    ARTICLE = 1  # "Điều 2."
    ITEM = 2  # "3."
    SUBITEM = 3  # "3.1."
    POINT = 4  # "a)", "(1)"
    DASH = 5  # "-", "+"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: its level, the bare number, the marker as printed, and where the text behind it begins."""

    level: Level
    no: str
    printed: str
    end: int


_ARTICLE = re.compile(r"dieu\s+(\d{1,3}[a-z]?)\s*(?:[.:]\s*|$)")
_PART = re.compile(r"(?:phan|chuong|muc)\s+([ivx]+|\d+)\b\s*[.:]?\s*|([ivx]{1,5})\s*[./)-]\s+|([ivx]{1,5})\.$")
_LETTER_PART = re.compile(r"([A-HĐ])\.\s+(?=[^\W\d_])")
_SUBITEM = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\s*[.)]?\s+(?=[^\W\d])|(\d{1,2}(?:\.\d{1,2}){1,3})\.?$")
_ITEM = re.compile(r"(\d{1,2})\s*(?:[.)/]|-(?=\s))\s*(?=\D|$)(?![./])")
_POINT = re.compile(r"([a-zđ]\d?)\s*[).]\s+|\((\d{1,2}|[ivx]{1,5})\)\s*")
_DASH = re.compile(r"[-–—+•*]\s*")


def marker_of(paragraph: str) -> Marker | None:
    """The marker at the start of *paragraph*, None without one."""
    head = paragraph[:40]
    folded = fold(head)
    article = _ARTICLE.match(folded)
    if article and head[0] in "ĐD":
        return Marker(Level.ARTICLE, f"Điều {article[1]}", f"Điều {article[1]}.", article.end())
    for level, pattern, text in (
        (Level.PART, _PART, folded if head[:1].isupper() else ""),
        (Level.PART, _LETTER_PART, head),
        (Level.SUBITEM, _SUBITEM, folded),
        (Level.ITEM, _ITEM, folded),
        (Level.POINT, _POINT, head.lower() if not head[:1].isupper() else ""),
        (Level.DASH, _DASH, head),
    ):
        match = pattern.match(text)
        if match:
            number = next((group for group in match.groups() if group), "")
            no = number.upper() if level is Level.PART else number
            return Marker(level, no, head[: match.end()].strip(), match.end())
    return None
