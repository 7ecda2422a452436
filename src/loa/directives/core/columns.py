"""Two columns printed side by side, as page text shows the head and the close of a dispatch (standards V9).

    ỦY BAN NHÂN DÂN TỈNH X          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Số: 12/UBND-VX                  Độc lập - Tự do - Hạnh phúc

The left column is put before the right one. Only the head and the close are touched: a table keeps its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loa.directives.core.letters import fold, is_upper
from loa.directives.core.titles import is_title

_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|cong hoa xa hoi$|cong hoa$")
_MOTTO_SECOND = re.compile(r"do[ck]\s*[li]ap\s*-\s*tu do")
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_BODY = re.compile(r"^\s*(?:kinh gui|dong kinh gui|can cu)\b|\bdien\s*:\s*$")
_RECIPIENTS = re.compile(r"^\s*noi nh[a-z]n\b")
_FILING = re.compile(r"^\s*[-–+]?\s*luu\b")
_FARTHEST_HEAD, _LONGEST_HEAD, _LONGEST_CLOSE, _INDENT, _SLACK = 12, 30, 80, 20, 10


def unfold(rows: Sequence[str]) -> list[str]:
    """*rows* of page text with the two columns of head and close one after the other."""
    return _unfold_close(_unfold_head(list(rows)))


def _unfold_head(rows: list[str]) -> list[str]:
    filled = [index for index, row in enumerate(rows) if row.strip()][:_FARTHEST_HEAD]
    for index in filled:
        match = _MOTTO.search(fold(rows[index]))
        if match and rows[index][: match.start()].strip():
            return _split_head(rows, index, match.start())
    return rows


def _split_head(rows: list[str], first: int, at: int) -> list[str]:
    left, right, stop = list(rows[:first]), [], first
    for stop in range(first, min(first + _LONGEST_HEAD, len(rows))):
        row = rows[stop]
        if _ends_head(row, at):
            break
        before, after = _cut(row, at)
        left.append(before)
        right.append(after)
    else:
        stop = min(first + _LONGEST_HEAD, len(rows))
    return [*left, "", *right, "", *rows[stop:]]


def _ends_head(row: str, at: int) -> bool:
    if is_title(row) or _BODY.search(fold(row)):
        return True
    return len(row.rstrip()) > at + _SLACK and _right_start(row, at) is None


def _cut(row: str, at: int) -> tuple[str, str]:
    start = _right_start(row, at)
    return (row, "") if start is None else (row[:start].rstrip(), row[start:])


def _right_start(row: str, at: int) -> int | None:
    """Where the right column begins in *row*, when it begins near *at*."""
    indent = len(row) - len(row.lstrip())
    if row.strip() and indent >= max(at - _SLACK, 1):
        return indent
    for pattern in (_MOTTO, _MOTTO_SECOND):
        match = pattern.search(fold(row))
        if match:
            return match.start()
    starts = [gap.end() for gap in _GAP.finditer(row) if abs(gap.end() - at) <= _SLACK]
    return min(starts, key=lambda start: abs(start - at)) if starts else None


def _unfold_close(rows: list[str]) -> list[str]:
    start = next((index for index, row in enumerate(rows) if _RECIPIENTS.match(fold(row))), None)
    if start is None:
        return rows
    while start > 0 and (not rows[start - 1].strip() or _is_right_only(rows[start - 1])):
        start -= 1
    stop = _close_end(rows, start)
    cut = [_cut_close(row) for row in rows[start:stop]]
    if not any(_is_capital(after) for _, after in cut):
        return rows
    return [*rows[:start], "", *(a for a, _ in cut), "", *(b for _, b in cut), "", *rows[stop:]]


def _close_end(rows: list[str], start: int) -> int:
    """Behind the line "Lưu: …" and the right column beside and below it."""
    farthest = min(start + _LONGEST_CLOSE, len(rows))
    filing = next((i for i in range(start, farthest) if _FILING.match(fold(rows[i]))), None)
    if filing is None:
        return max((i + 1 for i in range(start, farthest) if _cut_close(rows[i])[1]), default=start)
    stop = filing + 1
    for index in range(stop, farthest):
        if _is_right_only(rows[index]):
            stop = index + 1
        elif rows[index].strip():
            break
    return stop


def _is_right_only(row: str) -> bool:
    return bool(row.strip()) and len(row) - len(row.lstrip()) >= _INDENT


def _cut_close(row: str) -> tuple[str, str]:
    if _is_right_only(row):
        return "", row.strip()
    gaps = [gap for gap in _GAP.finditer(row) if gap.end() >= _INDENT]
    return (row[: gaps[-1].start()], row[gaps[-1].end() :]) if gaps else (row, "")


def _is_capital(text: str) -> bool:
    return is_upper(text.strip())
