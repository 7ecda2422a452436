"""When the hub that did not take a notice is asked again: soon at first, hourly at last, for two days."""

from __future__ import annotations

from datetime import timedelta

FIRST, LONGEST = 5.0, 3600.0  # seconds
JITTER = 0.2  # of a pause, either way: hubs serve many
LASTING = timedelta(days=2)  # after that, those who subscribe have polled
AGAIN = frozenset({408, 425, 429})  # "later", though of the 400s


def pause(attempts: int, chance: float, asked: float = 0.0) -> timedelta:
    """How long to wait after *attempts* (from 1) that failed.

    *chance*: 0 to 1, evenly spread. *asked*: seconds of the hub's Retry-After, which may lengthen a pause.
    """
    seconds: float = min(FIRST * 2.0 ** min(attempts - 1, 16), LONGEST) * (1 - JITTER + 2 * JITTER * chance)
    return timedelta(seconds=max(seconds, min(asked, LONGEST)))


def is_final(status: int) -> bool:
    """Whether the hub would say the same again: taken (2xx), or refused for a reason that time does not mend."""
    return 200 <= status < 500 and status not in AGAIN
