"""Payment codes in pictures: EMVCo merchant-presented QR (tag, length, value; CRC at the end) and VietQR inside it.

EMV QRCPS Merchant-Presented Mode 1.1: at most 512 characters, tags and lengths of two digits, tags 26–51 are templates
of payment schemes, the last element is `63 04` with CRC-16/CCITT-FALSE over all before it. VietQR is the template with
the identifier A000000727 (NAPAS): field 01 holds the bank's number and the account.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote

from loa.mailguard.core.wrapped import fields

MAX_LENGTH = 512  # characters
MAX_ELEMENTS = 100
_NAPAS = "A000000727"
_TEMPLATES = tuple(f"{tag:02}" for tag in range(26, 52))
_DIGITS = frozenset("0123456789")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,24}")
# Services that draw the code where the mail is read: bank and account stand in the picture's address.
_DRAWN = re.compile(
    r"^https?://(?:img|api)\.vietqr\.io/(?:image|img)/([\w-]{2,30}?)-([0-9A-Za-z]{4,24})(?:[-/.?]|$)", re.IGNORECASE
)
_DRAWN_BY_FIELDS = re.compile(r"^https?://(?:qr\.sepay\.vn|vietqr\.app|img\.vietqr\.app)/img\?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payment:
    """Where a payment code pays to. `bank` is a bank's number at NAPAS, or the name that a drawing service takes."""

    bank: str
    account: str
    name: str = ""
    amount: str = ""
    purpose: str = ""


def read(text: str) -> Payment | None:
    """The payment that code *text* orders, when it is a whole VietQR code with a right checksum. Never raises."""
    elements = tlv(text) if _checks(text) else None
    if elements is None:
        return None
    for tag in _TEMPLATES:
        scheme = tlv(elements.get(tag, "")) or {}
        target = tlv(scheme.get("01", "")) if scheme.get("00") == _NAPAS else None
        if target and _ACCOUNT.fullmatch(target.get("01", "")):
            more = tlv(elements.get("62", "")) or {}
            return Payment(
                target.get("00", ""), target["01"], elements.get("59", ""), elements.get("54", ""), more.get("08", "")
            )
    return None


def drawn(source: str) -> Payment | None:
    """The payment of a code that a service draws at *source*, the address of a picture."""
    source = source[:1000]
    found = _DRAWN.match(source)
    if found:
        return Payment(unquote(found[1]), found[2])
    if not _DRAWN_BY_FIELDS.match(source):
        return None
    named = fields(source)
    account, bank = (next(iter(named.get(name, [])), "") for name in ("acc", "bank"))
    return Payment(bank, account) if _ACCOUNT.fullmatch(account) else None


def tlv(text: str) -> dict[str, str] | None:
    """Elements of *text* by tag (the first of each); nothing unless all of it is well-formed and within bounds."""
    found: dict[str, str] = {}
    place = count = 0
    while place < len(text):
        head, count = text[place : place + 4], count + 1
        if len(head) < 4 or not _DIGITS.issuperset(head) or count > MAX_ELEMENTS:
            return None
        start, place = place + 4, place + 4 + int(head[2:])
        if place > len(text):
            return None
        found.setdefault(head[:2], text[start:place])
    return found or None


def _checks(text: str) -> bool:
    if not (8 < len(text) <= MAX_LENGTH and text.startswith("000201") and text[-8:-4] == "6304"):
        return False
    return f"{binascii.crc_hqx(text[:-4].encode('utf-8', 'replace'), 0xFFFF):04X}" == text[-4:].upper()
