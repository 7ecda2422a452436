"""What this office has seen before: a first contact, or a known name that suddenly writes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import fold


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "history"; nothing without a memory."""
    memory, sender = case.settings.history, case.mail.sender
    listed = blocked_sender(case.settings.blocked_senders, sender.address, case.settings.mail_from or "")
    if listed:
        yield reason("history.blocked", "From", address=sender.address, listed=listed)
    if memory is None or memory.knows_address(sender.address.lower()):
        return
    before = memory.addresses_of(fold(sender.name)) if sender.name else frozenset()
    if before:
        yield reason("history.new_address", "From", name=sender.name, address=sender.address, before=min(before))
    else:
        yield reason("history.first", "From", address=sender.address)


def blocked_sender(listed: frozenset[str], *addresses: str) -> str:
    """The entry of *listed* that names one of *addresses*, its domain or a domain above it; empty when none does."""
    for address in addresses if listed else ():
        rest = address.lower().strip()
        if rest in listed:
            return rest
        rest = rest.rpartition("@")[2]
        while rest:
            if rest in listed:
                return rest
            rest = rest.partition(".")[2]
    return ""
