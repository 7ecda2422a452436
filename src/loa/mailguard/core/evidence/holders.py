"""Whose account the money is to go to: an office or firm has an account in its own name, not in a person's.

Vietnamese banks print holders in capitals without marks: `0388 2210 977 - DANG THI MY LINH - TPBank`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import fold, strip_marks

# The surnames that nine in ten Vietnamese bear.
_SURNAMES = (
    "NGUYEN|TRAN|LE|PHAM|HOANG|HUYNH|PHAN|VU|VO|DANG|BUI|DO|HO|NGO|DUONG|LY|DINH|TRUONG|MAI|TRINH|DAO|DOAN|LUONG|LUU|TA"
    "|CAO|CHU|HA|TO|TONG|QUACH|THAI|LAM|PHUNG|VUONG|TANG|KIEU|NGHIEM|LA|THACH"
)
_HOLDER = re.compile(
    rf"\b\d[\d .]{{5,22}}\d\s{{0,3}}[-–—,:;(/|]?\s{{0,3}}(?:(?:chu tai khoan|chu tk|ctk|ten|nguoi nhan)\s?:?\s?)?"
    rf"((?:{_SURNAMES})(?: [A-Z]{{2,8}}){{1,4}})\b"
    rf"|\b((?:{_SURNAMES})(?: [A-Z]{{2,8}}){{1,4}})\s{{0,3}}[-–—,:;|]\s{{0,3}}(?:stk\s?:?\s?)?\d[\d .]{{5,22}}\d"
)
_BODY = re.compile(
    r"\b(?:cong ty|truong (?:tieu hoc|mam non|thcs|thpt|dai hoc|cao dang)|benh vien|trung tam|phong kham|tram y te"
    r"|chi cuc|dien luc|hoi chu thap do|quy|uy ban|ubnd|ban (?:van dong|chi dao|quan ly)|so y te|company|ltd|hospital"
    r"|foundation)\b"
)
_LINES = 6
MAX_TEXT = 12_000  # characters


def find(case: Case) -> Iterator[Evidence]:
    """A body's letter, and a person's account in it."""
    body = _body(case)
    found = _HOLDER.search(strip_marks(case.mail.visible[:MAX_TEXT])) if body else None
    if found:
        yield reason("ask.private_holder", "body", body=body, holder=found[1] or found[2])


def _body(case: Case) -> str:
    """The body that the letter speaks for, as its sender, its head or its signature says."""
    places = [case.mail.sender.name, *case.mail.lines[:2], *case.mail.lines[-_LINES:]]
    return next((place for place in places if len(place) <= 90 and _BODY.search(fold(place))), "")
