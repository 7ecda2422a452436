"""Fixtures of the engine room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from loa.delivery.engine import choice
from loa.delivery.engine.embedded import EmbeddedEngine
from loa.delivery.worker import Worker
from tests.support.channels import channels
from tests.support.people import City
from tests.support.people import city as make_city

__all__ = ["channels"]  # a fixture of another module

CHANNELS = ("portal", "app", "mail", "zalo")


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: datetime = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> datetime:
        """Let *seconds* pass."""
        self.now += timedelta(seconds=seconds)
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture
def city(db: None, signing_key: object) -> City:
    """A city with people and an installation that can sign."""
    return make_city(staff_per_ward=3)


@pytest.fixture(autouse=True)
def fresh_engine() -> Iterator[None]:
    """No engine outlives its test."""
    yield
    choice.close()


@pytest.fixture
def worker(clock: Clock) -> Iterator[Worker]:
    """A worker that is driven by hand (`drain`), on the test's clock."""
    made = Worker("test", EmbeddedEngine(clock), CHANNELS, clock=clock)
    yield made
    made.close()
