"""The embedded engine: the database is the queue, one process tree works on it, nobody needs to be told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from loa.delivery import leases
from loa.delivery.engine.base import Announcement

POLL = 0.2  # seconds between two looks at an empty queue; the query is one index probe a running delivery
AHEAD = 8  # parcels looked at together, so that threads seldom reach for the same one


@dataclass(eq=False, slots=True)
class EmbeddedWork:
    """A parcel that this process is looking at."""

    parcel: int
    engine: EmbeddedEngine

    def keep(self) -> None:
        """Nothing to say: the lease is all there is."""

    def done(self) -> None:
        """Let other threads look at it again."""
        self.engine.let_go(self.parcel)

    def later(self, _seconds: float) -> None:
        """The parcel's own `not_before` says when; the database is asked again then."""
        self.engine.let_go(self.parcel)


class EmbeddedEngine:
    """Hands out what the database says is due."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._held: set[int] = set()

    def announce(self, parcels: Iterable[Announcement]) -> None:
        """Nobody needs to be told: workers look every `POLL` seconds."""

    def fetch(self, channel: str, timeout: float) -> EmbeddedWork | None:
        """The most urgent parcel that is due."""
        deadline = time.monotonic() + timeout
        while True:
            work = self._look(channel)
            left = deadline - time.monotonic()
            if work is not None or left <= 0:
                return work
            time.sleep(min(POLL, left))

    def _look(self, channel: str) -> EmbeddedWork | None:
        with self._guard:
            wanted = len(self._held) + AHEAD
        found = leases.candidates(channel, self._clock(), wanted)
        with self._guard:
            for parcel in found:
                if parcel not in self._held:
                    self._held.add(parcel)
                    return EmbeddedWork(parcel, self)
        return None

    def let_go(self, parcel: int) -> None:
        """This process no longer looks at *parcel*."""
        with self._guard:
            self._held.discard(parcel)

    def backlog(self, channel: str) -> int:
        """Nothing waits outside the database."""
        del channel
        return 0

    def close(self) -> None:
        """Nothing to let go of."""
