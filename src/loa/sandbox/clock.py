"""A clock that can be set and moved on, so that a token of 25 hours can end within a test."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

# Vietnam has had no daylight saving since 1975, so a fixed offset is exact and needs no time zone data.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class Clock:
    """Runs with the real clock, at a distance."""

    def __init__(self) -> None:
        self._distance = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since 1970, by this clock."""
        return time.time() + self._distance

    @property
    def milliseconds(self) -> int:
        """Milliseconds since 1970, by this clock: the unit of the Zalo platform."""
        return int(self.seconds * 1000)

    @property
    def local(self) -> datetime:
        """The time of day in Vietnam."""
        return datetime.fromtimestamp(self.seconds, VIETNAM)

    @property
    def now(self) -> datetime:
        """The aware UTC time."""
        return datetime.fromtimestamp(self.seconds, UTC)

    def set(self, moment: datetime) -> None:
        """Make *moment* (aware) the time from which the clock runs on."""
        self._distance = moment.timestamp() - time.time()

    def advance(self, seconds: float) -> None:
        """Move on (or, with a negative number, back)."""
        self._distance += seconds
