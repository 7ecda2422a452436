"""What an engine is: a way to announce parcels, and to be handed one to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Announcement:
    """A parcel that may be ready. Announcing one twice, or one that is not, does no harm: the lease decides."""

    parcel: int
    attempt: int
    channel: str


class Work(Protocol):
    """One announced parcel in the hands of a worker."""

    parcel: int

    def keep(self) -> None:
        """Say that it is still being worked on."""
        ...

    def done(self) -> None:
        """It needs nobody any more."""
        ...

    def later(self, seconds: float) -> None:
        """Hand it out again after *seconds*."""
        ...


class Engine(Protocol):
    """Spreads parcels over workers. Used from several threads."""

    def announce(self, parcels: Iterable[Announcement]) -> None:
        """Tell the workers. Raises `EngineUnavailableError`; the scheduler announces again."""
        ...

    def fetch(self, channel: str, timeout: float) -> Work | None:
        """The next parcel of *channel* to look at, or None after *timeout* seconds. Never raises for an outage."""
        ...

    def backlog(self, channel: str) -> int:
        """How many announced parcels of *channel* wait for a worker. Raises `EngineUnavailableError`."""
        ...

    def close(self) -> None:
        """Let go of connections; may be called twice."""
        ...
