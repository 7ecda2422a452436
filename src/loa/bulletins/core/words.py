"""Marking sentences of the pure cores, which know no catalogue: the faces translate them when they are shown."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """*message* itself; the mark lets `scripts/messages.py` find it."""
    return message
