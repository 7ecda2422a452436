"""Planning slice by slice: however the audience is cut when it is read, the parcels are the same."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from loa.bulletins.models import Release
from loa.delivery import actions, planning
from loa.delivery.core.packing import PARCEL_SIZE, unpack
from loa.delivery.models import Delivery, Parcel
from loa.delivery.planning import Addressees
from loa.units import rows
from loa.units.models import Recipient, Subscriber
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, bare_delivery, contact_points


def slices(sizes: list[int]) -> list[Addressees]:
    """Contact points 1, 2, 3 … in slices of those sizes, each owned by the person of the number above it."""
    ends = list(accumulate(sizes, initial=1))
    return [
        Addressees(array("q", range(start, stop)), array("q", range(start + 1, stop + 1)))
        for start, stop in pairwise(ends)
    ]


@given(some.lists(some.integers(0, 3 * PARCEL_SIZE), max_size=8))
def test_every_parcel_but_the_last_is_full(sizes: list[int]) -> None:
    parcels = [parcel for part in planning._whole_parcels(slices(sizes)) for parcel in planning._cut(part)]
    assert [len(parcel) for parcel in parcels[:-1]] == [PARCEL_SIZE] * (len(parcels) - 1)
    assert [point for parcel in parcels for point in parcel.contact_points] == list(range(1, sum(sizes) + 1))
    assert all(whose == point + 1 for parcel in parcels for point, whose in zip(*_columns(parcel), strict=True))
    assert all(len(parcel) for parcel in parcels)


def _columns(parcel: Addressees) -> tuple[array[int], array[int]]:
    return parcel.contact_points, parcel.recipients


@pytest.fixture
def release(city: City, channels: Channels) -> Release:
    return actions.release_and_plan(approved(city))


def test_what_is_written_is_what_was_read(release: Release) -> None:
    delivery = bare_delivery(release)
    assert planning.write_parcels(delivery.pk, slices([700, 0, 299, 1, 650])) == 1650
    parcels = list(Parcel.objects.filter(delivery=delivery).order_by("number"))
    assert [(parcel.number, parcel.pending) for parcel in parcels] == [(0, 500), (1, 500), (2, 500), (3, 150)]
    assert [point for parcel in parcels for point in unpack(bytes(parcel.contact_points))] == list(range(1, 1651))
    assert [person for parcel in parcels for person in unpack(bytes(parcel.recipients))] == list(range(2, 1652))


def residents(number: int) -> list[int]:
    people = Recipient.objects.bulk_create(Recipient(kind=Recipient.Kind.SUBSCRIBER) for _ in range(number))
    Subscriber.objects.bulk_create(Subscriber(recipient=person, consented_at=timezone.now()) for person in people)
    return [person.pk for person in people]


def test_a_release_reads_its_audience_in_steps(city: City, channels: Channels, monkeypatch: pytest.MonkeyPatch) -> None:
    """More people than one step, and a step that no parcel divides."""
    monkeypatch.setattr("loa.units.queries.SPARSE", 0)
    monkeypatch.setattr(rows, "STEP", 70)
    points = contact_points("mail", residents(600))
    actions.release_and_plan(approved(city, audience={"units": [], "subscribers": True}))
    delivery = Delivery.objects.get()
    parcels = list(Parcel.objects.filter(delivery=delivery).order_by("number"))
    assert (delivery.planned, delivery.state) == (600, "planned")
    assert [parcel.pending for parcel in parcels] == [500, 100]
    assert [point for parcel in parcels for point in unpack(bytes(parcel.contact_points))] == points


def test_nobody_to_reach_is_done_at_once(city: City, channels: Channels) -> None:
    actions.release_and_plan(approved(city, ["zalo"]))
    delivery = Delivery.objects.get()
    assert (delivery.planned, delivery.state) == (0, "done")
    assert delivery.finished_at is not None


def test_a_plan_that_breaks_off_leaves_nothing(city: City, channels: Channels, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction: release, deliveries and parcels are all there or none is."""
    contact_points("mail")

    def broken(*_arguments: Any, **_named: Any) -> Iterator[tuple[array[int], array[int]]]:
        yield from map(_columns, slices([600]))
        raise OSError("the disk is gone")

    monkeypatch.setattr(planning, "contact_points", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        actions.release_and_plan(approved(city))
    assert (Release.objects.count(), Delivery.objects.count(), Parcel.objects.count()) == (0, 0, 0)
