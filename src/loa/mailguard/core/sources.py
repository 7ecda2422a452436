"""What confirms the domains of a registry row: `2fa: paypal.com; badger: paypal.me; unconfirmed …: a.example`."""

from __future__ import annotations

UNCONFIRMED = "unconfirmed (entered by hand, to be checked by the operator)"


def confirmations(source: str) -> dict[str, tuple[str, ...]]:
    """Source (an id of `data/sources.csv`, or `UNCONFIRMED`) → the domains that it confirms."""
    groups = (group.partition(": ") for group in source.split("; ") if group)
    return {name: tuple(domains.split()) for name, _, domains in groups}
