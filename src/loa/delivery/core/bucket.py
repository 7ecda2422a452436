"""A token bucket that is drawn from in chunks, so that one database write buys many messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """`tokens` left at the moment `at`. A bucket holds at most one second of its rate, and at least one token."""

    tokens: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """What was granted, what is left, and how many seconds to wait when nothing was."""

    bucket: Bucket
    granted: int
    wait: float = 0.0


def capacity(rate: float) -> float:
    """The most tokens a bucket of *rate* a second can hold."""
    return max(1.0, rate)


def draw(bucket: Bucket, rate: float, wanted: int, now: datetime) -> Draw:
    """Take up to *wanted* tokens. A clock that jumped back earns nothing; one that jumped ahead fills it once."""
    earned = max(0.0, (now - bucket.at).total_seconds()) * rate
    tokens = min(capacity(rate), bucket.tokens + earned)
    granted = min(wanted, int(tokens))
    left = Bucket(tokens - granted, now)
    return Draw(left, granted, 0.0 if granted else (1.0 - left.tokens) / rate)
