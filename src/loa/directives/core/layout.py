"""Lines of a page in reading order, and the paragraphs they make.

Wraps fall anywhere in a real text, also inside a number, a name or a title; a blank line is a hint, never a proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from loa.directives.core.letters import fold, squeeze

_ENDS_OPEN = re.compile(r"(?:^|\s)(?:dieu|khoan|diem|so|chuong|muc|phan|phu luc|thang|ngay|nam|cac dieu|va|cua|,)$")
_ONLY_MARKER = re.compile(r"^(?:dieu\s*\d+\s*[.:]?|\d{1,2}(?:\.\d{1,2})*\s*[.)]?|[a-zđ]\)|[ivx]+\.|\(\d+\)|[-+–])$")
_STARTS_ITEM = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\s*[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\s|[a-zđ]\d?\)|\(\d{1,2}\)|[ivx]{1,5}\.|[-+•*–]\s*\S)"
)
_STARTS_SECTION = re.compile(
    r"^(?:dieu(?:\s+\d+|$)|(?:chuong|phan|muc)\s+[ivx\d]+\b|can cu\b|theo de nghi\b|xet de nghi\b|xet to trinh\b)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with single blanks; `gap` says that a blank line or the edge of a block stands before it."""

    text: str
    gap: bool = False

    @property
    def folded(self) -> str:
        """The line in the coarse spelling keywords are searched in."""
        return fold(self.text)


def to_lines(raw: Iterable[str]) -> list[Line]:
    """Lines from page text, without blank lines and rules.

    Where every line is followed by a blank one, blank lines mean nothing.
    """
    lines, gap, rows = [], False, list(raw)
    hints = _blank_lines_mean_something(rows)
    for row in rows:
        text = squeeze(row)
        if _is_rule(text):
            gap = True
            continue
        lines.append(Line(text, gap and hints))
        gap = False
    return lines


def _is_rule(text: str) -> bool:
    """Nothing to read: blank, "-------"; a lone dash is an item whose words follow on the next line."""
    return not any(char.isalnum() for char in text) and text not in {"-", "–", "+"}


def _blank_lines_mean_something(rows: Sequence[str]) -> bool:
    filled = [bool(row.strip()) for row in rows]
    neighbours = sum(a and b for a, b in pairwise(filled))
    return neighbours > 0 or sum(filled) < 8


def joined(lines: Iterable[Line]) -> str:
    """The lines as one running text."""
    return " ".join(line.text for line in lines)


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Lines joined where a sentence or an item goes on."""
    result: list[list[str]] = []
    for line in lines:
        if result and _continues(result[-1], line):
            result[-1].append(line.text)
        else:
            result.append([line.text])
    return [" ".join(parts) for parts in result]


def _continues(parts: Sequence[str], line: Line) -> bool:
    tail, folded = fold(parts[-1][-40:]), line.folded
    if _ONLY_MARKER.match(tail) and len(parts) == 1:
        return True
    if _ENDS_OPEN.search(tail):
        return True
    if _STARTS_ITEM.match(folded) or (line.text[0].isupper() and _STARTS_SECTION.match(folded)):
        return False
    starts_small = line.text[0].islower() or line.text[0].isdigit() or line.text[0] in ",.;:)]”%/"
    if starts_small:
        return not (line.gap and tail.endswith((".", ":", ";", "./.")))
    if line.gap:
        return False
    # A list may wrap behind a semicolon ("… Sở Nội vụ;" / "Giám đốc Sở …"): only a blank line ends it.
    return not tail.endswith((".", ":", "!", "?", ".”", '."', ".)"))
