"""A body's own notice, with nothing in it that leads anywhere else: words of pressure say little there.

"Your password ends on Friday", from the office's own mail desk, with a link to the office's own page, is an ordinary
notice; who types his password there gives it to the office. What carries such a mail into deceit is a way out (a link,
an answer, a number, an account), and what only a thief asks for; all that keeps its weight.
"""

from __future__ import annotations

from dataclasses import replace

from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.evidence.services import user_of
from loa.mailguard.core.evidence.vouching import believed
from loa.mailguard.core.hosts import is_state, registrable
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is, is_freemail

_SHARE = 3  # of such a reason's weight a third is left
_LIGHTER = frozenset(
    [
        *("ask.urgency", "ask.threat", "ask.credentials", "ask.pressure", "ask.document", "ask.generic", "ask.spam"),
        *("shape.alarm", "shape.call", "shape.emoji_subject", "shape.urgent_flag", "shape.address_as_name"),
        *("hide.some", "link.recipient", "link.foreign_claim", "claim.role", "claim.subject", "claim.letterhead"),
        *("claim.logo", "claim.your_account"),
    ]
)
# Whoever sends these needs no link: the answer, or a telephone, is the way out.
_WAYS_OUT = frozenset(
    [
        *("ask.surrender", "ask.personal", "ask.messenger", "ask.secrecy", "ask.unchecked", "ask.gift_cards"),
        *("ask.payment", "ask.private_account", "ask.private_holder", "ask.new_account", "ask.fee", "ask.fee_hint"),
    ]
)


def weigh(case: Case, evidence: list[Evidence]) -> list[Evidence]:
    """*evidence* with the words of pressure lightened where the mail stays at home; else unchanged."""
    if not _is_at_home(case) or any(item.code in _WAYS_OUT for item in evidence):
        return evidence
    return [replace(item, weight=round(item.weight / _SHARE)) if item.code in _LIGHTER else item for item in evidence]


def _is_at_home(case: Case) -> bool:
    answer = case.mail.reply_to.domain
    return (
        believed(case)
        and _is_known(case)
        and (not answer or registrable(answer) == registrable(case.domain))
        and all(_stays(case, link.address.host) for link in case.opened if link.address.host)
    )


def _is_known(case: Case) -> bool:
    """The sender is a state's, a registered body's or this office's own; no service that mails for others."""
    for_others = user_of(case) or (host_is("behalf", case.domain) and case.claimed)
    if for_others or is_freemail(case.domain) or host_is("hosting", case.domain):
        return False
    return case.is_own(case.domain) or case.owner is not None or is_state(case.domain)


def _stays(case: Case, host: str) -> bool:
    if host_is("hosting", host) or host_is("shortener", host):
        return False
    if case.is_senders(host) or (case.owner is not None and case.owner.owns(host)):
        return True
    return bool(case.mail.all("list-unsubscribe")) and host_is("mailing", host)  # clicks counted for the sender
