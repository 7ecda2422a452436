"""Contact points, audiences and frozen membership, as the rooms above ask for them."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.utils import timezone
from pyroaring import BitMap

from loa.units import actions, queries
from loa.units.audience import _sources, audience
from loa.units.core.snapshot import decode
from loa.units.errors import BrokenSnapshotError, UnknownAudienceError, UnknownUnitError
from loa.units.models import ContactPoint, MembershipSnapshot, Recipient, Staff, Unit

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)


@pytest.fixture
def city() -> Unit:
    return actions.create_unit(code="tp", name="Thành phố", kind=Unit.Kind.CITY, on=START)


@pytest.fixture
def ward(city: Unit) -> Unit:
    return actions.create_unit(code="p", name="Phường", kind=Unit.Kind.WARD, on=START, parent=city)


def owners(slices: Iterable[tuple[array[int], array[int]]]) -> list[int]:
    return [person for _points, people in slices for person in people]


def hire(unit: Unit, code: str, **fields: str) -> Staff:
    return actions.register_staff(employee_code=code, full_name=f"Trần Văn {code}", unit=unit, on=START, **fields)


def test_contact_points_are_sorted_open_and_of_the_channel(ward: Unit) -> None:
    staff = [hire(ward, f"n{n}", email=f"n{n}@campha.example") for n in range(4)]
    actions.add_contact_point(staff[0].pk, "zalo", "z0")
    points = {point.recipient_id: point.pk for point in ContactPoint.objects.filter(channel="mail")}
    assert actions.close_contact_points([points[staff[1].pk]], "550 5.1.1") == 1
    [(ids, people)] = queries.contact_points("mail")
    assert list(ids) == sorted(points[staff[n].pk] for n in (0, 2, 3))
    assert ids.typecode == people.typecode == "q"
    assert [points[person] for person in people] == list(ids)


@pytest.mark.parametrize("sparse", [0, 1000])
def test_contact_points_of_some_people(ward: Unit, sparse: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SPARSE", sparse)
    monkeypatch.setattr(queries.rows, "STEP", 2)
    staff = [hire(ward, f"n{n}", email=f"n{n}@campha.example") for n in range(7)]
    wanted = BitMap([staff[1].pk, staff[5].pk, 999_999])
    assert owners(queries.contact_points("mail", wanted)) == [staff[1].pk, staff[5].pk]
    assert owners(queries.contact_points("mail", BitMap())) == []
    assert [len(points) for points, _people in queries.contact_points("mail")] == [2, 2, 2, 1]
    assert queries.recipients_with("mail", wanted) == wanted - BitMap([999_999])


@pytest.mark.parametrize("sparse", [0, 1000])
def test_the_newest_contact_point_of_each_person(ward: Unit, sparse: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reminder goes to the address that came last, unless that one is closed."""
    monkeypatch.setattr(queries, "SPARSE", sparse)
    monkeypatch.setattr(queries.rows, "STEP", 2)
    first, second, third = (hire(ward, f"n{n}", email=f"n{n}@campha.example") for n in range(3))
    newer = actions.add_contact_point(first.pk, "mail", "n0@nha.example")
    closed = actions.add_contact_point(second.pk, "mail", "n1@nha.example")
    actions.add_contact_point(third.pk, "zalo", "z3")
    actions.close_contact_points([closed.pk], "550 5.1.1")
    found = list(queries.contact_points("mail", BitMap([first.pk, second.pk, third.pk]), newest=True))
    assert owners(found) == [second.pk, third.pk, first.pk]
    assert found[-1][0][-1] == newer.pk


def test_addresses_say_what_a_channel_needs(ward: Unit) -> None:
    staff = hire(ward, "n1")
    resident = actions.subscribe("đồng ý", unit=ward, language="en")
    push = actions.add_contact_point(staff.pk, "app", "https://push.example/1", {"auth": "a", "p256dh": "k"})
    zalo = actions.add_contact_point(resident.pk, "zalo", "z1")
    first, second = queries.addresses([zalo.pk, push.pk])
    assert (first.recipient, first.address, first.keys, first.name, first.duty) == (
        staff.pk,
        "https://push.example/1",
        {"auth": "a", "p256dh": "k"},
        "Trần Văn n1",
        True,
    )
    assert (second.contact_point, second.language, second.name, second.duty) == (zalo.pk, "en", "", False)


def test_addresses_closed_in_the_meantime_are_left_out(ward: Unit) -> None:
    staff = hire(ward, "n1", email="n1@campha.example")
    [point] = staff.recipient.contact_points.all()
    actions.close_contact_points([point.pk], "gone")
    assert queries.addresses([point.pk]) == []
    assert actions.close_contact_points([point.pk], "gone again") == 0


def test_an_address_speaks_for_who_holds_it_now(ward: Unit) -> None:
    first, second = hire(ward, "n1"), hire(ward, "n2")
    old = actions.add_contact_point(first.pk, "app", "https://push.example/x", {"auth": "1"})
    same = actions.add_contact_point(first.pk, "app", "https://push.example/x", {"auth": "2"})
    new = actions.add_contact_point(second.pk, "app", "https://push.example/x", {"auth": "3"})
    old.refresh_from_db()
    assert same.pk == old.pk
    assert old.keys == {"auth": "2"}
    assert (old.closed_reason, new.recipient_id) == ("taken over", second.pk)


def test_the_mark_of_a_channel_changes_with_its_points(ward: Unit) -> None:
    marks = [queries.channel_points("app")]
    point = actions.add_contact_point(hire(ward, "n1").pk, "app", "https://push.example/x")
    marks.append(queries.channel_points("app"))
    assert queries.recipients_with("app") == BitMap([point.recipient_id])
    actions.close_contact_points([point.pk], "410")
    marks.append(queries.channel_points("app"))
    assert len(set(marks)) == 3
    assert queries.recipients_with("app") == BitMap()


def test_withdrawn_consent_wipes_the_address(ward: Unit) -> None:
    resident = actions.subscribe("đồng ý", unit=ward)
    actions.add_contact_point(resident.pk, "mail", "someone@mail.example")
    assert actions.unsubscribe(resident.pk)
    assert not actions.unsubscribe(resident.pk)
    assert "mail.example" not in ContactPoint.objects.get().address
    assert not actions.unsubscribe(hire(ward, "n1").pk)


@pytest.fixture
def people(city: Unit, ward: Unit) -> dict[str, int]:
    return {
        "city": hire(city, "c").pk,
        "ward": hire(ward, "w").pk,
        "resident": actions.subscribe("đồng ý", unit=ward).pk,
        "nowhere": actions.subscribe("đồng ý").pk,
    }


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (lambda city, ward: {"units": [city]}, {"city", "ward"}),
        (lambda city, ward: {"units": [ward]}, {"ward"}),
        (lambda city, ward: {"units": [ward, city]}, {"city", "ward"}),
        (lambda city, ward: {"units": [ward], "subscribers": True}, {"ward", "resident", "nowhere"}),
        (lambda city, ward: {"units": [], "subscribers": True}, {"resident", "nowhere"}),
        (lambda city, ward: {"units": [], "subscribers": False}, set()),
        (lambda city, ward: {}, set()),
    ],
)
def test_an_audience_is_whole_subtrees(
    city: Unit, ward: Unit, people: dict[str, int], spec: Callable[[int, int], dict[str, Any]], expected: set[str]
) -> None:
    found = audience(spec(city.pk, ward.pk), timezone.now())
    assert found == BitMap(people[name] for name in expected)


def test_single_people_and_parts_of_other_rooms(people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_sources, "received", lambda code, _at: BitMap([len(code)]))
    Recipient.objects.filter(pk=people["city"]).update(closed_at=timezone.now())
    spec = {"recipients": [people["city"], people["ward"]], "received": "K7Q2", "asked_rumour": None}
    assert audience(spec, timezone.now()) == BitMap([people["ward"], 4])


def test_what_nobody_knows_is_refused(city: Unit) -> None:
    with pytest.raises(UnknownAudienceError):
        audience({"units": [city.pk], "horoscope": "leo"}, timezone.now())
    with pytest.raises(UnknownUnitError):
        audience({"units": [987_654]}, timezone.now())


def test_freezing_stores_equal_membership_once(city: Unit, ward: Unit, people: dict[str, int]) -> None:
    today = timezone.localdate()
    first, second = actions.freeze(today), actions.freeze(today)
    assert first.pk == second.pk
    hire(ward, "new")
    third = actions.freeze(today)
    assert third.pk != first.pk
    snapshot = decode(bytes(first.content))
    assert snapshot.subtree_members(city.pk) == BitMap([people["city"], people["ward"], people["resident"]])
    assert snapshot.duty == BitMap([people["city"], people["ward"]])
    assert queries.snapshot(first).members(ward.pk) == BitMap([people["ward"], people["resident"]])


def test_a_damaged_snapshot_is_said(db: None) -> None:
    stored = MembershipSnapshot.objects.create(digest="0" * 64, content=b"nothing", on=START)
    with pytest.raises(BrokenSnapshotError):
        queries.snapshot(stored)
