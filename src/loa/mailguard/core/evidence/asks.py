"""What it asks of the reader: pressure, secrets, money, secrecy. Words with or without Vietnamese marks."""

from __future__ import annotations

from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import phrases

_PLAIN = ("urgency", "threat", "credentials", "payment", "secrecy", "prize", "document", "spam")
_NEEDED = {"urgency": 1, "threat": 1, "credentials": 1, "payment": 1, "secrecy": 1, "prize": 2, "document": 1, "spam": 2}
# "We never ask for your password" asks for nothing.
_DENIALS = frozenset({"khong", "never", "not", "dung", "khong bao gio"})


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "what it asks"."""
    found = _collect(case)
    for category in _PLAIN:
        hits = found.get(category, [])
        if len(hits) >= _NEEDED[category]:
            yield reason(f"ask.{category}", "body", words=_quoted(hits))
    if found.get("generic_greeting"):
        yield reason("ask.generic", "body", words=_quoted(found["generic_greeting"]))
    if (found.get("urgency") or found.get("threat")) and (found.get("credentials") or found.get("payment")):
        pressure = (found.get("threat") or found.get("urgency") or [])[:1]
        yield reason("ask.pressure", "body", words=_quoted([*pressure, *(found.get("credentials") or found["payment"])[:1]]))
    yield from _advance_fee(case, found)


def _collect(case: Case) -> dict[str, list[str]]:
    """Distinct phrases met, by category, in subject and visible text."""
    parts = [*case.mail.folded_subject, "|", *case.mail.folded]
    found: dict[str, list[str]] = {}
    for place, _, (category, phrase) in phrases().find(parts):
        listed = found.setdefault(category, [])
        if phrase not in listed and not _DENIALS.intersection(parts[max(0, place - 5) : place]):
            listed.append(phrase)
    return found


def _advance_fee(case: Case, found: dict[str, list[str]]) -> Iterator[Evidence]:
    """Money that waits for the reader and personal data asked for it: the letter needs no link at all."""
    claim, identity = found.get("fee_claim", []), found.get("fee_identity", [])
    money, tone = found.get("fee_money", []), found.get("fee_tone", [])
    strength = min(len(claim), 3) + min(len(identity), 2) + min(len(money), 2) + min(len(tone), 2)
    if len(claim) >= 2 and identity and (money or tone) and strength >= 6 and not _long_conversation(case):
        yield reason("ask.fee", "body", words=_quoted([*claim[:2], *identity[:1]]))
    elif claim and (identity or tone) and strength >= 4:
        yield reason("ask.fee_hint", "body", words=_quoted([*claim[:2], *identity[:1]]))


def _long_conversation(case: Case) -> bool:
    """An answer within a thread, or a text of many pages, is no such letter."""
    return bool(case.mail.all("in-reply-to")) or len(case.mail.folded) > 1500


def _quoted(hits: list[str]) -> str:
    return ", ".join(f"“{hit}”" for hit in hits[:3])
