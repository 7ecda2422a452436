"""The issuing body: printed at the top left, with the body above it; or inferred when the head was lost.

BỘ TÀI CHÍNH            ỦY BAN NHÂN DÂN
CỤC THUẾ                TỈNH ĐẮK LẮK
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from loa.directives.core.head import number_index
from loa.directives.core.layout import Line
from loa.directives.core.letters import fold, mostly_upper
from loa.directives.core.numbers import symbol
from loa.directives.core.titles import is_title

_HEADS = re.compile(
    r"^(?:bo|so|(?:tong |chi )?cuc|vu|ban|van phong|uy ban|ubnd|hoi dong|hdnd|thanh tra|trung tam|phong|cong an|"
    r"ngan hang|bao hiem|kho bac|toa an|vien|kiem toan|dai|lien doan|tong cong ty|tap doan|cong ty|truong|hoc vien|"
    r"dai hoc|benh vien|chinh phu|thu tuong|quoc hoi|dang (?:bo|uy)|(?:tinh|thanh|huyen|quan|thi) uy|mat tran|hoi|doan|"
    r"thue|hai quan|chi nhanh|quy|bao|cong doan|hiep hoi|to cong tac|tieu ban|ban chi dao)\b"
)
# The second word of a compound that a wrap put at the head of a line: "VĂN" / "PHÒNG CHÍNH PHỦ", "MÔI" / "TRƯỜNG".
_COMPOUNDS = re.compile(
    r"^(?:van phong|uy ban|hoi dong|hai phong|trung tam|quoc phong|cong an|ngan hang|bao hiem|xa hoi|"
    r"moi truong|chi cuc|tong cuc|lien doan|cong doan|quan doan|toa an|hoc vien|benh vien|tru so|can bo|"
    r"dang bo|noi bo|tap doan|dai hoc|thong tin|nha truong|kiem toan|mat tran|thanh tra|kho bac|tong cong|"
    r"chinh phu|thu tuong|quoc hoi|cong bo|hiep hoi|tien bo|co so|phat thanh|dieu tra|vien phong|"
    r"thanh doan|tinh doan|y vien|vu truong|du bao|thi truong)$"
)
_COMPLETE = frozenset({"chinh phu", "quoc hoi"})
_URGENCY = re.compile(r"^(?:hoa toc|thuong khan|khan|mat|toi mat|tuyet mat|du thao|ban sao|sao y|luu hanh noi bo)\b")
_LEVELS = r"thanh pho|tinh|huyen|quan|thi xa|thi tran|xa|phuong|dac khu"
_LEVEL_NAMED = re.compile(rf"\b(?:ubnd|uy ban nhan dan|chu tich ubnd|don vi|hdnd)\s+({_LEVELS})\b")
_LEVEL_PRINTED = {
    "thanh pho": "THÀNH PHỐ",
    "tinh": "TỈNH",
    "huyen": "HUYỆN",
    "quan": "QUẬN",
    "thi xa": "THỊ XÃ",
    "thi tran": "THỊ TRẤN",
    "xa": "XÃ",
    "phuong": "PHƯỜNG",
    "dac khu": "ĐẶC KHU",
}
_COUNCILS = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
_SINGULAR = {"VPCP": "VĂN PHÒNG CHÍNH PHỦ", "TTg": "THỦ TƯỚNG CHÍNH PHỦ", "CP": "CHÍNH PHỦ"}


def printed_issuer(lines: Sequence[Line]) -> tuple[str | None, str | None]:
    """The issuing body and the body above it (None without one) from the lines of the head."""
    bodies = _bodies(_issuer_lines(lines))
    if not bodies:
        return None, None
    return bodies[-1], bodies[-2] if len(bodies) > 1 else None


def _issuer_lines(lines: Sequence[Line]) -> list[str]:
    number = number_index(lines)
    above = lines if number is None else lines[:number]
    return [line.text for line in above if _may_name_issuer(line)]


def _may_name_issuer(line: Line) -> bool:
    if is_title(line.text) or _URGENCY.match(line.folded):
        return False
    return mostly_upper(line.text) and not any(char.isdigit() for char in line.text[:3])


def _bodies(lines: Sequence[str]) -> list[str]:
    """Wrapped lines joined to whole names, a new one where a line begins with the head of a body."""
    names: list[str] = []
    for line in lines:
        if names and not _opens_body(names[-1], line):
            names[-1] = f"{names[-1]} {line}"
        else:
            names.append(line)
    return [name.strip(" -.,:") for name in names if any(char.isalpha() for char in name)]


def _opens_body(before: str, line: str) -> bool:
    words, folded = fold(before).split(), fold(line)
    nameless = _HEADS.fullmatch(" ".join(words)) and " ".join(words) not in _COMPLETE
    if len(words) < 2 or nameless or not _HEADS.match(folded):
        return False
    return not _COMPOUNDS.match(f"{words[-1]} {folded.split()[0]}")


def infer_issuer(number: str | None, place: str | None, text: str, capacity: Sequence[str]) -> str | None:
    """The body that must have issued a document whose head was lost, None unless all signs agree.

    A people's committee or council signs with its name in the symbol or the capacity ("TM. ỦY BAN NHÂN DÂN"); its
    place is printed before the date, its level is the one the text speaks of ("UBND Thành phố đề nghị").
    """
    parts = re.split(r"[-/]", symbol(number)) if number else []
    singular = next((_SINGULAR[part] for part in parts if part in _SINGULAR), None)
    if singular:
        return singular
    council = next((_COUNCILS[part] for part in parts if part in _COUNCILS), None)
    signed = " ".join(capacity)
    council = council or next((name for name in _COUNCILS.values() if fold(name) in fold(signed)), None)
    level = _level(text)
    return f"{council} {level} {_bare(place).upper()}" if council and level and place else None


def _level(text: str) -> str | None:
    """The level of government that *text* speaks of most, when nothing speaks against it."""
    named = Counter(_LEVEL_NAMED.findall(fold(text))).most_common(2)
    if not named or (len(named) > 1 and named[0][1] == named[1][1]):
        return None
    return _LEVEL_PRINTED[named[0][0]]


def _bare(place: str) -> str:
    return re.sub(r"^(?:thành phố|tỉnh|huyện|quận|thị xã|xã|phường|TP\.?)\s+", "", place, flags=re.IGNORECASE)
