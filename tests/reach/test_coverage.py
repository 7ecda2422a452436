"""The board, the not-yet list and the time line of a real release."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.reach import actions, queries
from loa.reach.core.sets import Counts
from loa.reach.errors import NotInTreeError, UnknownAspectError
from loa.reach.marks import mark
from loa.reach.models import Receipt
from loa.reach.queries import Group
from loa.reach.timeline import timeline
from loa.units import actions as units
from loa.units.core.snapshot import Snapshot
from loa.units.models import Recipient, Staff
from tests.reach.conftest import MORNING, Post
from tests.support.people import City

Kind = Receipt.Kind


@pytest.fixture
def east(city: City, frozen: Snapshot) -> list[int]:
    return list(frozen.members(city.east.pk))


def test_before_anything_came_in(city: City, release: Release) -> None:
    assert queries.coverage(release).counts == Counts(audience=6)
    assert [line.unit for line in queries.board(release)] == [city.root.pk, city.east.pk, city.west.pk]
    assert queries.missing(release, city.root.pk).total == 6


def test_the_board_counts_persons_unit_by_unit(city: City, release: Release, post: Post, east: list[int]) -> None:
    post.handed = {"mail": BitMap(east), "app": BitMap(east[:1])}
    actions.record(release.pk, east[0], Kind.ACKNOWLEDGED, "app")
    actions.record(release.pk, east[1], Kind.OPENED, "mail")
    actions.install(east[2], "device-1")
    root, first, second = queries.board(release)
    expected = Counts(audience=3, reached=3, opened=2, acknowledged=1, installed=1, unproven=1)
    assert first.counts == expected
    assert second.counts == Counts(audience=3)
    assert (root.audience, root.acknowledged, root.depth, first.parent) == (6, 1, 0, city.root.pk)
    assert queries.coverage(release, city.east.pk).by_channel == {"app": 1, "mail": 3}
    assert queries.coverage(release, city.east.pk).counts == expected


def test_the_record_has_the_keys_of_the_contract(release: Release) -> None:
    record = queries.record(release)
    keys = {"audience", "reached", "opened", "acknowledged", "installed"}
    assert keys <= set(record)
    assert all(keys | {"unit"} <= set(line) for line in record["units"])


def test_an_acknowledgement_counts_once_from_any_channel(release: Release, east: list[int]) -> None:
    for channel in ("app", "mail", "zalo"):
        actions.record(release.pk, east[0], Kind.ACKNOWLEDGED, channel)
    assert queries.coverage(release).counts == Counts(audience=6, reached=1, opened=1, acknowledged=1)


def test_receipts_of_people_outside_the_audience_do_not_count(city: City, release: Release) -> None:
    stranger = units.subscribe("đồng ý")
    actions.record(release.pk, stranger.pk, Kind.ACKNOWLEDGED, "mail")
    assert queries.coverage(release).acknowledged == 0


def test_membership_is_that_of_the_day_of_the_release(city: City, release: Release, east: list[int]) -> None:
    mover = Staff.objects.get(pk=east[0])
    units.move_staff(mover, city.west, timezone.localdate())
    assert {person.recipient for person in queries.missing(release, city.east.pk).people} == set(east)


def test_the_not_yet_list_is_paged_in_vietnamese_order(city: City, release: Release, east: list[int]) -> None:
    for recipient, name in zip(east, ["Vũ Văn Ân", "Đỗ Thị An", "Lê Văn Bình"], strict=True):
        person = Staff.objects.get(pk=recipient)
        person.full_name = name
        person.save()
    first = queries.missing(release, city.root.pk, limit=2)
    rest = queries.missing(release, city.root.pk, offset=2, limit=50)
    assert first.total == rest.total == 6
    names = [person.full_name for person in (*first.people, *rest.people)]
    assert names[:3] == ["Đỗ Thị An", "Vũ Văn Ân", "Lê Văn Bình"]
    assert len(names) == 6
    assert queries.missing(release, city.root.pk, offset=6).people == []


@pytest.mark.parametrize("kind", ["reached", "opened", "acknowledged", "installed"])
def test_the_list_can_ask_for_any_aspect(city: City, release: Release, east: list[int], kind: str) -> None:
    actions.record(release.pk, east[0], Kind.ACKNOWLEDGED, "app")
    actions.install(east[0], "device-1")
    people = queries.missing(release, city.east.pk, kind).people  # type: ignore[arg-type]
    assert {person.recipient for person in people} == set(east[1:])


def test_wrong_questions_are_refused(city: City, release: Release) -> None:
    with pytest.raises(UnknownAspectError):
        queries.missing(release, city.east.pk, "liked")  # type: ignore[arg-type]
    with pytest.raises(NotInTreeError):
        queries.missing(release, 987_654)
    with pytest.raises(NotInTreeError):
        queries.coverage(release, 987_654)


def test_residents_are_counted_and_never_named(city: City, release: Release, east: list[int]) -> None:
    resident = units.subscribe("đồng ý", unit=city.east)
    people = BitMap.deserialize(bytes(release.audience)) | BitMap([resident.pk])
    wider = Release(pk=release.pk, snapshot=units.freeze(timezone.localdate()), audience=people.serialize())
    found = queries.missing(wider, city.east.pk)
    assert (found.total, found.residents) == (3, 1)
    assert resident.pk not in {person.recipient for person in found.people}
    assert queries.coverage(wider, group=Group.PUBLIC).audience == 1
    assert queries.coverage(wider, group=Group.DUTY).audience == 6


def test_the_app_is_a_device_or_a_live_subscription(city: City, release: Release, east: list[int]) -> None:
    point = units.add_contact_point(east[0], "app", "https://push.example/1")
    actions.install(east[1], "device-1")
    assert queries.coverage(release).installed == 2
    units.close_contact_points([point.pk], "410 Gone")
    actions.remove_installation("device-1")
    assert queries.coverage(release).installed == 0


def test_family_installs_are_counted_for_the_unit_alone(city: City, release: Release) -> None:
    assert actions.install_for_family(city.east.pk, "phone-of-a-mother")
    assert not actions.install_for_family(city.east.pk, "phone-of-a-mother")
    assert queries.family_installs([city.east.pk, city.west.pk]) == {city.east.pk: 1}
    assert queries.coverage(release).installed == 0


def test_the_mark_moves_with_the_board(
    release: Release, east: list[int], monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: object
) -> None:
    marks = [mark([release.pk])]
    actions.record(release.pk, east[0], Kind.OPENED, "app")
    marks.append(mark([release.pk]))
    monkeypatch.setattr("loa.reach.marks.standing", lambda _releases: {(release.pk, "mail"): (3, 0, 0)})
    marks.append(mark([release.pk]))
    actions.install(east[0], "device-1")
    marks.append(mark([release.pk]))
    assert len(set(marks)) == 4
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert mark([release.pk]) == marks[-1]


def test_coverage_over_time(city: City, release: Release, east: list[int]) -> None:
    for hours, person in enumerate(east):
        actions.record(release.pk, person, Kind.OPENED, "app", MORNING + dt.timedelta(hours=hours, minutes=30))
    actions.record(release.pk, east[0], Kind.ACKNOWLEDGED, "mail", MORNING + dt.timedelta(hours=3))
    points = timeline(release, points=4, until=MORNING + dt.timedelta(hours=4))
    assert [(point.opened, point.acknowledged) for point in points] == [(1, 0), (2, 0), (3, 1), (3, 1)]
    assert {point.audience for point in points} == {6}
    assert timeline(release, city.west.pk, points=2)[-1].opened == 0


def test_a_board_asks_few_questions(release: Release, django_assert_max_num_queries: object) -> None:
    queries.board(release)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        queries.board(release)


def test_people_of_no_unit_count_in_the_whole_alone(release: Release) -> None:
    nowhere = Recipient.objects.create(kind=Recipient.Kind.SUBSCRIBER)
    people = BitMap.deserialize(bytes(release.audience)) | BitMap([nowhere.pk])
    wider = Release(pk=release.pk, snapshot=release.snapshot, audience=people.serialize())
    assert queries.coverage(wider).audience == 7
    assert queries.board(wider)[0].audience == 6
