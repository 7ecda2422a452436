"""Secrets of machines: made here, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

PREFIX = "loa_"  # lets scanners of leaked secrets recognise ours
HINT = len(PREFIX) + 4  # characters by which people tell their tokens apart


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A token's text, with what is kept of it."""

    text: str = field(repr=False)

    @property
    def hash(self) -> str:
        """What the database holds."""
        return digest(self.text)

    @property
    def hint(self) -> str:
        """Its first characters."""
        return self.text[:HINT]


def make() -> NewSecret:
    """A new token of 256 bits."""
    return NewSecret(PREFIX + secrets.token_urlsafe(32))


def digest(text: str) -> str:
    """SHA-256 is enough: nobody guesses 256 random bits, so nothing has to be slow."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
