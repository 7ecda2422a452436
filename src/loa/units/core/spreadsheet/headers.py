"""Which column holds what, whatever the office calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from loa.units.core.names import fold

Field = Literal[
    "number", "employee_code", "full_name", "family_name", "given_name", "unit", "unit_code", "position", "email",
    "phone", "begins", "ends",
]  # fmt: skip

# Folded spellings (no marks, small letters, only letters and digits) of what the columns are called.
SPELLINGS: dict[Field, tuple[str, ...]] = {
    "number": ("stt", "tt", "so tt", "so thu tu", "no"),
    "employee_code": (
        "ma cb", "ma can bo", "ma nv", "ma nhan vien", "ma so", "ma cbcc", "ma cbccvc", "ma so can bo",
        "ma cong chuc",
        "ma vien chuc", "ma so cbccvc", "employee code", "employee id", "ma dinh danh", "so hieu", "so hieu cbcc",
        "so hieu cong chuc", "ma nhan su", "external id",
    ),
    "full_name": (
        "ho va ten", "ho ten", "ho va ten can bo", "ho ten can bo", "full name", "name", "ten can bo",
        "ho va ten khai sinh",
        "ho ten cbcc", "ho va ten cbccvc", "can bo", "ten nhan vien", "ho ten nhan vien", "ho va ten nhan vien",
    ),
    "family_name": ("ho", "ho dem", "ho va dem", "ho dem va ten dem", "ho va ten dem", "ho lot", "ho va chu lot"),
    "given_name": ("ten", "given name", "ten goi"),
    "unit": (
        "don vi", "ten don vi", "don vi cong tac", "co quan", "co quan don vi", "phong ban", "phong", "bo phan",
        "noi cong tac", "co quan don vi cong tac", "unit", "department", "don vi bo phan", "phong ban don vi",
    ),
    "unit_code": ("ma don vi", "ma dv", "ma phong", "ma co quan", "unit code", "ma phong ban"),
    "position": (
        "chuc vu", "chuc danh", "chuc vu chuc danh", "chuc danh chuc vu", "vi tri", "vi tri viec lam", "position",
        "title",
        "chuc vu cong tac", "ngach chuc danh",
    ),
    "email": (
        "email", "e mail", "thu dien tu", "dia chi email", "thu cong vu", "email cong vu", "dia chi thu dien tu",
        "hop thu cong vu", "mail", "mail cong vu", "dia chi thu", "thu dien tu cong vu",
    ),
    "phone": (
        "dien thoai", "so dien thoai", "sdt", "so dt", "dt", "di dong", "dien thoai di dong", "so di dong", "phone",
        "mobile",
        "so dien thoai di dong", "dtdd", "so dien thoai lien he", "dien thoai lien he", "tel",
    ),
    "begins": (
        "ngay bat dau", "ngay vao", "ngay vao co quan", "ngay tuyen dung", "tu ngay", "ngay ve don vi",
        "ngay nhan cong tac",
        "start date", "ngay bat dau cong tac", "ngay vao lam",
    ),
    "ends": (
        "ngay nghi", "ngay nghi viec", "den ngay", "ngay ket thuc", "ngay nghi huu", "ngay thoi viec", "end date",
        "ngay chuyen cong tac", "ngay nghi viec chuyen cong tac",
    ),
}  # fmt: skip
_FIELD_OF = {spelling: field for field, spellings in SPELLINGS.items() for spelling in spellings}
# Longest first: "điện thoại di động của cán bộ" is a telephone before it is "cán bộ".
_BY_LENGTH = sorted((s for s in _FIELD_OF if len(s) >= 6), key=len, reverse=True)

NAMED: frozenset[Field] = frozenset({"full_name", "given_name"})
LOOKED_THROUGH = 40  # rows from the top in which the header is sought


def field_of(header: str) -> Field | None:
    """The field that a header means, or None."""
    words = re.sub(r"\(.*?\)", " ", fold(header))
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", words).split())
    if words in _FIELD_OF:
        return _FIELD_OF[words]
    return next((_FIELD_OF[spelling] for spelling in _BY_LENGTH if words.startswith(spelling + " ")), None)


def columns_of(cells: Sequence[str]) -> dict[Field, int]:
    """The columns of a header row by field; the first of several that mean the same."""
    found: dict[Field, int] = {}
    for place, cell in enumerate(cells):
        field = field_of(cell) if cell else None
        if field is not None:
            found.setdefault(field, place)
    return found


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[Field, int]] | None:
    """The place of the header (its last row) and its columns, or None.

    A header names people and one thing more. Offices set headers in two rows under merged cells ("Họ và tên" over "Họ
    đệm" and "Tên"): then the lower row refines the upper one.
    """
    for place, row in enumerate(rows[:LOOKED_THROUGH]):
        upper = columns_of(row)
        if len(upper) < 2 or not NAMED & set(upper):
            continue
        below = rows[place + 1] if place + 1 < len(rows) else []
        lower = columns_of(below)
        if len(lower) >= 2 and all(not cell or field_of(cell) for cell in below):
            return place + 1, _refined(upper, lower)
        return place, _with_split_name(upper, row)
    return None


def _with_split_name(columns: dict[Field, int], row: Sequence[str]) -> dict[Field, int]:
    """One heading merged over two columns of a name: the column without a heading to its right is the given name."""
    right = columns.get("full_name", -1) + 1
    if right and right < len(row) and not row[right] and "given_name" not in columns:
        return {**columns, "given_name": right}
    return columns


def _refined(upper: dict[Field, int], lower: dict[Field, int]) -> dict[Field, int]:
    """Both rows together; a full name that is split below is read from its parts."""
    both: dict[Field, int] = {**upper, **lower}
    if "given_name" in lower and "family_name" in lower:
        both.pop("full_name", None)
    return both
