"""A claim is misused when the sender's domain does not bear it out."""

from __future__ import annotations

from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.hosts import registrable, within
from loa.mailguard.core.registry import AUTHORITY_KINDS, STATE_KINDS, Body, Claim

_SENDS_FOR_STATES = "govdelivery.com"  # mails for public bodies of many countries, and for nobody else
# The provider's own mail comes from another domain of its own.
_PUBLIC_MAILBOXES = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "aol.com",
    ]
)


def misused(case: Case, claims: list[Claim]) -> Claim | None:
    """The first claim that the From domain does not bear out, unless another claim of the same text does."""
    if any(claim.body.owns(case.domain) for claim in claims) and case.domain not in _PUBLIC_MAILBOXES:
        return None
    if case.authenticated == "pass" and case.is_own(case.domain):
        claims = [
            claim for claim in claims if claim.body.kind in STATE_KINDS
        ]  # our own systems bear their makers' names
    if within(case.domain, _SENDS_FOR_STATES):
        claims = [claim for claim in claims if claim.body.kind not in AUTHORITY_KINDS]
    return next((claim for claim in claims if not _namesake(claim, case.domain)), None)


def _namesake(claim: Claim, host: str) -> bool:
    """`MSF <…@msf.org.br>`: a branch abroad, or another body with the same initials, below a non-commercial name."""
    own = registrable(host)
    label, _, suffix = own.partition(".")
    return label == claim.written.lower() and suffix.partition(".")[0] in {"org", "edu", "ac", "or", "int", "asso"}


def remember(case: Case, body: Body | None) -> None:
    """Note that the mail speaks for *body*: other families look at what it claims."""
    if body is not None:
        case.claimed.append(body)
