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
    RuleBasedStateMachine,
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
PATIENCE = int(core.PLAUSIBLE_PAUSE.total_seconds() // 3600) + 1  # hours
NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Workers(RuleBasedStateMachine):
    """Workers that lease, send, flush, stall, die and come back late, in any order."""

    release: ClassVar[Release]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.held: list[Lease] = []
        self.sent: Counter[tuple[int, int]] = Counter()
        self.unflushed: Counter[tuple[int, int]] = Counter()
        self.completed: Counter[int] = Counter()

    @initialize()
    def plan(self) -> None:
        """Two parcels of a fresh delivery."""
        self.delivery = bare_delivery(self.release)
        ids = array("q", range(1, SIZE + 1))
        write_parcels(self.delivery.pk, [Addressees(ids, ids)])
        second = Parcel.objects.get(delivery=self.delivery)
        second.pk, second.number = None, 1
        second.save(force_insert=True)
        self.parcels = list(Parcel.objects.filter(delivery=self.delivery).values_list("pk", flat=True))

    @rule(which=st.sampled_from([0, 0, 0, 1]), name=st.sampled_from("abc"))
    def lease(self, which: int, name: str) -> None:
        """Somebody tries to lease a parcel."""
        self._lease(which, name)

    def _lease(self, which: int, name: str) -> None:
        lease = leases.take(self.parcels[which], name, self.now, LENGTH)
        if lease is not None:
            self.held.append(lease)

    @precondition(lambda self: self.held)
    @rule(whose=st.integers(0, 5), name=st.sampled_from("abc"))
    def stall_and_be_taken_over(self, whose: int, name: str) -> None:
        """A worker falls silent for longer than its lease, and somebody else takes the parcel; it may yet come back."""
        self.now += LENGTH + timedelta(seconds=1)
        self._lease(self.parcels.index(self.held[whose % len(self.held)].parcel), name)

    @precondition(lambda self: self.held)
    @rule(whose=st.integers(0, 5), flush=st.sampled_from([True, True, False]))
    def work(self, whose: int, flush: bool) -> None:
        """Send one window; then write it down, or die before that could happen."""
        lease = self.held[whose % len(self.held)]
        if not self._send_window(lease, flush=flush):
            self.held.remove(lease)

    def _send_window(self, lease: Lease, *, flush: bool) -> bool:
        places = [place for place, outcome in enumerate(lease.outcomes) if outcome == Outcome.PENDING][:WINDOW]
        for place in places:
            self.sent[lease.parcel, place] += 1
        try:
            if flush:
                reports = [Report(place, Outcome.SENT) for place in places]
                leases.write(lease, reports, core.extend(lease.standing, self.now, LENGTH), self.now)
                return True
        except LeaseLostError:
            pass
        self.unflushed.update((lease.parcel, place) for place in places)
        return False

    @precondition(lambda self: self.held)
    @rule(whose=st.integers(0, 5))
    def complete(self, whose: int) -> None:
        """Finish a parcel of which nothing is pending."""
        lease = self.held[whose % len(self.held)]
        if Outcome.PENDING not in lease.outcomes:
            self._write_last(lease, core.finish(lease.standing))

    @precondition(lambda self: self.held)
    @rule(whose=st.integers(0, 5))
    def give_back(self, whose: int) -> None:
        """Throttled: ready again later."""
        lease = self.held[whose % len(self.held)]
        self._write_last(lease, core.release(lease.standing, self.now + timedelta(seconds=30), counts=False))

    def _write_last(self, lease: Lease, then: core.Standing) -> None:
        self.held.remove(lease)
        try:
            leases.write(lease, [], then, self.now)
        except LeaseLostError:
            return
        if then.state is ParcelState.DONE:
            self.completed[lease.parcel] += 1
            leases.finish_delivery(self.delivery.pk, self.now)

    @precondition(lambda self: self.held)
    @rule(whose=st.integers(0, 5))
    def heart_beat(self, whose: int) -> None:
        """The lease is extended while it is held."""
        leases.extend(self.held[whose % len(self.held)], self.now, LENGTH)

    @rule(seconds=st.sampled_from([1, 31, 3601, -3600, 86_400, -86_400]))
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

    @staticmethod
    def _settled(parcel: int) -> bool:
        return Parcel.objects.filter(pk=parcel, state=ParcelState.DONE).exists()

    def _bring_home(self, parcel: int) -> None:
        """A worker that looks every hour has the parcel within `PATIENCE` hours, however the clock jumped before.

        A pause that a clock which jumped back left ahead is kept to while it is plausible (`core.PLAUSIBLE_PAUSE`).
        """
        for _hour in range(PATIENCE + 1):
            lease = leases.take(parcel, "last", self.now, LENGTH)
            if lease is not None or self._settled(parcel):
                break
            self.now += timedelta(hours=1)
        assert lease is not None or self._settled(parcel)
        while lease is not None and Outcome.PENDING in lease.outcomes:
            assert self._send_window(lease, flush=True)
        if lease is not None:
            self.held.append(lease)
            self._write_last(lease, core.finish(lease.standing))


def test_no_interleaving_loses_or_completes_twice(city: City) -> None:
    """Run the machine; Hypothesis prints the shortest history that breaks a promise."""
    Workers.release = bulletins.release(approved(city), NOW)
    run_state_machine_as_test(
        Workers,
        settings=settings(
            max_examples=50,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
