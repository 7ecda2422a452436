"""The close: "Nơi nhận" with the filing line, and the signature block (standards V4).

Nơi nhận:                          TM. ỦY BAN NHÂN DÂN
- Như trên;                        KT. CHỦ TỊCH
- Lưu: VT, VHTT.                   PHÓ CHỦ TỊCH
                                   Đinh Ngọc Chiến
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loa.directives.core.layout import Line
from loa.directives.core.letters import fold, is_upper, mostly_upper

_RECIPIENTS = re.compile(r"^noi nh[a-z]n\b\s*[:;.]?\s*")
_DASH = re.compile(r"^[-–—+•*]\s*")
_FILING = re.compile(r"^luu\b\s*[:.]?\s*")
_FORM = r"(?:tm|kt|tl|tuq|q)"
_POSITION = (
    r"(?:quyen )?(?:pho )?(?:thu tuong|chu tich|bo truong|thu truong|(?:tong |chi )?cuc truong|vu truong|"
    r"(?:tong )?giam doc|chanh (?:van phong|thanh tra|an)|truong (?:ban|phong|doan|thue|khoa|cong an|thong)|"
    r"tong (?:thanh tra|kiem toan|bien tap|bi thu)|thong doc|chu nhiem|vien truong|hieu truong|bi thu|"
    r"tu lenh|chinh uy|tham muu truong|truong|vien pho|chi huy truong|hieu pho|thuong truc)"
)
_CAPACITY = re.compile(rf"^(?:{_FORM}\s?\.|(?:{_FORM}\s+)?{_POSITION}\b|xac thuc van ban\b)")
_NEW_FORM = re.compile(rf"^{_FORM}\s?\.")
_NEW_POSITION = re.compile(rf"^(?:{_FORM}\s+)?{_POSITION}\b")
_SECOND_ON_LINE = re.compile(rf"(?<=\w) (?=pho (?:{_POSITION})(?: thuong truc)?$)")
_INCOMPLETE = re.compile(
    rf"^{_FORM}\s?\.?$|^{_FORM}\s?\.?\s?(?:tong |chi )?(?:cuc|vu|chanh|pho|bo|tong|giam|chu|uy|van)$"
)
_RANK = re.compile(
    r"^(?:(?:dai|thuong|trung|thieu) (?:tuong|ta|uy)|chuan do doc|pho do doc|do doc|"
    r"(?:gs|pgs|ts|ths|bs|ks|cn|ls|nsnd|nsut)\b\.?[.,]?(?:\s?(?:ts|bs|ths)\b\.?)*|bac si|luat su|ky su)\s*"
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*\.?")
_NAME_LONGEST, _SIGNATURE_LONGEST = 6, 14


@dataclass(frozen=True, slots=True)
class Close:
    """Who gets it, where it is filed, in which capacity and by whom it is signed; `end` is the line behind it all."""

    recipients: tuple[str, ...] = ()
    filing: str | None = None
    capacity: tuple[str, ...] = ()
    signer: str | None = None
    end: int = 0


def find_close(lines: Sequence[Line]) -> int:
    """The first line of the close: "Nơi nhận", a signature block above it, or one alone; else the end."""
    start = next((index for index, _ in enumerate(lines) if _is_recipients(lines, index)), None)
    if start is None:
        return next((index for index in range(len(lines)) if _is_signature(lines, index)), len(lines))
    for index in range(max(0, start - _SIGNATURE_LONGEST), start):
        if _is_signature(lines[:start], index):
            return index
    return start


def _is_recipients(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else Line("")
    if line.folded == "noi" and following.folded.startswith("nhan"):
        return True
    match = _RECIPIENTS.match(line.folded)
    if not match or not line.text[0].isupper():
        return False
    return match.group().rstrip().endswith((":", ";")) or (
        match.end() == len(line.text) and bool(_DASH.match(following.text))
    )


def _is_signature(lines: Sequence[Line], index: int) -> bool:
    """A capacity line and, after nothing but capitals, a name."""
    if not opens_signature(lines, index):
        return False
    for line in lines[index + 1 : index + 8]:
        if _name(line.text):
            return True
        if not mostly_upper(line.text):
            return False
    return False


def opens_signature(lines: Sequence[Line], index: int) -> bool:
    """Whether a signature block opens at *index*: "KT. CHỦ TỊCH", "BỘ TRƯỞNG", also wrapped ("CHỦ" / "TỊCH")."""
    text = lines[index].text
    if not mostly_upper(text) or text.endswith((";", ":")) or _DASH.match(text):
        return False
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    return bool(_CAPACITY.match(fold(text)) or (" " not in text and _CAPACITY.match(fold(f"{text} {following}"))))


def read_close(lines: Sequence[Line]) -> Close:
    """The close of a dispatch from its lines."""
    start = next((index for index, _ in enumerate(lines) if _is_recipients(lines, index)), None)
    if start is None:
        signature = _signature(lines, 0)
        return Close((), None, signature.capacity, signature.signer, signature.end)
    items, end = _items(lines, start)
    signature = _signature(lines, end)
    if not signature.signer and start:
        signature = _signature(lines[:start], 0)
    recipients = tuple(item for item in items if not _FILING.match(fold(item)))
    return Close(recipients, _filing(items), signature.capacity, signature.signer, max(end, signature.end))


def _items(lines: Sequence[Line], start: int) -> tuple[list[str], int]:
    """What is listed below "Nơi nhận", each item in one piece, and the line behind the list."""
    items: list[str] = []
    index, text = _behind_label(lines, start)
    if text:
        items.append(text)
    dashed = any(_DASH.match(line.text) for line in lines[index : index + 3])
    while index < len(lines) and not opens_signature(lines, index):
        line = lines[index]
        if _ends_list(items, line):
            break
        if _DASH.match(line.text) or not items or not (dashed or line.text[0].islower()):
            items.append(_DASH.sub("", line.text))
        elif not _is_side_note(items[-1], line):
            items[-1] = f"{items[-1]} {line.text}".strip()
        index += 1
    return [item for item in (item.strip(" ;,.") for item in items) if item], index


def _behind_label(lines: Sequence[Line], start: int) -> tuple[int, str]:
    index = start + (lines[start].folded == "noi")
    label = re.match(r"(?:noi )?nh[a-z]n\b\s*[:;.]?\s*", lines[index].folded)
    return index + 1, _DASH.sub("", lines[index].text[label.end() if label else 0 :])


def _ends_list(items: list[str], line: Line) -> bool:
    """Behind the filing line the list is over, unless that line itself was wrapped."""
    if not items or not _FILING.match(fold(items[-1])) or _DASH.match(line.text):
        return False
    return line.gap or items[-1].endswith(".") or not items[-1].endswith((",", "&", "-"))


def _is_side_note(item: str, line: Line) -> bool:
    """A remark printed beside a brace over several recipients: "(để b/c)"."""
    return line.text.startswith("(") and line.text.endswith(")") and item.endswith(";")


def _filing(items: Sequence[str]) -> str | None:
    filing = next((item for item in items if _FILING.match(fold(item))), None)
    if filing is None:
        return None
    label = _FILING.match(fold(filing))
    return filing[label.end() if label else 0 :].strip(" .;,") or None


def _signature(lines: Sequence[Line], begin: int) -> Close:
    """Capacity and signer of the first signature block from *begin*."""
    start = next((index for index in range(begin, len(lines)) if opens_signature(lines, index)), None)
    if start is None:
        return Close(end=begin)
    capacity: list[str] = []
    index = start
    for index in range(start, min(start + _SIGNATURE_LONGEST, len(lines))):
        name, length = _name_at(lines, index)
        if name:
            return Close(capacity=_capacity(capacity), signer=name, end=index + length)
        if _is_remark(lines[index].text):
            continue
        if not mostly_upper(lines[index].text):
            break
        capacity.append(lines[index].text)
    return Close(capacity=_capacity(capacity), end=index)


def _is_remark(text: str) -> bool:
    """ "(Đã ký)", and what stands in brackets beside the recipients."""
    return text.startswith(("(", "[")) or bool(re.match(r"^(?:da ky|ky ten|chu ky)", fold(text)))


def _capacity(lines: Sequence[str]) -> tuple[str, ...]:
    """Capacity line by line: wraps joined ("TL." / "CỤC TRƯỞNG"), two on one line parted."""
    parts: list[str] = []
    for line in lines:
        for text in _parted(line):
            if parts and not _opens_capacity(parts[-1], text):
                parts[-1] = f"{parts[-1]} {text}"
            else:
                parts.append(text)
    return tuple(parts)


def _parted(line: str) -> list[str]:
    match = _SECOND_ON_LINE.search(fold(line))
    return [line[: match.start()], line[match.end() :]] if match else [line]


def _opens_capacity(before: str, text: str) -> bool:
    folded = fold(text)
    if _NEW_FORM.match(folded):
        return True
    if before.endswith(",") or " " not in before or _INCOMPLETE.match(fold(before)):
        return False
    return bool(_NEW_POSITION.match(folded)) and folded != "truong"


def _name_at(lines: Sequence[Line], index: int) -> tuple[str | None, int]:
    """The name on a line and how many lines it takes: its last words may be wrapped ("Lê Tấn" / "Cận")."""
    text = lines[index].text
    name = _name(text)
    following = lines[index + 1] if index + 1 < len(lines) else Line("", gap=True)
    whole = _name(f"{text} {following.text}")
    if whole and not following.gap and len(text.split()) < 3 and len(whole.split()) <= 5:
        return whole, 2
    return (name if name and " " in name else None), 1


def _name(text: str) -> str | None:
    """*text* without rank when it is a person's name: two to six words that each begin with a capital."""
    rank = _RANK.match(fold(text))
    words = text[rank.end() if rank else 0 :].split()
    if not 1 <= len(words) <= _NAME_LONGEST or (len(words) == 1 and rank):
        return None
    good = all(
        _NAME_WORD.fullmatch(word) and word[0].isupper() and not (is_upper(word) and len(word) > 1) for word in words
    )
    return " ".join(words) if good else None
