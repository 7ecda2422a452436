"""When a webhook that was not taken is sent again: soon at first, for days at last, never all at the same moment."""

from __future__ import annotations

from datetime import timedelta

MINUTE, HOUR = 60, 3600
PAUSES = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR, 24 * HOUR)
JITTER = 0.2  # of a pause, either way
MOST = len(PAUSES) + 1  # attempts, over about four days
PATIENCE = timedelta(days=5)  # of nothing but failures before an endpoint is stopped
LONGEST_ASKED = HOUR  # seconds of a Retry-After that are believed


def pause(attempts: int, chance: float, asked: float = 0.0) -> timedelta | None:
    """How long to wait after *attempts* failures (from 1); None: no more.

    *chance*: 0 to 1, evenly spread. *asked*: seconds of the receiver's Retry-After, which may lengthen a pause.
    """
    if attempts >= MOST:
        return None
    seconds = PAUSES[attempts - 1] * (1 - JITTER + 2 * JITTER * chance)
    return timedelta(seconds=max(seconds, min(asked, LONGEST_ASKED)))
