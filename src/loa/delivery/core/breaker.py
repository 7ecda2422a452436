"""The circuit breaker of a channel: leave a provider alone that does not answer; stop where we ourselves are wrong.

CLOSED ──failures──► OPEN ──(time)──► one probe ──works──► CLOSED
   │                   ▲                 └─fails──► OPEN, for longer
   └──technical failure──► STOPPED ──a person──► CLOSED
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from loa.delivery.core.backoff import OUTAGE

TOLERANCE = 2  # failures in a row before everyone is held back


class BreakerState(StrEnum):
    """Whether the channel is in use."""

    CLOSED = "closed"
    OPEN = "open"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Breaker:
    """`retry_at` says when an open one lets the next probe through."""

    state: BreakerState = BreakerState.CLOSED
    failures: int = 0
    retry_at: datetime | None = None
    reason: str = ""


def wait(breaker: Breaker, now: datetime) -> float | None:
    """Seconds until the channel may be tried; 0 now; None while a person is needed."""
    if breaker.state is BreakerState.STOPPED:
        return None
    if breaker.retry_at is None:
        return 0.0
    return max(0.0, (breaker.retry_at - now).total_seconds())


def probe(breaker: Breaker, now: datetime, length: timedelta) -> Breaker:
    """Let one probe through and hold the others back for *length* meanwhile."""
    if breaker.state is not BreakerState.OPEN:
        return breaker
    return Breaker(breaker.state, breaker.failures, now + length, breaker.reason)


def failed(breaker: Breaker, reason: str, now: datetime, random: Random) -> Breaker:
    """The provider could not be reached."""
    if breaker.state is BreakerState.STOPPED:
        return breaker
    failures = breaker.failures + 1
    pause = timedelta(seconds=OUTAGE.delay(failures, random))
    state = BreakerState.OPEN if failures >= TOLERANCE else BreakerState.CLOSED
    return Breaker(state, failures, now + pause, reason)


def throttled(breaker: Breaker, seconds: float, reason: str, now: datetime) -> Breaker:
    """The provider asks to wait: everyone waits, nothing counts as a failure."""
    if breaker.state is BreakerState.STOPPED:
        return breaker
    return Breaker(breaker.state, breaker.failures, now + timedelta(seconds=seconds), reason)


def worked(breaker: Breaker) -> Breaker:
    """The provider answered."""
    return breaker if breaker.state is BreakerState.STOPPED else Breaker()


def stopped(reason: str) -> Breaker:
    """Our own set-up is wrong: nothing goes out until a person has looked."""
    return Breaker(BreakerState.STOPPED, reason=reason)
