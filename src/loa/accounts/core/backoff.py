"""How long somebody waits who guesses: nothing for slips, then twice as long each time (ASVS v5.0.0-6.3.1)."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)  # without a failure for so long, the count begins anew


def wait(failures: int, free: int) -> timedelta:
    """The pause after that many *failures* in a row, of which *free* cost nothing."""
    beyond = failures - free
    if beyond < 0:
        return timedelta(0)
    doubled: int = 2 ** min(beyond, 16)
    return min(FIRST * doubled, LONGEST)
