"""Services that mail for anybody: a signing service, a shared folder, a form, a ticket desk, an invoice.

Every authentication passes there, and the service's name is true. Who stands behind is the user: the address that
answers go to, or that the notice shows. A user at a mailbox that anybody can open, in the name of an authority or of
another firm, is the false one (service abuse, reference mail-guard).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.misuse import remember
from loa.mailguard.core.hosts import ADDRESS, is_domain, registrable
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.registry import Body, Claim
from loa.mailguard.core.tables import host_is, is_freemail

_FIRST = 600  # characters of the text in which the service names its user
_LINES = 15
_RECEIPT = re.compile(r"\d{4}")  # "Mastercard - 2204"
_NOT_IN_TEXT = frozenset({"press", "service", "post"})  # named in passing by every notice


def find(case: Case) -> Iterator[Evidence]:
    """Evidence about the user for whom a service mails; nothing for other senders."""
    user = user_of(case)
    if not user:
        return
    host = user.rpartition("@")[2]
    office = case.registry.office(case.mail.reply_to.name) or case.registry.office(case.mail.sender.name)
    if office and is_freemail(host):
        facts = {"text": office[0], "body": office[0], "body_en": office[0]}
        yield reason("claim.service_free", "From", user=user, service=registrable(case.domain), **facts)
        return
    claim = next((claim for claim in _claims(case) if not _fits(case, claim.body, host)), None)
    if claim:
        remember(case, claim.body)
        code = "claim.service_free" if is_freemail(host) else "claim.service_user"
        yield reason(
            code, "body", text=claim.written, body=claim.body.name_vi, body_en=claim.body.name_en, user=user,
            service=registrable(case.domain),
        )  # fmt: skip


def user_of(case: Case) -> str:
    """The address for which a service mails; empty where the service speaks for itself, and for other senders."""
    if not host_is("behalf", case.domain):
        return ""
    answer = case.mail.reply_to.address.lower()
    if case.mail.reply_to.domain and registrable(case.mail.reply_to.domain) != registrable(case.domain):
        return answer
    shown = (found[0].lower() for found in ADDRESS.finditer(case.mail.visible[:_FIRST]))
    return next((address for address in shown if _is_strange(case, address)), "")


def _is_strange(case: Case, address: str) -> bool:
    host = address.rpartition("@")[2]
    return is_domain(host) and address not in case.mail.recipients and registrable(host) != registrable(case.domain)


def _claims(case: Case) -> Iterator[Claim]:
    """Bodies that the user speaks for: in the name, the subject, and authorities in the first lines."""
    yield from case.registry.claims(case.mail.sender.name)
    yield from case.registry.claims(case.mail.subject)
    for line in (line for line in case.mail.lines[:_LINES] if not _RECEIPT.search(line)):
        yield from (c for c in case.registry.claims(line[:200], acronyms=False) if c.body.kind not in _NOT_IN_TEXT)


def _fits(case: Case, body: Body, host: str) -> bool:
    return body.owns(host) or body.owns(case.domain)
