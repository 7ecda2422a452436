"""No interleaving of lease, flush, expiry, take-over and completion loses a parcel or settles one twice.

Hypothesis drives several workers over real rows. A model beside the database remembers every message that a worker
"sent" and every window whose write was accepted.
"""

from __future__ import annotations

from array import array
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from loa.bulletins import actions as bulletins
from loa.bulletins.models import Release
from loa.channels.base import Outcome, Report
from loa.delivery import leases
from loa.delivery.core import lease as core
from loa.delivery.core.lease import ParcelState
from loa.delivery.errors import LeaseLostError
from loa.delivery.leases import Lease
from loa.delivery.models import Delivery, Parcel
from loa.delivery.planning import Addressees, write_parcels
from tests.support.people import City
from tests.support.releases import approved, bare_delivery

WINDOW = 3
SIZE = 7
LENGTH = timedelta(seconds=60)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Workers(RuleBasedStateMachine):
    """Workers that lease, send, flush, stall, die and come back late, in any order."""

    held = Bundle("held")
    release: ClassVar[Release]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.sent: Counter[tuple[int, int]] = Counter()
        self.unflushed: Counter[tuple[int, int]] = Counter()
        self.completed: Counter[int] = Counter()

    @initialize()
    def plan(self) -> None:
        """Two parcels of a fresh delivery."""
        self.delivery = bare_delivery(self.release)
        ids = array("q", range(1, SIZE + 1))
        write_parcels(self.delivery.pk, Addressees(ids, ids))
        second = Parcel.objects.get(delivery=self.delivery)
        second.pk, second.number = None, 1
        second.save(force_insert=True)
        self.parcels = list(Parcel.objects.filter(delivery=self.delivery).values_list("pk", flat=True))

    @rule(target=held, which=st.integers(0, 1), name=st.sampled_from("abc"))
    def lease(self, which: int, name: str) -> Lease | None:
        """Somebody tries to lease a parcel."""
        return leases.take(self.parcels[which], name, self.now, LENGTH)

    @rule(target=held, lease=consumes(held), flush=st.booleans())
    def work(self, lease: Lease | None, flush: bool) -> Lease | None:
        """Send one window; then write it down, or die before that could happen."""
        if lease is None:
            return None
        places = [place for place, outcome in enumerate(lease.outcomes) if outcome == Outcome.PENDING][:WINDOW]
        for place in places:
            self.sent[lease.parcel, place] += 1
        if not flush:
            self.unflushed.update((lease.parcel, place) for place in places)
            return None
        try:
            reports = [Report(place, Outcome.SENT) for place in places]
            leases.write(lease, reports, core.extend(lease.standing, self.now, LENGTH), self.now)
        except LeaseLostError:
            self.unflushed.update((lease.parcel, place) for place in places)
            return None
        return lease

    @rule(lease=consumes(held))
    def complete(self, lease: Lease | None) -> None:
        """Finish a parcel of which nothing is pending."""
        if lease is None or Outcome.PENDING in lease.outcomes:
            return
        try:
            leases.write(lease, [], core.finish(lease.standing), self.now)
        except LeaseLostError:
            return
        self.completed[lease.parcel] += 1
        leases.finish_delivery(self.delivery.pk, self.now)

    @rule(lease=consumes(held))
    def give_back(self, lease: Lease | None) -> None:
        """Throttled: ready again later."""
        if lease is None:
            return
        try:
            later = core.release(lease.standing, self.now + timedelta(seconds=30), counts=False)
            leases.write(lease, [], later, self.now)
        except LeaseLostError:
            return

    @rule(lease=held)
    def heart_beat(self, lease: Lease | None) -> None:
        """The lease is extended while it is held."""
        if lease is not None:
            leases.extend(lease, self.now, LENGTH)

    @rule(seconds=st.sampled_from([1, 31, 61, 3600, -3600, 86_400, -86_400]))
    def time_passes(self, seconds: int) -> None:
        """Or jumps, back as well."""
        self.now += timedelta(seconds=seconds)

    @rule()
    def sweep(self) -> None:
        """The scheduler frees what ran out."""
        leases.sweep(self.now)

    @rule(name=st.sampled_from("abc"))
    def machine_restarts(self, name: str) -> None:
        """A worker is known to be dead."""
        leases.reclaim([name])

    @precondition(lambda self: hasattr(self, "parcels"))
    @invariant()
    def nothing_is_settled_that_was_not_sent(self) -> None:
        """The database never says "sent" of what nobody sent."""
        for row in Parcel.objects.filter(pk__in=self.parcels):
            for place, outcome in enumerate(bytes(row.outcomes)):
                assert outcome == Outcome.PENDING or self.sent[row.pk, place] > 0
            assert row.pending == bytes(row.outcomes).count(Outcome.PENDING)

    @precondition(lambda self: hasattr(self, "parcels"))
    @invariant()
    def repeats_are_windows_that_could_not_be_written(self) -> None:
        """Each repeat of a message answers for one window that was sent and not written down."""
        for message, times in self.sent.items():
            assert times <= self.unflushed[message] + 1

    @precondition(lambda self: hasattr(self, "parcels"))
    @invariant()
    def nothing_is_completed_twice_or_too_early(self) -> None:
        """DONE comes once, and only when nothing is pending."""
        assert all(times == 1 for times in self.completed.values())
        for row in Parcel.objects.filter(pk__in=self.parcels, state=ParcelState.DONE):
            assert Outcome.PENDING not in bytes(row.outcomes)
        done = Delivery.objects.get(pk=self.delivery.pk).state == Delivery.State.DONE
        assert done <= (len(self.completed) == len(self.parcels))

    def teardown(self) -> None:
        """Whatever happened, a patient worker brings everything home."""
        if not hasattr(self, "parcels"):
            return
        for parcel in self.parcels:
            self._bring_home(parcel)
        leases.finish_delivery(self.delivery.pk, self.now)
        assert all(self.sent[parcel, place] >= 1 for parcel in self.parcels for place in range(SIZE))
        assert Delivery.objects.get(pk=self.delivery.pk).state == Delivery.State.DONE
        Parcel.objects.filter(delivery=self.delivery).delete()

    def _bring_home(self, parcel: int) -> None:
        self.now += timedelta(hours=2)
        lease = leases.take(parcel, "last", self.now, LENGTH)
        while lease is not None and Outcome.PENDING in lease.outcomes:
            lease = self.work(lease=lease, flush=True)
        if lease is not None:
            self.complete(lease=lease)


def test_no_interleaving_loses_or_completes_twice(city: City) -> None:
    """Run the machine; Hypothesis prints the shortest history that breaks a promise."""
    Workers.release = bulletins.release(approved(city), NOW)
    run_state_machine_as_test(
        Workers,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
