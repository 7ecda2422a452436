"""The life of a parcel as a state machine with a fencing number. No clock, no database: both come in as arguments.

    READY ──take──► LEASED ──finish──► DONE | DEAD
      ▲               │ │
      └──release──────┘ └──(time runs out)──► taken over by anyone

`attempt` rises with every lease. Whoever writes must present the attempt under which it was leased, so a worker that
was thought dead and is not cannot write over its successor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum


class ParcelState(IntEnum):
    """Where a parcel stands; the numbers are those of the database column."""

    READY = 0
    LEASED = 1
    DONE = 2
    DEAD = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about a parcel's lease. `tries` counts the attempts that count towards giving up."""

    state: ParcelState = ParcelState.READY
    attempt: int = 0
    tries: int = 0
    owner: str = ""
    leased_until: datetime | None = None
    not_before: datetime | None = None


# A moment further away than this was written by a clock that has jumped since: it is not waited for.
PLAUSIBLE_LEASE = timedelta(minutes=15)
PLAUSIBLE_PAUSE = timedelta(hours=3)


def takeable(standing: Standing, now: datetime) -> bool:
    """Whether anyone may lease it: it is ready and due, or its lease has run out."""
    if standing.state is ParcelState.READY:
        return standing.not_before is None or not now < standing.not_before <= now + PLAUSIBLE_PAUSE
    return expired(standing, now)


def expired(standing: Standing, now: datetime) -> bool:
    """Whether it is leased and its lease has run out."""
    return (
        standing.state is ParcelState.LEASED
        and standing.leased_until is not None
        and not now < standing.leased_until <= now + PLAUSIBLE_LEASE
    )


def take(standing: Standing, owner: str, now: datetime, length: timedelta) -> Standing | None:
    """Lease it to *owner* for *length*; None when it is not to be had."""
    if not takeable(standing, now):
        return None
    return replace(
        standing,
        state=ParcelState.LEASED,
        attempt=standing.attempt + 1,
        owner=owner,
        leased_until=now + length,
        not_before=None,
    )


def holds(standing: Standing, owner: str, attempt: int) -> bool:
    """Whether *owner* still holds it under *attempt*. A lease that ran out but was not taken over still counts."""
    return standing.state is ParcelState.LEASED and standing.owner == owner and standing.attempt == attempt


def extend(standing: Standing, now: datetime, length: timedelta) -> Standing:
    """Push the end of a held lease out; never pull it in, even when the clock jumped back."""
    until = now + length
    if standing.leased_until is not None:
        until = max(until, standing.leased_until)
    return replace(standing, leased_until=until)


def release(standing: Standing, not_before: datetime | None, *, counts: bool) -> Standing:
    """Give it back to be tried at *not_before*; *counts* says whether this was one of its tries."""
    return replace(
        standing,
        state=ParcelState.READY,
        tries=standing.tries + counts,
        owner="",
        leased_until=None,
        not_before=not_before,
    )


def finish(standing: Standing, *, given_up: bool = False) -> Standing:
    """Close it for good (a person may open a dead one again)."""
    return replace(
        standing, state=ParcelState.DEAD if given_up else ParcelState.DONE, owner="", leased_until=None, not_before=None
    )


def reopen(standing: Standing) -> Standing:
    """Make a closed parcel ready again with fresh tries: a person asked for it."""
    return replace(standing, state=ParcelState.READY, tries=0, owner="", leased_until=None, not_before=None)
