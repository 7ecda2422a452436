"""Clocks that jump, disks that fill, schedulers that come in pairs, workers that are thought dead."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta

import pytest
from django.db import OperationalError

from loa.channels.base import Envelope, Outcome, Report
from loa.delivery import actions, alerts, leases, liveness, locks, queries, scheduler
from loa.delivery.core.lease import ParcelState, Standing
from loa.delivery.courier import window_size
from loa.delivery.models import Delivery, Parcel
from loa.delivery.worker import Worker
from loa.delivery.worker import reclaim as reclaim_of_the_dead
from tests.delivery.conftest import Clock
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, contact_points

DAY = 86_400.0


@pytest.mark.parametrize("jump", [DAY, -DAY, 10 * DAY, -3600.0])
def test_a_clock_that_jumps_stops_nothing(
    city: City, channels: Channels, worker: Worker, clock: Clock, jump: float
) -> None:
    """A worker dies, the clock jumps, and another worker still brings everything home without waiting for days."""
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    assert leases.take(Parcel.objects.get().pk, "dead", clock(), timedelta(seconds=60)) is not None
    clock.forward(jump)
    clock.forward(61)
    worker.drain()
    assert queries.progress(release)[0].sent == 6


def test_a_retry_is_not_put_off_for_days_by_a_clock_that_jumped_back(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    channels.mail.behaviour = lambda envelope: Report(envelope.index, Outcome.TEMPORARY_FAILURE)
    actions.release_and_plan(approved(city), clock())
    worker.drain()
    channels.mail.behaviour = lambda envelope: Report(envelope.index, Outcome.SENT)
    clock.forward(-DAY)
    worker.drain()
    assert Parcel.objects.get().sent == 6


def test_of_two_schedulers_one_leads_and_the_other_follows_when_it_falls(db: None, clock: Clock) -> None:
    ran: list[str] = []
    scheduler.register("test", 1.0, lambda _now: ran.append("ran"))
    try:
        assert scheduler.tick("first", clock(), 0.0)
        assert not scheduler.tick("second", clock(), 0.0)
        clock.forward(10)
        assert scheduler.tick("first", clock(), 10.0)
        clock.forward(16)
        assert scheduler.tick("second", clock(), 26.0)
        assert not scheduler.tick("first", clock(), 26.0)
        assert len(ran) == 3
    finally:
        scheduler.forget("test")


def test_a_job_that_fails_keeps_no_other_from_running(db: None, clock: Clock) -> None:
    heard: list[alerts.Alert] = []
    ran: list[str] = []

    def broken(_now: object) -> None:
        raise ZeroDivisionError("a fault")

    alerts.register(heard.append)
    scheduler.register("broken", 1.0, broken)
    scheduler.register("sound", 1.0, lambda _now: ran.append("ran"))
    try:
        scheduler.tick("only", clock(), 1e9)
        assert ran == ["ran"]
        assert [alert.subject for alert in heard] == ["broken"]
    finally:
        for name in ("broken", "sound"):
            scheduler.forget(name)
        alerts.forget(heard.append)


def test_a_lock_is_kept_lost_and_given_back(db: None, clock: Clock) -> None:
    length = timedelta(seconds=10)
    assert locks.acquire("x", "a", clock(), length)
    assert locks.acquire("x", "a", clock(), length)
    assert not locks.acquire("x", "b", clock(), length)
    locks.release("x", "b")
    assert not locks.acquire("x", "b", clock(), length)
    assert locks.acquire("x", "b", clock.forward(11), length)
    locks.release("x", "b")
    assert locks.acquire("x", "a", clock(), length)


def test_a_dead_worker_of_this_machine_is_known_at_once(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    parcel = Parcel.objects.get().pk
    name = liveness.new_name()
    with liveness.alive(name):
        assert leases.take(parcel, name, clock(), timedelta(minutes=10)) is not None
        assert name not in liveness.dead()
        assert worker.drain() == 0
    pid = os.fork()
    if pid == 0:
        with liveness.alive(name):
            os._exit(9)
    os.waitpid(pid, 0)
    assert reclaim_of_the_dead() == 1
    assert Parcel.objects.get(pk=parcel).owner == ""
    worker.drain()
    assert len(channels.mail.journal) == 6


def test_a_worker_that_was_thought_dead_writes_nothing(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    stolen: list[object] = []

    def stall(_envelope: Envelope, number: int) -> None:
        if number == 0 and not stolen:
            clock.forward(61)
            stolen.append(leases.take(Parcel.objects.get().pk, "other", clock(), timedelta(seconds=60)))

    channels.mail.before = stall
    worker.drain()
    assert queries.progress(release)[0].sent == 0
    assert Parcel.objects.get().owner == "other"


def test_a_full_disk_is_waited_out_and_nothing_is_sent_twice(
    city: City, channels: Channels, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcomes of a window that was sent cannot be written: they are kept and written when there is room."""
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    attempts: list[int] = []
    written = leases.write

    def full(*arguments: object) -> str:
        attempts.append(1)
        if len(attempts) <= 3:
            raise OperationalError("database or disk is full") from sqlite3.OperationalError("disk full")
        return written(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("loa.delivery.leases.write", full)
    monkeypatch.setattr("loa.delivery.courier.time.sleep", lambda _seconds: None)
    worker.drain()
    assert len(attempts) > 3
    assert queries.progress(release)[0].sent == 6
    assert len(channels.mail.journal) == 6


def test_a_parcel_left_ready_in_a_cancelled_delivery_is_tidied_up(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    lease = leases.take(Parcel.objects.get().pk, "dead", clock(), timedelta(seconds=60))
    assert lease is not None
    actions.cancel(Delivery.objects.get(), by=city.approver)
    clock.forward(61)
    assert scheduler.sweep(clock()) == 1
    assert scheduler.tidy(clock()) == 1
    row = queries.progress(release)[0]
    assert (row.pending, row.cancelled) == (0, 6)


def test_a_parcel_that_was_taken_over_often_is_sent_in_smaller_windows() -> None:
    """Each death repeats fewer messages, so that a crash in a loop does not fill anybody's mailbox."""
    sizes = [window_size(Standing(ParcelState.LEASED, attempt=attempt)) for attempt in range(1, 30)]
    assert sizes[0] == 50
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 5
    assert window_size(Standing(ParcelState.LEASED, attempt=5, tries=4)) == 50
