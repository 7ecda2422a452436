"""The kept sums of a delivery are those of its parcels, whatever happens; asking costs the same for any audience."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from loa.bulletins import actions as bulletins
from loa.bulletins.models import Release
from loa.channels.base import Outcome, Report
from loa.delivery import actions, leases, queries
from loa.delivery.core import lease as core
from loa.delivery.core.packing import PARCEL_SIZE
from loa.delivery.errors import LeaseLostError, WrongDeliveryStateError
from loa.delivery.leases import Lease
from loa.delivery.models import Delivery, Parcel, Subtotal
from loa.delivery.planning import Addressees, write_parcels
from tests.support.people import City
from tests.support.releases import approved, bare_delivery

COUNTS = ("pending", "sent", "delivered", "failed")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LENGTH = timedelta(seconds=60)
SIZES = (1, PARCEL_SIZE, 17 * PARCEL_SIZE + 3)  # one parcel not full, one full, more parcels than parts
OUTCOMES = [outcome for outcome in Outcome if outcome is not Outcome.PENDING]
Ask = Callable[[int], AbstractContextManager[object]]


def counted(delivery: Delivery) -> dict[str, int]:
    """The sums of *delivery*, by walking its parcels."""
    return Parcel.objects.filter(delivery=delivery).aggregate(**{name: Sum(name, default=0) for name in COUNTS})


def kept(delivery: Delivery) -> dict[str, int]:
    """The sums of *delivery* that `queries.progress` reads."""
    line = next(line for line in queries.progress(delivery.release) if line.delivery == delivery.pk)
    return {name: getattr(line, name) for name in COUNTS}


def planned(release: Release, people: int) -> Delivery:
    """A delivery of *release* to so many."""
    delivery = bare_delivery(release)
    ids = array("q", range(1, people + 1))
    delivery.planned = write_parcels(delivery.pk, [Addressees(ids, ids)])
    delivery.save()
    return delivery


@contextmanager
def crash() -> Iterator[None]:
    """What is done inside is never committed."""
    with suppress(KeyboardInterrupt), transaction.atomic():
        yield
        raise KeyboardInterrupt


class Reports(RuleBasedStateMachine):
    """Workers report, crash, give back and finish; people cancel and try again: in any order."""

    city: ClassVar[City]
    release: ClassVar[Release]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.held: list[Lease] = []
        self.deliveries: list[Delivery] = []

    @initialize(sizes=st.lists(st.sampled_from(SIZES), min_size=1, max_size=2))
    def plan(self, sizes: list[int]) -> None:
        """One or two deliveries."""
        self.deliveries = [planned(self.release, size) for size in sizes]

    @rule(size=st.sampled_from(SIZES))
    def planning_that_crashes(self, size: int) -> None:
        """Its parcels were written, and never committed."""
        with crash():
            planned(self.release, size)

    @rule(which=st.integers(0, 40))
    def lease(self, which: int) -> None:
        """Somebody takes a parcel that is to be had."""
        found = leases.candidates("mail", self.now, 40)
        lease = leases.take(found[which % len(found)], "a", self.now, LENGTH) if found else None
        if lease is not None:
            self.held.append(lease)

    @rule(
        whose=st.integers(0, 5),
        outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=50),
        start=st.integers(0, PARCEL_SIZE),
        then=st.sampled_from(["more", "answer lost", "crash", "release", "finish", "give up"]),
    )
    def report(self, whose: int, outcomes: list[Outcome], start: int, then: str) -> None:
        """A window is written down, over an earlier one or not; or the worker dies before the commit.

        Or the database has it and the answer is lost: then the worker writes the same once more.
        """
        if not self.held:
            return
        lease = self.held[whose % len(self.held)]
        places = range(start, min(start + len(outcomes), len(lease.outcomes)))
        reports = [Report(place, outcome) for place, outcome in zip(places, outcomes, strict=False)]
        with suppress(LeaseLostError), crash() if then == "crash" else nullcontext():
            before = lease.outcomes
            leases.write(lease, reports, self._standing(lease, then), self.now)
            if then == "answer lost":
                lease.outcomes = before
                leases.write(lease, reports, self._standing(lease, then), self.now)
        if then not in ("more", "answer lost"):
            self.held.remove(lease)

    def _standing(self, lease: Lease, then: str) -> core.Standing:
        if then in ("finish", "give up"):
            return core.finish(lease.standing, given_up=then == "give up")
        if then == "release":
            return core.release(lease.standing, None, counts=True)
        return core.extend(lease.standing, self.now, LENGTH)

    @rule()
    def silence(self) -> None:
        """Every lease runs out and is swept; their owners may still write, in vain."""
        self.now += LENGTH + timedelta(seconds=1)
        leases.sweep(self.now)

    @rule(which=st.integers(0, 1), verb=st.sampled_from([actions.cancel, actions.retry, actions.pause, actions.resume]))
    def steer(self, which: int, verb: Callable[..., object]) -> None:
        """A person cancels, pauses, goes on or tries what failed again."""
        with suppress(WrongDeliveryStateError):
            verb(self.deliveries[which % len(self.deliveries)], by=self.city.approver)

    @rule(which=st.integers(0, 1))
    def lose(self, which: int) -> None:
        """Rows of the newest parcel are deleted: nothing of ours does that, but a person with a database can."""
        newest = Parcel.objects.filter(delivery=self.deliveries[which % len(self.deliveries)]).order_by("-number")
        newest.filter(pk__in=newest.values_list("pk", flat=True)[:1]).delete()

    @invariant()
    def kept_sums_are_the_counted_ones(self) -> None:
        """The promise."""
        for delivery in self.deliveries:
            assert kept(delivery) == counted(delivery)

    def teardown(self) -> None:
        """Nothing is left for the next history."""
        Parcel.objects.filter(delivery__in=self.deliveries).delete()
        Delivery.objects.filter(release=self.release).delete()


def test_no_order_of_reports_and_crashes_parts_the_sums(city: City) -> None:
    Reports.city, Reports.release = city, bulletins.release(approved(city), NOW)
    run_state_machine_as_test(
        Reports,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize("people", [100, 1_300_000])
def test_asking_reads_no_parcel_and_as_little_for_a_province(
    city: City, people: int, django_assert_num_queries: Ask
) -> None:
    release = bulletins.release(approved(city), NOW)
    delivery = planned(release, people)
    with CaptureQueriesContext(connection) as asked, django_assert_num_queries(3):
        line = queries.progress(release)[0]
    assert not any("delivery_parcel" in query["sql"] for query in asked)
    assert (line.planned, line.pending) == (people, people)
    assert Subtotal.objects.filter(delivery=delivery).count() <= 16
    with CaptureQueriesContext(connection) as asked:
        assert queries.standing([release.pk]) == {(release.pk, "mail"): (0, 0, 0)}
    assert not any("delivery_parcel" in query["sql"] for query in asked)
