"""Numbers of documents: their own at the head, and those of the documents they cite (NĐ 30/2020: standards V2, V3).

A number is a running number, in some kinds a year, and a symbol: `365/UBND-VHTT`, `78/2025/QĐ-UBND`; party style
`77-KL/TW`; old style `74/CP`. They are printed with blanks and wraps inside ("365 /UBND - VH TT", "44/2022/TT- BTC").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.directives.core.dates import date_at
from loa.directives.core.letters import fold, latin
from loa.directives.core.model import Citation

LONGEST = 80

_SEQUENCE = r"\d{1,6}[a-hA-H]?"  # l, I and O would be OCR's one and nought
_YEAR = r"(?:19|20)\d{2}"
_WORD = r"[A-ZĐƯ][A-Za-zĐđƯ0-9]*(?:\.[A-Za-z0-9]+)*"
_GROUP = rf"{_WORD}(?:\s?&\s?{_WORD})*"
# A hyphen with blanks on both sides joins only once, and only capitals: "VPCP-CN - Sở Y tế" ends before the dash.
_SYMBOL = rf"{_GROUP}(?:\s-\s?(?=[A-ZĐƯ]{{2}}){_GROUP})?(?:-\s?{_GROUP})*"
_STATE = rf"{_SEQUENCE}\s?(?:/\s?{_YEAR}\s?)?/\s?{_SYMBOL}(?:/{_YEAR})?(?:/{_GROUP})?"
_PARTY = rf"{_SEQUENCE}\s?-\s?{_GROUP}/\s?{_SYMBOL}"
_NUMBER = re.compile(rf"(?<![\w./-])(?:{_STATE}|{_PARTY})(?!\w|-\w)")
# After the word "số" a firm's or a foreign body's number may look like anything with a letter, a digit and a stroke.
_FREE = re.compile(r"(?<=\bs[ốôỐ] )[0-9A-ZĐ][\w.&]*(?:[/-][\w.&]+)+")
_LABEL_BEFORE = re.compile(r"\bso\s*:?\s*$")
_LIST_BEFORE = re.compile(r"(?:^|[,;]|\bva\b)\s*(?:so\s*)?$")
_NOT_A_DOCUMENT = re.compile(r"\b(?:mau|bieu|bang|phu luc|tai khoan|hop dong|hoa don|to khai|ma)\s*so\s*:?\s*$")
_OWN = re.compile(rf"\s*[:.]*\s*(?P<number>{_STATE}|{_PARTY})(?P<more>(?:\s[A-ZĐ]{{2,}})*)(?!\w)")
_OWN_BLANK = re.compile(rf"\s*[:.]*[\s.…_]*(?:/\s?{_YEAR}\s?)?[/-]\s?{_GROUP}")


def own_number(value: str) -> str | None:
    """The document's own number at the start of *value* (what follows the label "Số"), without blanks."""
    match = _OWN.match(latin(value))
    if not match:
        return None
    number = _tidy(match["number"] + match["more"])
    return number if len(number) <= LONGEST and _capitals(number) else None


def is_blank_number(value: str) -> bool:
    """Whether *value* is a symbol whose running number was left to be filled in: "Số:      /QĐ-UBND"."""
    return bool(_OWN_BLANK.match(latin(value)))


def goes_on(value: str) -> bool:
    """Whether the number in *value* breaks off at the end of its line: "3783/QĐ-", "SXD-QLN&"."""
    return latin(value).rstrip().endswith(("-", "/", "&"))


def symbol(number: str) -> str:
    """The letters of a number: "78/2025/QĐ-UBND" → "QĐ-UBND"."""
    return re.sub(r"^\d+[A-Za-z]?[/-](?:\d{4}/)?", "", number)


def citations(text: str, own: str | None = None) -> list[Citation]:
    """Every document that *text* (one line, single blanks) cites by number, once, in order of first mention.

    The date is the one printed right after the number; where mentions disagree about it, none.
    """
    found: dict[str, set[object]] = {}
    printed: dict[str, Citation] = {}
    for citation in _mentions(text):
        key = citation.number.upper()
        if own is not None and key == own.upper():
            continue
        if citation.date is not None:
            found.setdefault(key, set()).add(citation.date)
        if key not in printed or printed[key].date is None:
            printed[key] = Citation(printed[key].number if key in printed else citation.number, citation.date)
    return [Citation(c.number) if len(found.get(key, ())) > 1 else c for key, c in printed.items()]


def _mentions(text: str) -> Iterator[Citation]:
    plain, folded = latin(text), fold(text)
    end_of_last = -1
    spans = sorted({m.span() for m in _NUMBER.finditer(plain)} | {m.span() for m in _FREE.finditer(plain)})
    for start, end in _without_overlaps(spans):
        number = _tidy(plain[start:end])
        if len(number) <= LONGEST and _is_document(number, folded, start, end_of_last):
            end_of_last = end
            yield Citation(number, date_at(folded, end))


def _without_overlaps(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Of spans that overlap the first, and of those that begin together the longest."""
    last = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield start, end


def _is_document(number: str, folded: str, start: int, end_of_last: int) -> bool:
    before = folded[max(0, start - 24) : start]
    if _capitals(number) < 2 or not any(char.isdigit() for char in number) or _NOT_A_DOCUMENT.search(before):
        return False
    if "-" in number or re.match(rf"\d+/{_YEAR}/", number):
        return True
    follows = 0 <= end_of_last <= start and start - end_of_last < 40
    return bool(_LABEL_BEFORE.search(before)) or (follows and bool(_LIST_BEFORE.search(before)))


def _capitals(number: str) -> int:
    return sum(char.isupper() for char in number)


def _tidy(number: str) -> str:
    return re.sub(r"\s+", "", number).strip(".,;:")
