"""The worker: one lane of threads per channel, so that a slow provider never holds up another channel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from loa.bulletins.core.manifest import CHANNELS
from loa.delivery import leases, liveness, metrics
from loa.delivery.actions import announce
from loa.delivery.courier import Courier, Course
from loa.delivery.dispatch import Dispatches
from loa.delivery.engine.base import Engine, Work
from loa.delivery.engine.choice import engine as process_engine
from loa.delivery.errors import LeaseLostError
from loa.delivery.leases import Lease
from loa.delivery.models import Parcel

log = structlog.get_logger(__name__)

LEASE_SECONDS = 60.0  # how long a worker that vanished with its machine keeps its parcels
FETCH_SECONDS = 1.0  # how long a lane waits for work before it looks whether it should stop
TROUBLE_SECONDS = 1.0  # how long a lane rests when the database is away
Clock = Callable[[], datetime]


@dataclass(eq=False)
class Heart:
    """Keeps the leases of parcels that are under way alive, while their threads wait for providers."""

    clock: Clock
    length: timedelta
    _held: dict[int, tuple[Lease, Work]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, lease: Lease, work: Work) -> None:
        """Begin to keep *lease* alive."""
        with self._guard:
            self._held[lease.parcel] = (lease, work)

    def let_go(self, lease: Lease) -> None:
        """The parcel is settled."""
        with self._guard:
            self._held.pop(lease.parcel, None)

    def beat(self) -> None:
        """Extend every lease once; a database that is away only costs this beat."""
        with self._guard:
            held = list(self._held.values())
        for lease, work in held:
            try:
                if leases.extend(lease, self.clock(), self.length):
                    work.keep()
            except DatabaseError as error:
                log.warning("a lease could not be extended", parcel=lease.parcel, reason=str(error).strip())
                connection.close()

    def run(self, stop: threading.Event) -> None:
        """Beat four times a lease, until *stop*."""
        while not stop.wait(self.length.total_seconds() / 4):
            self.beat()
        connection.close()


@dataclass(eq=False)
class Lane:
    """One thread that sends parcels of one channel."""

    channel: str
    owner: str
    engine: Engine
    courier: Courier
    heart: Heart
    clock: Clock
    length: timedelta

    def run(self, stop: threading.Event) -> None:
        """Work until *stop*; a window under way is finished and written down first."""
        try:
            while not stop.is_set():
                self._guarded_step(stop)
        finally:
            self.courier.close()
            connection.close()

    def _guarded_step(self, stop: threading.Event) -> None:
        try:
            if not self.step(FETCH_SECONDS):
                connection.close_if_unusable_or_obsolete()
        except DatabaseError as error:
            log.warning("the database is away", channel=self.channel, reason=str(error).strip())
            connection.close()
            stop.wait(TROUBLE_SECONDS)
        except Exception:  # a lane that dies would leave its channel silent
            log.exception("a lane stumbled", channel=self.channel)
            stop.wait(TROUBLE_SECONDS)

    def step(self, timeout: float = 0.0) -> bool:
        """Look at one announced parcel; False when there was none within *timeout* seconds."""
        work = self.engine.fetch(self.channel, timeout)
        if work is None:
            return False
        course = Course(later=LEASE_SECONDS)
        try:
            course = self._carry(work)
        finally:
            if course.later is None:
                work.done()
            else:
                work.later(course.later)
        return True

    def _carry(self, work: Work) -> Course:
        lease = leases.take(work.parcel, self.owner, self.clock(), self.length)
        if lease is None:
            return Course()
        structlog.contextvars.bind_contextvars(
            delivery=lease.delivery, parcel=lease.parcel, attempt=lease.standing.attempt
        )
        self.heart.hold(lease, work)
        try:
            return self.courier.carry(lease)
        except LeaseLostError:
            metrics.LEASES_LOST.labels(self.channel).inc()
            log.warning("the parcel was taken over", channel=self.channel)
            return Course()
        finally:
            self.heart.let_go(lease)
            structlog.contextvars.unbind_contextvars("delivery", "parcel", "attempt")


@dataclass(eq=False)
class Worker:
    """The lanes of one process."""

    name: str
    engine: Engine
    channels: tuple[str, ...]
    threads: int = 1
    length: timedelta = timedelta(seconds=LEASE_SECONDS)
    clock: Clock = timezone.now
    stopping: Callable[[], bool] = lambda: False

    def __post_init__(self) -> None:
        self.heart = Heart(self.clock, self.length)
        dispatches = Dispatches(self.name)
        self.lanes = [self._lane(channel, dispatches) for channel in self.channels for _ in range(self.threads)]

    def _lane(self, channel: str, dispatches: Dispatches) -> Lane:
        courier = Courier(channel, dispatches, self.clock, self.length, self.stopping)
        return Lane(channel, self.name, self.engine, courier, self.heart, self.clock, self.length)

    def drain(self) -> int:
        """Work in this thread until nothing is due; return how many parcels were looked at. For tests and `--once`."""
        looked_at = 0
        while worked := sum(lane.step() for lane in self.lanes):
            looked_at += worked
        return looked_at

    def close(self) -> None:
        """Give back every connection to providers."""
        for lane in self.lanes:
            lane.courier.close()


def reclaim() -> int:
    """Take over the parcels of workers of this machine that are dead; return how many there were."""
    owners = liveness.dead()
    freed = leases.reclaim(owners) if owners else []
    for channel in CHANNELS if freed else ():
        mine = Parcel.objects.filter(pk__in=freed, delivery__channel=channel)
        announce(mine.values_list("pk", "attempt"), channel)
    if freed:
        log.warning("took over from dead workers", workers=len(owners), parcels=len(freed))
    return len(freed)


def run(
    stop: threading.Event,
    *,
    name: str | None = None,
    channels: Iterable[str] | None = None,
    threads: int = 1,
    lease_seconds: float = LEASE_SECONDS,
    engine: Engine | None = None,
) -> None:
    """Send parcels until *stop* is set, *threads* at a time for each of *channels* (all by default).

    Returns when the windows under way are written down. A crash repeats at most one window of 50 a thread.
    """
    name = name or liveness.new_name()
    worker = Worker(
        name,
        engine or process_engine(),
        tuple(channels or CHANNELS),
        threads,
        timedelta(seconds=lease_seconds),
        stopping=stop.is_set,
    )
    with liveness.alive(name):
        _reclaim_patiently()
        started = [threading.Thread(target=lane.run, args=(stop,), name=lane.channel) for lane in worker.lanes]
        done = threading.Event()
        beating = threading.Thread(target=worker.heart.run, args=(done,), name="heart")
        for thread in (*started, beating):
            thread.start()
        log.info("worker started", worker=name, channels=list(worker.channels), threads=threads)
        for thread in started:
            thread.join()
        done.set()
        beating.join()
    log.info("worker stopped", worker=name)


def _reclaim_patiently() -> None:
    try:
        reclaim()
    except DatabaseError as error:
        log.warning("leases of dead workers are left to run out", reason=str(error).strip())
        connection.close()
