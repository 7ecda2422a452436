"""A released bulletin, and somebody to have read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from pyroaring import BitMap

from loa.bulletins import actions
from loa.bulletins.models import Release
from loa.reach import deliveries
from loa.units.core.snapshot import Snapshot
from loa.units.queries import snapshot
from tests.support.people import City
from tests.support.people import city as make_city
from tests.support.releases import approved

MORNING = dt.datetime(2020, 2, 7, 1, 0, tzinfo=dt.UTC)  # 08:00 in Cẩm Phả


@dataclass
class Post:
    """Stands for the delivery room: who was handed the release, and which reminders were planned."""

    handed: dict[str, BitMap] = field(default_factory=dict)
    reminders: list[tuple[str, frozenset[int], int]] = field(default_factory=list)

    def remind(self, release: Release, recipients: BitMap, number: int) -> None:
        """Write the round down."""
        self.reminders.append((release.code, frozenset(recipients), number))


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """The delivery room, silenced."""
    made = Post()
    monkeypatch.setattr(deliveries, "handed_over", lambda releases: dict.fromkeys(releases, made.handed))
    monkeypatch.setattr(deliveries, "remind", made.remind)
    return made


@pytest.fixture
def city(db: None, signing_key: object) -> City:
    """A city with two wards of three people."""
    return make_city(staff_per_ward=3)


@pytest.fixture
def release(city: City, post: Post) -> Release:
    """A release to the whole city."""
    return actions.release(approved(city), MORNING)


@pytest.fixture
def frozen(release: Release) -> Snapshot:
    """Who was where when it was released."""
    return snapshot(release.snapshot)
