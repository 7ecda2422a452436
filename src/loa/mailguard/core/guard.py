"""The guard in one line: bytes in, verdict out."""

from __future__ import annotations

from loa.mailguard.core.evidence import (
    asks,
    at_home,
    claims,
    consents,
    conversation,
    drawings,
    hiding,
    history,
    holders,
    inner,
    learned,
    letters,
    links,
    meetings,
    passwords,
    payments,
    requests,
    services,
    shape,
    vouching,
)
from loa.mailguard.core.evidence import files as files_
from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.mail import read_mail
from loa.mailguard.core.model import GuardSettings, Verdict
from loa.mailguard.core.registry import registry
from loa.mailguard.core.verdict import conclude

# Vouching comes first: it says whether the From domain may be believed, which the others ask.
FAMILIES = (
    vouching.find,
    claims.find,
    services.find,
    conversation.find,
    links.find,
    consents.find,
    meetings.find,
    files_.find,
    drawings.find,
    passwords.find,
    asks.find,
    requests.find,
    holders.find,
    payments.find,
    letters.find,
    hiding.find,
    shape.find,
    history.find,
)


def check(raw: bytes, *, settings: GuardSettings | None = None) -> Verdict:
    """Judge the mail *raw* (RFC 5322 bytes, whatever their state). Pure but for `settings.resolver`; never raises."""
    return examine(raw, settings or GuardSettings())[1]


def examine(raw: bytes, settings: GuardSettings, *, outermost: bool = True) -> tuple[Case, Verdict]:
    """The same, with the parsed mail: what learning and the faces need beside the verdict."""
    case = Case(read_mail(raw), settings, registry(settings.extra_registry))
    evidence = [item for family in FAMILIES for item in family(case)]
    if outermost:
        evidence.extend(inner.find(case, _examine_inner))
    evidence.extend(links.foreign_to_claim(case))
    evidence.extend(asks.outbreak_beside(case, evidence))
    return case, conclude(case, learned.apply(case, at_home.weigh(case, evidence)))


def _examine_inner(raw: bytes, settings: GuardSettings) -> Verdict:
    return examine(raw, settings, outermost=False)[1]
