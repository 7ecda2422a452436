"""Consent links: a true sign-in page that hands the reader's mailbox to somebody else's program."""

from __future__ import annotations

from collections.abc import Iterator

from loa.mailguard.core.consent import Consent, consents
from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import is_state, readable, registrable
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is, is_freemail

MAX_LINKS = 150
_NO_HOST = "—"


def find(case: Case) -> Iterator[Evidence]:
    """Evidence in consent links of text, pictures and files: each kind once."""
    seen: set[str] = set()
    for link in case.opened[:MAX_LINKS]:
        for consent in consents(link.target):
            for item in _judge(case, consent):
                if item.code not in seen:
                    seen.add(item.code)
                    yield item


def _judge(case: Case, consent: Consent) -> Iterator[Evidence]:
    host = consent.elsewhere
    if host and _is_readers(case, host):
        return
    facts = {"provider": consent.provider, "scopes": ", ".join(consent.data), "host": readable(host) or _NO_HOST}
    senders = bool(host) and _is_senders(case, host)
    if consent.data:
        if not (senders and case.owner):
            yield reason("link.consent_sender" if senders else "link.consent", "link", **facts)
    elif host and not senders and not _is_known(case, host):
        yield reason("link.consent_redirect" if consent.silent else "link.consent_elsewhere", "link", **facts)


def _is_readers(case: Case, host: str) -> bool:
    """The reader's own office; what stands in To is the sender's word, so not where it is his own domain."""
    readers = {registrable(address.rpartition("@")[2]) for address in case.mail.recipients[:3]}
    own = {registrable(domain) for domain in case.settings.own_domains}
    return registrable(host) in (own or readers - {registrable(case.domain)})


def _is_senders(case: Case, host: str) -> bool:
    if is_freemail(case.domain):
        return False
    return case.is_senders(host) or (case.owner is not None and case.owner.owns(host))


def _is_known(case: Case, host: str) -> bool:
    """The identity provider's own page, a state's, or that of a body everybody knows."""
    return is_state(host) or (case.registry.owner(host) is not None and not host_is("hosting", host))
