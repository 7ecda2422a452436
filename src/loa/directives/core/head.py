"""The head of a dispatch: number, place and date, subject of an official letter (NĐ 30/2020: standards V1, V9)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from loa.directives.core import notices, numbers
from loa.directives.core.dates import DAY, to_date
from loa.directives.core.layout import Line
from loa.directives.core.letters import fold
from loa.directives.core.model import Notice
from loa.directives.core.subjects import clean_subject

_NUMBER_LABEL = re.compile(r"^so\s*[:.]\s*|^so(?=\s*\d)|^so$|(?<=\s)so\s*:\s*")
_BARE_NUMBER = re.compile(r"^\d{1,6}\s?[-/]")
_DATE = re.compile(rf"[\s,]*\bngay\s*{DAY}")
_DATE_TRIED = re.compile(r"\bngay\b[^a-z]*(?:\S{1,3}\s*)?\bthang\b")
_DATE_BLANK = re.compile(r"\bngay[\s.…_/]*thang[\s.…_/]*(?:nam|\d)")
_SUBJECT = re.compile(r"^v\s?/?\s?v\b\s*[:.]?|^ve viec\b")
_PLACE_WORD = re.compile(r"[^\W\d_]+\.?")
_PLACE_LEVELS = frozenset(["phố", "xã", "tỉnh", "huyện", "thị", "trấn", "quận", "phường", "đặc", "khu"])
_MOTTO = ["cong", "hoa", "xa", "hoi", "chu", "nghia", "viet", "nam"]
_SECOND_MOTTO = re.compile(r"^do[ck] [li]ap\b|\btu do - hanh phuc$")
_PLACE_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Head:
    """What the head gives; `notices` say what is missing or unclear."""

    number: str | None = None
    place: str | None = None
    date: dt.date | None = None
    subject: str | None = None
    notices: tuple[Notice, ...] = ()


def read_head(lines: Sequence[Line]) -> Head:
    """Number, place, date and "V/v …" from the lines above title and addressees, without the motto."""
    number, number_notice = read_number(lines)
    place, date, date_notice = read_date(lines)
    found = tuple(notice for notice in (number_notice, date_notice) if notice)
    return Head(number, place, date, read_subject(lines), found)


def without_motto(lines: Sequence[Line]) -> list[Line]:
    """*lines* without the national title and motto, which may be wrapped over several lines."""
    kept: list[Line] = []
    index, cut = 0, False
    while index < len(lines):
        length = _motto_length(lines[index:])
        if not length:
            kept.append(Line(lines[index].text, lines[index].gap or cut))
        cut = bool(length)
        index += length or 1
    return kept


def _motto_length(lines: Sequence[Line]) -> int:
    """How many lines at the start of *lines* are the national title, or the motto below it."""
    if _SECOND_MOTTO.search(lines[0].folded):
        return 1
    words: list[str] = []
    for length, line in enumerate(lines[:4], start=1):
        words += re.findall(r"[a-z]+", line.folded)
        if words == _MOTTO:
            return length
        if words != _MOTTO[: len(words)]:
            break
    # One line of it, damaged by OCR.
    first = re.findall(r"[a-z]+", lines[0].folded)
    return int(len(first) > 4 and sum(word in _MOTTO for word in first) >= len(first) - 2)


def number_index(lines: Sequence[Line]) -> int | None:
    """The line that carries the number."""
    labels = (index for index, line in enumerate(lines) if _NUMBER_LABEL.search(line.folded))
    bare = (index for index, line in enumerate(lines) if _BARE_NUMBER.match(line.text))
    return next(labels, next(bare, None))


def read_number(lines: Sequence[Line]) -> tuple[str | None, Notice | None]:
    """The document's own number without blanks; a notice when it is missing, blank or unclear."""
    index = number_index(lines)
    if index is None:
        return None, notices.NUMBER_MISSING
    label = _NUMBER_LABEL.search(lines[index].folded)
    value = lines[index].text[label.end() if label else 0 :]
    value = _with_wraps(value, lines[index + 1 :])
    number = numbers.own_number(value)
    if number:
        return number, None
    return None, notices.NUMBER_BLANK if numbers.is_blank_number(value) else notices.NUMBER_UNCLEAR


def _with_wraps(value: str, following: Sequence[Line]) -> str:
    for line in following[:2]:
        if value.strip() and not numbers.goes_on(value):
            break
        value = f"{value} {line.text}"
    return value


def read_date(lines: Sequence[Line]) -> tuple[str | None, dt.date | None, Notice | None]:
    """Place and date from "Cẩm Phả, ngày 07 tháng 02 năm 2020", wrapped anywhere."""
    for index, line in enumerate(lines):
        position = _day_word(line, index, lines)
        if position is None:
            continue
        window = " ".join(part.text for part in lines[index : index + 3])
        match = _DATE.match(fold(window), position)
        date = to_date(match) if match else None
        place = _place(lines, index, position)
        if date or place:
            return place, date, None if date else notices.DATE_UNCLEAR
    return None, None, notices.DATE_MISSING


def _day_word(line: Line, index: int, lines: Sequence[Line]) -> int | None:
    """Where ", ngày …" begins on *line*, when a date, or the blanks for one, follow."""
    match = re.search(r"[\s,]*\bngay\b", line.folded)
    if not match or _SUBJECT.match(line.folded):
        return None
    window = fold(" ".join(part.text for part in lines[index : index + 3]))[match.start() :]
    tried = _DATE.match(window) or _DATE_TRIED.match(window.lstrip(" ,")) or _DATE_BLANK.match(window.lstrip(" ,"))
    return match.start() if tried else None


def _place(lines: Sequence[Line], index: int, position: int) -> str | None:
    """The words before ", ngày": on the same line, or wrapped on the line before."""
    before = lines[index].text[:position]
    words = _trailing_place(before)
    whole = len(" ".join(words)) == len(before.strip(" ,"))
    if whole and index and not (words and lines[index].gap):
        previous = lines[index - 1].text.rstrip(" ,")
        earlier = _trailing_place(previous)
        if earlier and len(earlier) == len(previous.split()) and len(earlier) + len(words) <= _PLACE_LONGEST:
            words = [*earlier, *words]
    return " ".join(words) or None


def _trailing_place(text: str) -> list[str]:
    words: list[str] = []
    for word in reversed(text.strip(" ,").split()[-_PLACE_LONGEST:]):
        shouted = len(word.rstrip(".")) > 2 and word.upper() == word
        if shouted or not _PLACE_WORD.fullmatch(word) or not (word[0].isupper() or word in _PLACE_LEVELS):
            break
        words.insert(0, word)
    while words and words[0][0].islower():
        words.pop(0)
    return words


def read_subject(lines: Sequence[Line]) -> str | None:
    """What follows "V/v" in the head, up to the date, the motto or the end of the head."""
    start = next((index for index, line in enumerate(lines) if _SUBJECT.match(line.folded)), None)
    if start is None:
        return None
    end = start + 1
    while end < len(lines) and not _ends_subject(lines, end):
        end += 1
    return clean_subject(" ".join(line.text for line in lines[start:end]))


def _ends_subject(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if _NUMBER_LABEL.match(line.folded):
        return True
    if _day_word(line, index, lines) is not None:
        return True
    # A place that was wrapped away from its date: "Hà" / "Nội, ngày 03 tháng 12 năm 2025".
    following = lines[index + 1] if index + 1 < len(lines) else Line("")
    day = _day_word(following, index + 1, lines)
    return day is not None and _place(lines, index + 1, day) is not None and _all_place(lines, index)


def _all_place(lines: Sequence[Line], index: int) -> bool:
    day = _day_word(lines[index + 1], index + 1, lines)
    place = _place(lines, index + 1, day or 0) or ""
    return place.startswith(lines[index].text.rstrip(" ,"))
