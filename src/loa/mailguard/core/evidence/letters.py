"""Advance-fee letters: money that waits for the reader, in whoever's name. They need no link and no attachment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import is_freemail, phrases
from loa.mailguard.core.text import strip_marks

_LARGE_SUM = re.compile(
    r"(?:us\$|usd|eur|euro|gbp|[$€£])\s{0,2}\$?\s{0,2}\d{1,3}(?:[.,]\d{3}){1,3}"
    r"|(?:us\$|usd|eur|gbp|[$€£])?\s?\d{1,4}(?:[.,]\d{1,3})?\s?(?:million|billion|milhoes|millones|millionen|trieu|ty)\b"
    r"|\b\d{1,3}(?:[.,]\d{3}){1,3}(?:[.,]00)?\s?(?:usd|eur|gbp|dollars?|euros?|pounds"
    r"|united states dollars|do la|dong)\b",
    re.IGNORECASE,
)
_STRONG, _HINT = 7, 5  # points; see `_points`
_MAX_WORDS = 800
_CAPS = {"fee_claim": 4, "fee_identity": 2, "fee_tone": 3, "fee_money": 1}


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of an advance-fee letter; nothing in an answer of a thread or in a text of many pages."""
    if case.mail.all("in-reply-to") or not 8 < len(case.mail.folded) < _MAX_WORDS:
        return
    found = _collect(case)
    promise = found.get("fee_claim", [])
    if not promise:
        return
    money = _large_sum(case)
    points = _points(case, found, money)
    if points < _HINT or not (money or found.get("fee_tone") or found.get("fee_identity")):
        return
    shown = ", ".join(
        f"“{hit}”" for hit in [*promise[:2], *([money] if money else []), *found.get("fee_identity", [])[:1]]
    )
    yield reason("ask.fee" if points >= _STRONG else "ask.fee_hint", "body", words=shown)
    if points >= _STRONG or _odd_answer(case):
        yield from _authority_named(case)


def _collect(case: Case) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, _, (category, phrase) in phrases().find([*case.mail.folded_subject, "|", *case.mail.folded]):
        if category.startswith("fee_") and phrase not in found.setdefault(category, []):
            found[category].append(phrase)
    return found


def _points(case: Case, found: dict[str, list[str]], money: str) -> int:
    """A point for each distinct phrase up to the cap of its kind, two for a large sum, one for an odd way to answer."""
    points = sum(min(len(hits), _CAPS[category]) for category, hits in found.items())
    return points + 2 * bool(money) + _odd_answer(case)


def _odd_answer(case: Case) -> bool:
    """Sent by or answered to a mailbox anybody can open, or sent to nobody named."""
    mail = case.mail
    if mail.all("list-id"):
        return is_freemail(mail.reply_to.domain)
    return is_freemail(mail.sender.domain) or is_freemail(mail.reply_to.domain) or not mail.recipients


def _large_sum(case: Case) -> str:
    found = _LARGE_SUM.search(strip_marks(case.mail.subject)) or _LARGE_SUM.search(strip_marks(case.mail.visible))
    return " ".join(found[0].split()) if found else ""


def _authority_named(case: Case) -> Iterator[Evidence]:
    """In such a letter even running text borrows a name: "approved by the World Bank and the UN"."""
    text = f"{case.mail.subject}\n{case.mail.visible[:4000]}"
    claim = next(
        (c for c in case.registry.claims(text) if c.body.kind in {"un", "health", "state", "foreign_state", "bank"}),
        None,
    )
    if claim and not claim.body.owns(case.domain):
        case.claimed.append(claim.body)
        yield reason(
            "claim.in_letter", "body", text=claim.written, body=claim.body.name_vi, body_en=claim.body.name_en,
            address=case.mail.sender.address,
        )  # fmt: skip
