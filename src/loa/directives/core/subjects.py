"""The subject (trích yếu): below the title line, or behind "V/v" in the head of an official letter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loa.directives.core.layout import Line, joined
from loa.directives.core.letters import fold, mostly_upper

_STOPS = re.compile(
    r"^(?:can cu|xet|theo|thuc hien|trien khai|de|nham|kinh gui|dieu \d|[ivx]+\.|\d+\.|phan|chuong|trong|thoi gian|"
    r"ngay \d|vua qua|qua|hien nay|tiep theo|sau khi|truoc tinh hinh|\()"
)
_DECIDES = re.compile(r"^(?:quyet dinh|quyet nghi|chi thi|nghi quyet)\s*:|\bdien\s*:\s*$")
_POSITION = (
    r"(?:pho )?(?:chu tich|bo truong|thu truong|thu tuong|thong doc|(?:tong |chi )?cuc truong|(?:tong )?giam doc|"
    r"vien truong|chanh an|truong ban|hieu truong|tong kiem toan|tong thanh tra|bi thu|chanh van phong|chu nhiem)"
)
_COUNCIL = (
    r"(?:uy ban|hoi dong) nhan dan(?: (?:tinh|thanh pho|xa|phuong|huyen|quan|dac khu|thi xa|thi tran))?(?: \w+){0,4}"
)
_AUTHORITY = re.compile(
    rf"^(?:{_POSITION}\b(?: (?!{_POSITION}\b)[^\d:;\"“]+)?|{_COUNCIL}|(?:thu tuong )?chinh phu|quoc hoi|"
    r"uy ban thuong vu quoc hoi|ban chap hanh(?: \w+){0,6})$"
)
_LONGEST_AUTHORITY = 110
_MOST_LINES = 40
_GOES_ON = re.compile(r"(?:^|\s)(?:của|cho|với|tại|giữa|và|thuộc|do|bởi|về|đến|trên|các|theo|hoặc)$", re.IGNORECASE)
_LABEL = re.compile(r"^v\s?/?\s?v\s*[:.]?\s*|^v\s?/\s?v[:.]?\s*", re.IGNORECASE)


def subject_end(lines: Sequence[Line], start: int, stop: int) -> int:
    """The line behind the subject that begins at *start* below a title; at most *stop*."""
    stop = min(stop, start + _MOST_LINES)
    if start >= stop:
        return start
    if mostly_upper(lines[start].text, 0.6):
        return _upper_end(lines, start, stop)
    return _sentence_end(lines, start, stop)


def _upper_end(lines: Sequence[Line], start: int, stop: int) -> int:
    end = start
    while end < stop and mostly_upper(lines[end].text, 0.6) and not _DECIDES.search(lines[end].folded):
        end += 1
    return end


def _sentence_end(lines: Sequence[Line], start: int, stop: int) -> int:
    """A subject in small letters is one paragraph: it ends before grounds, an authority in capitals or a blank line."""
    end = start
    while end < stop and not _begins_body(lines[end]) and not (end > start and _breaks(lines[end - 1], lines[end])):
        end += 1
    return end


def _begins_body(line: Line) -> bool:
    return bool(_STOPS.match(line.folded) or _DECIDES.search(line.folded)) or mostly_upper(line.text)


def _breaks(before: Line, line: Line) -> bool:
    if before.text.endswith((".", ":", ";")):
        return True
    return line.gap and not line.text[0].islower()


def title_subject(lines: Sequence[Line]) -> str | None:
    """The subject from the lines below a title, without the authority that decides ("THỦ TƯỚNG CHÍNH PHỦ")."""
    kept = list(lines)
    for index in range(1, len(lines)):
        if _is_authority(lines[index:]) and _may_break(lines[index - 1], lines[index]):
            kept = list(lines[:index])
            break
    return clean_subject(joined(kept))


def _is_authority(lines: Sequence[Line]) -> bool:
    text = joined(lines)
    return len(text) <= _LONGEST_AUTHORITY and bool(_AUTHORITY.match(fold(text)))


def _may_break(before: Line, line: Line) -> bool:
    return line.gap or not (_GOES_ON.search(before.text) or before.text.endswith(","))


def clean_subject(text: str) -> str | None:
    """*text* without its label "V/v" and closing sign; None when nothing is left."""
    return _LABEL.sub("", text).strip(" -–.;:") or None
