"""Where the parts of a dispatch begin and end: head, title, subject, addressees, body, close (standards V1).

Everything behind the close (footnotes, appendices, forms with blank "Kính gửi: …" lines of their own) is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loa.directives.core import titles
from loa.directives.core.addressees import address_start, read_addressees
from loa.directives.core.closing import find_close
from loa.directives.core.layout import Line
from loa.directives.core.subjects import subject_end

_HEAD_LIMIT = 80
_BARE_HEAD_LIMIT = 30
_LABEL = re.compile(r"^so\s*[:.]|^so\s+\d|^v\s?/\s?v\b")
_DATED = re.compile(r"\bngay\b.*\d{4}")


@dataclass(frozen=True, slots=True)
class Title:
    """A title line: the kind it names, the line it stands on, the line where the subject begins."""

    kind: str
    start: int
    subject: int
    inline: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a dispatch. `kind` is what the title line says, None without one."""

    head: Sequence[Line]
    kind: str | None
    subject: Sequence[Line]
    has_address: bool
    addressees: tuple[str, ...]
    body: Sequence[Line]
    close: Sequence[Line]


def outline(lines: Sequence[Line]) -> Outline:
    """Cut *lines* into the parts of a dispatch; parts that are not there are empty."""
    close = find_close(lines)
    region = lines[: min(close, _HEAD_LIMIT)]
    address = address_start(region)
    title = _find_title(region[:address])
    subject = _subject(lines, title, close if address is None else address)
    start = title.start if title else _bare_head_end(region) if address is None else address
    addressees: tuple[str, ...] = ()
    body = _behind_subject(title, subject, start)
    if address is not None:
        addressees, body = read_addressees(lines, address, close)
    return Outline(
        head=lines[:start],
        kind=title.kind if title else None,
        subject=subject,
        has_address=address is not None,
        addressees=addressees,
        body=lines[body:close],
        close=lines[close:],
    )


def _behind_subject(title: Title | None, subject: Sequence[Line], start: int) -> int:
    return title.subject + len(subject) - bool(title.inline) if title else start


def _subject(lines: Sequence[Line], title: Title | None, stop: int) -> list[Line]:
    if title is None:
        return []
    inline = [Line(title.inline)] if title.inline else []
    return inline + list(lines[title.subject : subject_end(lines, title.subject, stop)])


def _find_title(region: Sequence[Line]) -> Title | None:
    for index, line in enumerate(region):
        following = region[index + 1].text if index + 1 < len(region) else ""
        kind = titles.title_kind(line.text)
        wrapped = None if kind else titles.title_kind(f"{line.text} {following}")
        split = None if kind or wrapped else titles.split_title(line.text)
        if kind:
            return Title(kind, index, index + 1)
        if wrapped:
            return Title(wrapped, index, index + 2)
        if split:
            return Title(split[0], index, index + 1, split[1])
    return None


def _bare_head_end(region: Sequence[Line]) -> int:
    """Behind the last line of number, subject or date at the top, for a document without title and addressees."""
    heads = (index for index, line in enumerate(region[:_BARE_HEAD_LIMIT]) if _is_head_line(line))
    return max(heads, default=-1) + 1


def _is_head_line(line: Line) -> bool:
    dated = len(line.text) < 60 and "," in line.text and bool(_DATED.search(line.folded))
    return dated or bool(_LABEL.search(line.folded))
