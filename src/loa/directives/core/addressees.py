"""To whom a dispatch is sent: "Kính gửi: …", or in a telegram "THỦ TƯỚNG CHÍNH PHỦ điện: …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loa.directives.core.layout import Line
from loa.directives.core.letters import mostly_upper

_GREETING = re.compile(r"^(?:dong )?kinh gui\b\s*[:.]?\s*")
_TELEGRAM = re.compile(r"\bdien\s*:\s*")
_DASH = re.compile(r"^[-–—+•*]\s*")
_NOTE = re.compile(r"^\((?:d/c|dia chi|lo |so |tang |qua )")
_OPENS_BODY = re.compile(
    r"^(?:can cu|xet|tra loi|phuc dap|thuc hien|trien khai|tiep theo|theo|de|nham|sau khi|vua qua|ngay \d|trong|"
    r"thoi gian|ve|hien nay|qua|voi|duoc su|tiep nhan|nhan duoc|tai|do|truoc|dieu \d|\d+\.|[ivx]+\.|a\))\b"
)
_SPEAKS = re.compile(
    r"\b(?:nhan duoc|co y kien|cong van so|van ban so|nhu sau|da ban hanh|de nghi|yeu cau|thong bao)\b"
)
_SHORT = 45


def address_start(lines: Sequence[Line]) -> int | None:
    """The line where the addressees begin, None where there are none."""
    for index, line in enumerate(lines):
        following = lines[index + 1].folded if index + 1 < len(lines) else ""
        if _GREETING.match(line.folded) or (line.folded == "kinh" and following.startswith("gui")):
            return index
        if _is_telegram(line):
            return index
    return None


def _is_telegram(line: Line) -> bool:
    match = _TELEGRAM.search(line.folded)
    return match is not None and (match.start() == 0 or mostly_upper(line.text[: match.start()]))


def read_addressees(lines: Sequence[Line], start: int, stop: int) -> tuple[tuple[str, ...], int]:
    """The addressees from *start*, one per dash or semicolon, and the line behind them (at most *stop*)."""
    items: list[str] = []
    index, text = _opening(lines, start)
    dashed = False
    if text:
        items.append(text)
    while index < stop:
        line = lines[index]
        greeting = _GREETING.match(line.folded)
        if greeting:
            items.extend(filter(None, [line.text[greeting.end() :]]))
            dashed = False
        elif _DASH.match(line.text) or not items:
            dashed = bool(_DASH.match(line.text))
            items.append(_DASH.sub("", line.text))
        elif _NOTE.match(line.folded):
            index = _note_end(lines, index, stop)
        elif _goes_on(items[-1], line, dashed):
            items[-1] = f"{items[-1]} {line.text}"
        else:
            break
        index += 1
    return tuple(_tidy(items)), index


def _opening(lines: Sequence[Line], start: int) -> tuple[int, str]:
    """Behind the label: the line to go on with, and what the label's own line says."""
    line = lines[start]
    if line.folded == "kinh":
        label = re.match(r"gui\s*[:.]?\s*", lines[start + 1].folded)
        return start + 2, lines[start + 1].text[label.end() if label else 0 :]
    label = _GREETING.match(line.folded) or _TELEGRAM.search(line.folded)
    return start + 1, line.text[label.end() :] if label else ""


def _note_end(lines: Sequence[Line], start: int, stop: int) -> int:
    """The last line of an address in brackets, which is not an addressee."""
    end = start
    while end + 1 < min(stop, start + 4) and ")" not in lines[end].text:
        end += 1
    return end


def _goes_on(before: str, line: Line, dashed: bool) -> bool:
    if line.text[0].islower() or line.text[0] in "(,":
        return not before.endswith((".", ";")) or line.text[0] == "("
    if before.endswith((".", ";", ":")) or _OPENS_BODY.match(line.folded) or _SPEAKS.search(line.folded):
        return False
    if dashed:
        return not line.gap
    return len(line.text) < _SHORT and (not line.gap or before.endswith(","))


def _tidy(items: Sequence[str]) -> list[str]:
    merged: list[str] = []
    commas_separate = len(items) > 1 and all(item.endswith(",") for item in items[:-1])
    for item in items:
        if merged and merged[-1].endswith(",") and (":" in merged[-1] or not commas_separate):
            # One addressee broken over two dashes: "… các tỉnh: Gia Lai," / "- Đắk Lắk và Khánh Hòa;".
            merged[-1] = f"{merged[-1]} {item}"
        else:
            merged.append(item)
    parts = (part.strip(" .,;") for item in merged for part in item.split(";"))
    return [part for part in parts if any(char.isalpha() for char in part)]
