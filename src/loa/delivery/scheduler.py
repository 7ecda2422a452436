"""Work that comes round: due releases, sweeps, expiry. Runs anywhere; one leader at a time by a lock in the database.

Other rooms add theirs with `register`; a job must be safe to run twice, for a leader may die in its middle.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from loa.bulletins.core.manifest import CHANNELS
from loa.bulletins.models import Bulletin
from loa.channels.base import Outcome
from loa.delivery import actions, alerts, leases, liveness, locks, metrics
from loa.delivery.core.lease import ParcelState
from loa.delivery.engine.choice import engine
from loa.delivery.errors import EngineUnavailableError, TooLateError
from loa.delivery.models import Delivery, Parcel
from loa.errors import LoaError

log = structlog.get_logger(__name__)

LOCK = "scheduler"
LEADERSHIP = timedelta(seconds=15)  # how long a leader that vanished is still waited for
TICK = 1.0  # seconds between two looks at the clock
LOW_WATER = 1000  # announced parcels a channel below which more are announced

Function = Callable[[datetime], object]


@dataclass(eq=False)
class Job:
    """Something that comes round every *every* seconds (of the process's own steady clock)."""

    name: str
    every: float
    function: Function
    due: float = 0.0

    def run(self, now: datetime) -> None:
        """Run once. A job that fails is logged and comes round again; the others go on."""
        try:
            self.function(now)
        except DatabaseError:
            metrics.SCHEDULER_RUNS.labels(self.name, "failed").inc()
            raise
        except Exception as error:  # jobs of other rooms must not stop each other
            log.exception("a scheduled job failed", job=self.name)
            metrics.SCHEDULER_RUNS.labels(self.name, "failed").inc()
            alerts.raise_alert(alerts.Alert("scheduler_job", self.name, str(error), now))
        else:
            metrics.SCHEDULER_RUNS.labels(self.name, "done").inc()


_jobs: dict[str, Job] = {}


def register(name: str, every: float, function: Function) -> None:
    """Have *function*(now) called about every *every* seconds, by the leader alone. The same name replaces."""
    _jobs[name] = Job(name, every, function)


def forget(name: str) -> None:
    """Take the job *name* off the schedule."""
    _jobs.pop(name, None)


def release_due(now: datetime) -> int:
    """Release what was scheduled; return how many. A schedule that comes too late is reported once, not sent."""
    released = 0
    due = Bulletin.objects.filter(state=Bulletin.State.APPROVED, release_at__lte=now).order_by("release_at", "pk")
    for bulletin in due[:100]:
        try:
            actions.release_and_plan(bulletin, now)
            released += 1
        except TooLateError as error:
            _report_missed(bulletin, error, now)
        except LoaError as error:
            log.warning("a scheduled release is held up", bulletin=bulletin.pk, reason=error.text)
    return released


_reported: set[int] = set()


def _report_missed(bulletin: Bulletin, error: TooLateError, now: datetime) -> None:
    """Once a process; the desk shows them all by `queries.missed_schedules`."""
    if bulletin.pk not in _reported:
        _reported.add(bulletin.pk)
        alerts.raise_alert(alerts.Alert("release_missed", str(bulletin.pk), error.text, now))


def sweep(now: datetime) -> int:
    """Free parcels whose worker vanished; return how many."""
    freed = leases.sweep(now)
    if freed:
        log.warning("swept", parcels=len(freed))
    for channel in CHANNELS if freed else ():
        mine = Parcel.objects.filter(pk__in=freed, delivery__channel=channel)
        actions.announce(mine.values_list("pk", "attempt"), channel)
    return len(freed)


def feed(now: datetime) -> int:
    """Keep the queue filled, and find messages that were lost; return how many parcels were announced.

    Parcels that are announced already are announced again; the queue drops the doubles and the lease refuses what
    slips through.
    """
    announced = 0
    for channel in CHANNELS:
        try:
            waiting = engine().backlog(channel)
        except EngineUnavailableError as error:
            log.warning("the queue is away; workers ask the database", reason=error.text)
            return announced
        if waiting < LOW_WATER:
            announced += _announce_due(channel, now, waiting + LOW_WATER)
    return announced


def _announce_due(channel: str, now: datetime, limit: int) -> int:
    parcels = leases.candidates(channel, now, limit)
    attempts = dict(Parcel.objects.filter(pk__in=parcels, state=ParcelState.READY).values_list("pk", "attempt"))
    found = [(parcel, attempts[parcel]) for parcel in parcels if parcel in attempts]
    if found:
        actions.announce(found, channel)
    return len(found)


def expire(now: datetime) -> int:
    """Close deliveries whose end has passed; return how many."""
    past = Delivery.objects.filter(state__in=actions.OPEN, not_after__lte=now)
    return sum(actions.expire(delivery, now) is not None for delivery in past)


def finish(now: datetime) -> int:
    """Close deliveries whose last parcel was closed by a worker that died right after; return how many."""
    running = Delivery.objects.filter(state__in=leases.RUNNING).values_list("pk", flat=True)
    return sum(leases.finish_delivery(delivery, now) for delivery in running)


def tidy(now: datetime) -> int:
    """Close parcels that came back ready after their delivery was cancelled or had expired."""
    del now
    closed = {Delivery.State.CANCELLED: Outcome.CANCELLED, Delivery.State.EXPIRED: Outcome.EXPIRED}
    left = Parcel.objects.filter(state=ParcelState.READY, delivery__state__in=list(closed)).order_by()
    found = list(left.values_list("delivery_id", "delivery__state").distinct())
    for delivery, state in found:
        leases.close_parcels(delivery, closed[Delivery.State(state)])
    return len(found)


def _own_jobs() -> None:
    register("release", 1.0, release_due)
    register("sweep", 5.0, sweep)
    register("feed", 2.0, feed)
    register("expire", 2.0, expire)
    register("finish", 3.0, finish)
    register("tidy", 10.0, tidy)


_own_jobs()


def tick(owner: str, now: datetime, steady: float) -> bool:
    """Run what is due if *owner* leads; False when another scheduler does. *steady* is a monotonic second count."""
    if not locks.acquire(LOCK, owner, now, LEADERSHIP):
        return False
    for job in list(_jobs.values()):
        if steady >= job.due:
            job.due = steady + job.every
            job.run(now)
    return True


def run(stop: threading.Event, *, name: str | None = None) -> None:
    """Keep the schedule until *stop*, as leader or waiting to become it."""
    owner = name or liveness.new_name()
    while not stop.wait(TICK):
        try:
            tick(owner, timezone.now(), time.monotonic())
        except DatabaseError as error:
            log.warning("the schedule waits for the database", reason=str(error).strip())
            connection.close()
    try:
        locks.release(LOCK, owner)
    except DatabaseError:
        log.warning("the scheduler's lock is left to run out")
    connection.close()
