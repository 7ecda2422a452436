"""A unit over all bulletins of the last thirty days."""

from __future__ import annotations

import datetime as dt

from loa.bulletins import actions as bulletins
from loa.bulletins.models import Release
from loa.reach import actions
from loa.reach.models import Receipt
from loa.reach.overall import overall, unit_streak
from loa.units.core.snapshot import Snapshot
from tests.reach.conftest import MORNING, Post
from tests.support.people import City
from tests.support.releases import approved

DAY = dt.timedelta(days=1)


def acknowledge(release: Release, people: list[int]) -> None:
    actions.record_many([(release.pk, person, Receipt.Kind.ACKNOWLEDGED, "mail") for person in people])


def test_all_bulletins_together(city: City, release: Release, frozen: Snapshot, post: Post) -> None:
    second = bulletins.release(approved(city), MORNING + DAY)
    east = list(frozen.members(city.east.pk))
    acknowledge(release, east)
    acknowledge(second, east[:1])
    actions.install(east[0], "device")
    actions.install_for_family(city.east.pk, "phone-of-a-mother")
    line, below, by_release = overall(city.root.pk, MORNING + DAY + dt.timedelta(hours=5))
    assert (line.staff, line.apps, line.family) == (6, 1, 1)
    assert (line.asked, line.acknowledged, line.streak) == (12, 4, 0)
    (easts, wests) = sorted(below, key=lambda each: each.unit)
    assert (easts.asked, easts.acknowledged, easts.family, easts.streak) == (6, 4, 1, 1)
    assert (wests.asked, wests.acknowledged, wests.family, wests.streak) == (6, 0, 0, 0)
    assert [(found.pk, counts.acknowledged) for found, counts in by_release] == [(second.pk, 1), (release.pk, 3)]


def test_old_bulletins_are_history(city: City, release: Release) -> None:
    line, _below, by_release = overall(city.root.pk, MORNING + 31 * DAY)
    assert (line.asked, line.staff, by_release) == (0, 6, [])


def test_the_streak_of_a_unit_grows_with_its_last_acknowledgement(
    city: City, release: Release, frozen: Snapshot
) -> None:
    east = list(frozen.members(city.east.pk))
    acknowledge(release, east[:2])
    assert unit_streak(city.east.pk, MORNING + DAY) == 0
    acknowledge(release, east)
    assert unit_streak(city.east.pk, MORNING + DAY) == 1
