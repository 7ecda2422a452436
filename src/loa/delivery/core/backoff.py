"""When to try again, by the class of what went wrong. Jittered, so that a thousand parcels do not come back at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from loa.channels.base import Outcome


@dataclass(frozen=True, slots=True)
class Schedule:
    """Exponential back-off: `first` seconds, doubling up to `longest`; given up after `tries` tries."""

    first: float
    longest: float
    tries: int

    def delay(self, tries: int, random: Random) -> float:
        """Seconds to wait after the *tries*-th failed try (from 1): between half of the step and the step."""
        step = min(self.longest, self.first * 2.0 ** min(tries - 1, 32))
        return step * random.uniform(0.5, 1.0)


# Greylisting lets a mail in after one to five minutes, and a full mailbox is often emptied the same day; standards E2
# and W4 want retries to end with the bulletin's own expiry, which the delivery's `not_after` sees to.
SCHEDULES: dict[Outcome, Schedule] = {
    Outcome.TEMPORARY_FAILURE: Schedule(first=60.0, longest=3600.0, tries=8),
    Outcome.UNKNOWN: Schedule(first=120.0, longest=3600.0, tries=3),
}
# How long to leave a provider alone that cannot be reached at all.
OUTAGE = Schedule(first=2.0, longest=120.0, tries=0)

LONGEST_WISH = 3600.0  # seconds of a provider's Retry-After that are honoured; then it is asked again

# A repeat on these channels is recognised as one (same Message-ID, same Topic: it replaces what is there).
# On Zalo it would ring twice, so a person decides.
REPEATABLE = frozenset({"app", "mail", "portal"})


def to_send(outcomes: bytes | bytearray, channel: str) -> list[int]:
    """The places in a parcel that are still to be tried."""
    wanted = {Outcome.PENDING, *_retried(channel)}
    return [index for index, outcome in enumerate(outcomes) if outcome in wanted]


def _retried(channel: str) -> Iterable[Outcome]:
    return SCHEDULES if channel in REPEATABLE else (Outcome.TEMPORARY_FAILURE,)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a parcel whose every envelope was tried: `retry_in` seconds, or None when it is closed."""

    retry_in: float | None
    given_up: bool = False


def judge(outcomes: bytes | bytearray, channel: str, tries: int, asked_wait: float | None, random: Random) -> Verdict:
    """Decide after a whole try; *tries* counts this one. *asked_wait* is the provider's own wish (Retry-After)."""
    present = [outcome for outcome in _retried(channel) if outcome in outcomes]
    delays = [SCHEDULES[outcome].delay(tries, random) for outcome in present if tries < SCHEDULES[outcome].tries]
    if delays:
        return Verdict(max(min(delays), min(asked_wait or 0.0, LONGEST_WISH)))
    # What a repeat would make worse is dead at once: it stands on the dead-letter page until a person decides.
    return Verdict(None, given_up=bool(present) or Outcome.UNKNOWN in outcomes)
