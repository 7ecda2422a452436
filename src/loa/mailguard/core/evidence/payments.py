"""Payment codes: what a QR code pays to, against the account and the bank that the letter prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.banks import bank_name, banks_named, number_of
from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.payment import Payment, drawn, read
from loa.mailguard.core.text import strip_marks

MAX_CODES = 5
_NUMBER = r"\d[\dx*•\u2022. \-]{4,26}\d"
_SAID = (
    r"\b(?:so tai khoan|stk|so tk|tai khoan|tk|account(?: number| no)?|acc(?:t|ount)? ?(?:no|number)"
    r"|a/c(?: no)?|iban)\b"
)
_PRINTED = re.compile(_SAID + r"([^\d]{0,80}?)(" + _NUMBER + r")(?![\d/])", re.DOTALL)
# What else stands behind the word "account": a tax code, a telephone, a sum, a day.
_ANOTHER = re.compile(
    r"\b(?:mst|ma so thue|tax code|dien thoai|sdt|dt|hotline|tel|phone|zalo|fax|dang nhap|so tien|amount)\b"
)
_SUM = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{4}-\d\d-\d\d")
_ABOUT_ACCOUNT = re.compile(_SAID + r"|\b(?:ngan hang|bank|chuyen khoan|nguoi thu huong|beneficiary)\b")
_SEPARATORS = re.compile(r"[\s.\-]+")
_MASKED = re.compile(r"[x*•\u2022]+")
_NEAR = 2  # lines after one that speaks of an account


def find(case: Case) -> Iterator[Evidence]:
    """Evidence in payment codes: each kind once."""
    seen: set[str] = set()
    for payment in _payments(case):
        for item in _judge(case, payment):
            if item.code not in seen:
                seen.add(item.code)
                yield item


def _payments(case: Case) -> list[Payment]:
    """Payments of the pictures that came along and of those that are drawn when the mail is shown."""
    codes = (read(text) for text in case.codes)
    pictures = (drawn(image.source) for image in case.mail.images[:50])
    return list(dict.fromkeys(found for found in (*codes, *pictures) if found))[:MAX_CODES]


def _judge(case: Case, payment: Payment) -> Iterator[Evidence]:
    number, text = number_of(payment.bank), case.mail.visible
    shown = {"account": payment.account, "bank": bank_name(number or payment.bank) or "—"}
    named, printed = _banks(text), _accounts(text)
    other_bank = bool(named and number and number not in named)
    if printed and not _is_printed(payment.account, printed, text):
        same_bank = number in named
        code = "ask.qr_other_account" if same_bank else "ask.qr_account"
        yield reason(code, "picture", **shown, printed=printed[0])
    elif other_bank:
        yield reason("ask.qr_bank", "picture", **shown, named=bank_name(named[0]))
    yield reason("ask.qr_pays", "picture", **shown)


def _accounts(text: str) -> list[str]:
    """Account numbers that the letter prints behind such a word; masked digits stay masked."""
    plain = strip_marks(text).lower()
    found = []
    for match in _PRINTED.finditer(plain):
        number = match[2].strip()
        if not _ANOTHER.search(match[1]) and not _SUM.fullmatch(number):
            found.append(_SEPARATORS.sub("", number))
    return [number for number in found if 6 <= len(number) <= 24][:20]


def _banks(text: str) -> list[str]:
    """Banks named in lines that speak of an account, or right behind them."""
    lines = text.split("\n")
    about = {
        place + step
        for place, line in enumerate(lines)
        if _ABOUT_ACCOUNT.search(strip_marks(line).lower())
        for step in range(_NEAR + 1)
    }
    return banks_named("\n".join(line for place, line in enumerate(lines) if place in about))


def _is_printed(account: str, printed: list[str], text: str) -> bool:
    """Whether the letter shows *account*, whole, grouped or with some of its digits masked."""
    account = account.lower()
    if account in _SEPARATORS.sub("", text.lower()):
        return True
    masks = (_MASKED.sub("[0-9a-z]+", number) for number in printed if _MASKED.search(number))
    return any(re.fullmatch(mask, account) for mask in masks)
