"""The sender's domain by itself: a look-alike, thrown together, or one that costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.evidence.misuse import remember
from loa.mailguard.core.hosts import is_school, label_of, readable, registrable
from loa.mailguard.core.lookalike import imitates, likeness
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is, is_freemail


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the domain in From."""
    sender, host = case.mail.sender, case.domain
    if not host:
        yield reason("domain.invalid", "From", address=sender.address or "—")
        return
    like = likeness(host, case.registry)
    if like:
        if like.trick not in {"word", "typo"}:  # firms have such domains of their own, and namesakes
            remember(case, like.body)
        yield reason(f"domain.{like.trick}", "From", domain=host, true=like.imitates)
    elif own := _like_the_readers(case):
        yield reason("domain.own", "From", domain=readable(host), true=readable(own))
    elif (
        not host.endswith(".vn") and not is_school(host) and _random_label(label_of(host))
    ):  # Vietnamese offices go by initials (ttksbtqn.vn)
        yield reason("domain.random", "From", domain=host)
    if host_is("risky_tld", host):
        yield reason("domain.cheap", "From", domain=host)


def _like_the_readers(case: Case) -> str:
    """The reader's own domain that the sender's only looks like; lists and mailboxes anybody can open aside."""
    if case.mail.all("list-id") or is_freemail(case.domain):
        return ""
    to = (address.rpartition("@")[2] for address in case.mail.recipients)
    own = dict.fromkeys(registrable(host) for host in (*case.settings.own_domains, *to))
    return next((host for host in own if not is_freemail(host) and imitates(case.domain, host)), "")


def _random_label(label: str) -> bool:
    """Letters and digits thrown together, or a heap of consonants that nobody can say."""
    digits = sum(sign.isdigit() for sign in label)
    runs = re.findall(r"[bcdfghjklmnpqrstvwxz]{6,}", label)
    return (2 <= digits <= len(label) - 3 and bool(re.search(r"[a-z]\d+[a-z]", label))) or bool(runs)
