"""The three levels of a verdict."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How much a mail is to be distrusted."""

    SAFE = "safe"
    CAUTION = "caution"
    DANGEROUS = "dangerous"
