"""Exactly the missing, exactly once, by day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.errors import MissingRoleError
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.reach import actions
from loa.reach.errors import QuietHoursError, RecalledError
from loa.reach.models import Receipt, Reminder
from loa.units.core.snapshot import Snapshot
from loa.units.models import Staff, Unit
from tests.reach.conftest import MORNING, Post
from tests.support.people import City

Kind, Role = Receipt.Kind, RoleAssignment.Role
NOON = MORNING + dt.timedelta(hours=4)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def east(city: City, frozen: Snapshot) -> list[int]:
    return list(frozen.members(city.east.pk))


def answering(recipient: int, role: str, unit: Unit) -> None:
    staff = Staff.objects.get(pk=recipient)
    grant(User.objects.create_user(staff.email, full_name=staff.full_name, staff=staff), role, unit)


def test_exactly_the_missing_are_reminded(city: City, release: Release, post: Post, east: list[int]) -> None:
    actions.record(release.pk, east[0], Kind.ACKNOWLEDGED, "mail")
    actions.record(release.pk, east[1], Kind.OPENED, "mail")  # an open acknowledges nothing (N3)
    reminder = actions.remind(release, city.east.pk, city.head_of_east, now=NOON)
    assert reminder is not None
    assert reminder.count == 2
    assert post.reminders == [(release.code, frozenset(east[1:]), 1)]


def test_nobody_is_reminded_twice(city: City, release: Release, post: Post, east: list[int], frozen: Snapshot) -> None:
    actions.remind(release, city.east.pk, city.head_of_east, now=NOON)
    assert actions.remind(release, city.east.pk, city.head_of_east, now=NOON) is None
    actions.remind(release, city.root.pk, city.editor, now=NOON)
    west = frozen.members(city.west.pk)
    assert post.reminders == [(release.code, frozenset(east), 1), (release.code, frozenset(west), 2)]


def test_nobody_is_reminded_at_night(city: City, release: Release, post: Post) -> None:
    night = MORNING.replace(hour=15)  # 22:00 in Cẩm Phả
    with pytest.raises(QuietHoursError):
        actions.remind(release, city.east.pk, city.head_of_east, now=night)
    assert actions.remind_due(night) == 0
    assert post.reminders == []


def test_only_who_answers_for_the_unit_may_remind(city: City, release: Release, post: Post) -> None:
    with pytest.raises(MissingRoleError):
        actions.remind(release, city.west.pk, city.head_of_east, now=NOON)
    assert not Reminder.objects.exists()


def test_nobody_is_reminded_of_old_words(city: City, release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = Release(number="02/2020/TB-UBND")
    monkeypatch.setattr("loa.reach.actions.reminders.replaced_by", lambda _release: newer)
    with pytest.raises(RecalledError):
        actions.remind(release, city.east.pk, city.head_of_east, now=NOON)


def test_a_round_that_cannot_be_planned_is_not_written_down(
    city: City, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("the delivery room is closed")

    monkeypatch.setattr("loa.reach.deliveries.remind", fail)
    with pytest.raises(RuntimeError):
        actions.remind(release, city.east.pk, city.head_of_east, now=NOON)
    assert not Reminder.objects.exists()


def test_the_focal_point_of_the_unit_or_of_the_nearest_above_is_told(
    city: City, release: Release, post: Post, east: list[int], frozen: Snapshot
) -> None:
    west = list(frozen.members(city.west.pk))
    answering(east[0], Role.FOCAL_POINT, city.east)
    answering(west[0], Role.FOCAL_POINT, city.root)
    actions.remind(release, city.root.pk, None, "focal_point", NOON)
    assert post.reminders == [(release.code, frozenset([east[0], west[0]]), 1)]


def test_the_clock_takes_the_steps_one_after_the_other(
    city: City, release: Release, post: Post, east: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(east[0], Role.FOCAL_POINT, city.root)
    answering(east[1], Role.UNIT_HEAD, city.root)
    for hours in range(80):
        now = MORNING + hours * HOUR
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        actions.remind_due(now)
    everybody = frozenset(Staff.objects.values_list("pk", flat=True))
    assert [people for _code, people, _number in post.reminders] == [everybody, {east[0]}, {east[1]}]
    steps = list(Reminder.objects.order_by("id").values_list("step", flat=True))
    assert steps == ["person", "focal_point", "unit_head"]


def test_the_clock_leaves_those_alone_who_acknowledged(
    city: City, release: Release, post: Post, frozen: Snapshot
) -> None:
    rows = [(release.pk, person, Kind.ACKNOWLEDGED, "app") for person in frozen.everyone()]
    actions.record_many(rows)
    assert actions.remind_due(MORNING + 26 * HOUR) == 0
    assert post.reminders == []


def test_late_news_is_not_reminded_of(city: City, release: Release, post: Post) -> None:
    assert actions.remind_due(MORNING + dt.timedelta(days=8)) == 0
