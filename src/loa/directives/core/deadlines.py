"""Until when: the day that the words of a task surely name, and the words themselves.

A day behind "trước ngày", "chậm nhất ngày", "đến hết ngày" is a deadline; a period ("trong tháng 12/2025") ends with
its last day. What recurs ("hằng năm"), runs from an event ("05 ngày làm việc kể từ …") or names no year gives no day;
the words are kept. A day that has passed, a range, a condition or the date of a cited document is no deadline at all:
a wrong deadline is worse than none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from loa.directives.core.dates import DAY, last_day, to_date
from loa.directives.core.letters import fold, squeeze

LONGEST_WORDS = 300

_HOUR = r"(?:\d{1,2}\s*(?:gio|h|g)\s*(?:\d{2})?(?:\s*phut)?,?\s*)?"
_BEFORE = (
    r"(?:(?:cham|muon) nhat\s+(?:la\s+|vao\s+|den\s+|trong\s+|truoc\s+|het\s+)*|"
    r"khong qua\s+|truoc\s+|(?:den\s+)?het\s+|xong trong\s+|trong\s+(?=ngay)|"
    r"han (?:cuoi|chot|gui|nop)(?: cung)?(?: la)?(?: den)?\s+|thoi han(?: \w+){0,6}?(?: la| den)\s+)"
)
_DAY_WORD = r"(?:ngay\s+|sang\s+|chieu\s+)*"
_FIXED = re.compile(rf"\b{_BEFORE}{_HOUR}{_DAY_WORD}{DAY}")
_NO_YEAR = re.compile(
    rf"\b{_BEFORE}{_HOUR}{_DAY_WORD}(?<!\d)\d{{1,2}}\s*(?:thang\s*|/)\s*\d{{1,2}}(?!\s*(?:/|nam)\s*\d|\d)"
)
_MONTH = r"thang\s*(?P<month>\d{1,2})\s*(?:/|,?\s*nam\s*)\s*(?P<year>\d{4})"
_QUARTER = r"quy\s*(?P<quarter>iv|i{1,3}|[1-4])\s*(?:/|,?\s*nam\s*)\s*(?P<year>\d{4})"
_WITHIN = r"\b(?:trong|thoi gian(?: \w+){1,3}\s*:|thoi han(?: \w+){0,3}\s*:|(?:hoan thanh|xong)(?: trong| vao)?)\s+"
_IN_MONTH = re.compile(rf"{_WITHIN}{_MONTH}(?!\d)")
_IN_QUARTER = re.compile(rf"{_WITHIN}{_QUARTER}(?!\d)")
_RECURRING = re.compile(
    r"\bdinh ky\s+(?:(?:hang|moi)\s+)?(?:ngay|tuan|thang|quy|nam)\b|\bdinh ky\s+\d{1,2}\s+\w+|"
    r"\bdinh ky(?=\s+(?:bao cao|tong hop|gui|thong ke|ra soat|danh gia|kiem tra)\b)|\bdinh ky\s*(?=\()|"
    r"\b(?:hang|moi)\s+(?:ngay|tuan|thang|quy|nam|6 thang|nua nam)\b|\bnam sau\b|\bthuong nien\b"
)
_OF_A_THING = re.compile(
    r"\b(?:nghi quyet|du toan|ngan sach|ke hoach|kinh phi|chi|thuong xuyen|von|nhiem vu|chuong trinh)\s*$"
)
_RELATIVE = re.compile(
    r"\b(?:(?:trong(?: thoi han| vong)?|(?:cham|muon) nhat|khong qua|thoi han|sau|it nhat)\s+)+"
    r"(?:la\s+|sau\s+|trong\s+)*"
    r"\d{1,3}\s*(?:\([^)]{1,20}\)\s*)?(?:ngay|gio|thang|tuan)(?:\s+lam viec)?"
    r"(?:\s*,?\s*(?:ke tu|tu|sau|truoc)(?:\s+(?:khi|ngay|thoi diem|thoi han))?[^.;,:]{0,60})?"
)
_RANGE = re.compile(
    r"\btu\s+(?:ngay\s+)?\d{1,2}(?:[/.]\d{1,2}(?:[/.]\d{4})?| thang \d{1,2}(?: nam \d{4})?)?\)?\s*"
    r"(?:(?:den|toi|-)\s*(?:het\s*)?(?:ngay\s*)?)?$"
)
_RECURS = re.compile(r"\s*\)?\s*(?:hang nam|hang thang|hang quy|nam sau|moi nam)")
_ONWARDS = re.compile(r"\s*(?:va|,)\s*(?:cac|nhung)\s+nam\b")
_DONE = re.compile(r"\b(?:da|duoc|bi|phat sinh|ky ket|thanh lap|co hieu luc|het hieu luc|hieu luc)\b[^.;:,]*$")
_ACTS = re.compile(
    r"\b(?:hoan thanh|hoan thien|bao cao|gui|trinh|xong|nop|dang ky|tong hop|phan anh|cung cap|cho y kien|gop y|"
    r"tham gia y kien|phan hoi|thong bao)\b"
)
_CONDITION = re.compile(r"^\s*(?:thi|ma|nhung|van|duoc|co hieu luc|neu)\b")
_CONDITIONAL = re.compile(r"\b(?:truong hop|doi voi (?:cac )?(?:truong hop|ho so|du an|doi tuong|nhiem vu))\b[^.;:,]*$")


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` is the day, None where the words name none; `words` are as printed, None without a deadline.

    `unclear` says that a day is meant but not surely named: several days, or one without its year.
    """

    due: dt.date | None = None
    words: str | None = None
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    words: str
    due: dt.date | None
    unclear: bool = False


def find_deadline(text: str, issued: dt.date | None) -> Deadline:
    """The deadline that *text* gives to a task of a dispatch issued on *issued*."""
    mentions = _mentions(squeeze(text), issued)
    days = {mention.due for mention in mentions if mention.due}
    meant = [mention for mention in mentions if mention.due] or mentions
    words = "; ".join(dict.fromkeys(mention.words for mention in meant))[:LONGEST_WORDS] or None
    unclear = len(days) > 1 or (not days and any(mention.unclear for mention in meant))
    return Deadline(days.pop() if len(days) == 1 else None, words, unclear)


def _mentions(text: str, issued: dt.date | None) -> list[_Mention]:
    folded = fold(text)
    found: list[_Mention] = []
    for mention in sorted((*_days(text, folded, issued), *_loose(text, folded)), key=lambda mention: mention.start):
        last = found[-1] if found else None
        if last and mention.start < last.start + len(last.words):
            continue
        found.append(mention)
    return found


def _days(text: str, folded: str, issued: dt.date | None) -> Iterator[_Mention]:
    for match in _FIXED.finditer(folded):
        day = to_date(match)
        if day and _is_deadline(folded, match.start(), match.end(), day, issued):
            yield _Mention(match.start(), _words(text, match), day)
    for pattern in (_IN_MONTH, _IN_QUARTER):
        for match in pattern.finditer(folded):
            day = _period_end(match)
            before = folded[max(0, match.start() - 90) : match.start()]
            if day and (issued is None or day >= issued) and not _CONDITIONAL.search(before):
                open_ended = _ONWARDS.match(folded, match.end())
                yield _Mention(match.start(), _words(text, match), None if open_ended else day)


def _period_end(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    year = int(groups["year"])
    month = int(groups["month"]) if groups.get("month") else _quarter(groups["quarter"]) * 3
    return last_day(year, month) if 1 <= month <= 12 and 1930 <= year <= 2100 else None


def _quarter(printed: str) -> int:
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(printed) or int(printed)


def _is_deadline(folded: str, start: int, end: int, day: dt.date, issued: dt.date | None) -> bool:
    """Not past, not the end of a range, not a condition ("được phê duyệt trước ngày … thì …")."""
    before, behind = folded[max(0, start - 120) : start], folded[end : end + 30]
    if (issued and day < issued) or _RANGE.search(before) or _CONDITION.match(behind) or _CONDITIONAL.search(before):
        return False
    clause = re.split(r"[.;:]", before)[-1]
    return not _DONE.search(clause) or bool(_ACTS.search(clause))


def _loose(text: str, folded: str) -> Iterator[_Mention]:
    """Deadlines without a day: no year, from an event, recurring."""
    for match in _NO_YEAR.finditer(folded):
        yield _with_recurrence(text, folded, match)
    for match in _RELATIVE.finditer(folded):
        yield _Mention(match.start(), _words(text, match), None)
    for match in _RECURRING.finditer(folded):
        before = folded[max(0, match.start() - 24) : match.start()]
        if match.group().startswith("dinh ky") or not _OF_A_THING.search(before):
            yield _Mention(match.start(), _words(text, match), None)


def _with_recurrence(text: str, folded: str, match: re.Match[str]) -> _Mention:
    """ "trước 30/12 hằng năm": the words up to what makes them recur."""
    tail = _RECURS.match(folded, match.end())
    recurs = tail or _RECURRING.search(folded[max(0, match.start() - 40) : match.start()])
    end = tail.end() if tail else match.end()
    return _Mention(match.start(), text[match.start() : end].strip(" ,;()"), None, unclear=not recurs)


def _words(text: str, match: re.Match[str]) -> str:
    return text[match.start() : match.end()].strip(" ,;.()")
