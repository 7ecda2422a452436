"""The cluster engine against real NATS servers, one node and three."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from loa.delivery import actions, queries
from loa.delivery.engine.base import Announcement
from loa.delivery.engine.jetstream import FoundWork, JetStreamEngine, MessageWork
from loa.delivery.errors import EngineUnavailableError
from loa.delivery.models import Parcel
from loa.delivery.worker import Worker
from tests.delivery.conftest import CHANNELS, Clock
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, contact_points
from tests.support.servers import NatsCluster, nats_cluster, wait_until

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def queue() -> Iterator[NatsCluster]:
    """One NATS server for the tests that do not harm it."""
    with nats_cluster() as cluster:
        yield cluster


@pytest.fixture
def engine(queue: NatsCluster, clock: Clock) -> Iterator[JetStreamEngine]:
    """An engine on an empty stream."""
    made = JetStreamEngine([queue.url], clock=clock)
    for channel in CHANNELS:
        while made.backlog(channel):
            work = made.fetch(channel, 0.5)
            if work is not None:
                work.done()
                time.sleep(0.05)
    yield made
    made.close()


def ready(engine: JetStreamEngine) -> bool:
    """Whether the stream has a leader."""
    try:
        return engine.backlog("mail") >= 0
    except EngineUnavailableError:
        return False


def test_every_announced_parcel_is_handed_out_once(engine: JetStreamEngine, db: None) -> None:
    base = time.time_ns()  # message ids that no earlier test used
    parcels = [base + number for number in range(40)]
    for _ in range(2):
        engine.announce([Announcement(parcel, 0, "mail") for parcel in parcels])
    assert engine.backlog("mail") == 40
    seen = []
    for _ in parcels:
        work = engine.fetch("mail", 2.0)
        assert isinstance(work, MessageWork)
        seen.append(work.parcel)
        work.done()
    assert sorted(seen) == parcels
    assert engine.fetch("mail", 0.2) is None
    wait_until(lambda: engine.backlog("mail") == 0, "the acknowledgements")


def test_channels_that_begin_together_wait_for_the_connection(queue: NatsCluster, engine: JetStreamEngine) -> None:
    """A worker's four channels ask in the same moment: a healthy queue is not told to be away."""
    fresh = JetStreamEngine([queue.url])
    try:
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(fresh.backlog, CHANNELS * 2)) == [0] * len(CHANNELS * 2)
    finally:
        fresh.close()


def test_work_that_is_put_off_comes_back(engine: JetStreamEngine, db: None) -> None:
    parcel = time.time_ns()
    engine.announce([Announcement(parcel, 0, "mail")])
    work = engine.fetch("mail", 2.0)
    assert work is not None
    work.keep()
    work.later(0.3)
    again = engine.fetch("mail", 5.0)
    assert again is not None
    assert again.parcel == parcel
    again.done()


def test_a_whole_release_goes_through_the_queue(
    city: City, channels: Channels, clock: Clock, engine: JetStreamEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loa.delivery.actions.engine", lambda: engine)
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    actions.wake(release.deliveries.get())  # inside a test's transaction nothing is "after the commit"
    worker = Worker("test", engine, ("mail",), clock=clock)
    assert worker.lanes[0].step(3.0)
    worker.close()
    assert queries.progress(release)[0].sent == 6


def test_a_lost_message_is_found_in_the_database(
    city: City, channels: Channels, clock: Clock, engine: JetStreamEngine
) -> None:
    """Nothing was announced at all, and the silent queue makes the worker look."""
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    work = engine.fetch("mail", 0.2)
    assert isinstance(work, FoundWork)
    assert work.parcel == Parcel.objects.get().pk


def test_a_queue_that_was_never_there_stops_nobody(city: City, channels: Channels, clock: Clock) -> None:
    engine = JetStreamEngine(["nats://127.0.0.1:9"], clock=clock)
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    with pytest.raises(EngineUnavailableError):
        engine.announce([Announcement(1, 0, "mail")])
    worker = Worker("test", engine, ("mail",), clock=clock)
    worker.drain()
    assert queries.progress(release)[0].sent == 6
    engine.close()


def test_three_nodes_lose_one_then_all_and_come_back(db: None, clock: Clock) -> None:
    with nats_cluster(3) as cluster:
        engine = JetStreamEngine(cluster.url.split(","), replicas=3, clock=clock)
        wait_until(lambda: ready(engine), "a leader")
        engine.announce([Announcement(parcel, 0, "mail") for parcel in range(1, 61)])
        seen: set[int] = set()
        _take(engine, seen, 20)
        cluster.servers[0].kill()
        wait_until(lambda: ready(engine), "a new leader")
        _take(engine, seen, 40)
        cluster.kill()
        assert engine.fetch("mail", 0.2) is None
        with pytest.raises(EngineUnavailableError):
            engine.backlog("mail")
        cluster.start()
        wait_until(lambda: ready(engine), "the cluster's return", 60)
        wait_until(lambda: _take(engine, seen, 60) >= 60, "what was left", 100)
        engine.close()
    assert seen == set(range(1, 61))


def _take(engine: JetStreamEngine, seen: set[int], until: int) -> int:
    for _ in range(until * 2):
        if len(seen) >= until:
            break
        work = engine.fetch("mail", 1.0)
        if work is not None:
            seen.add(work.parcel)
            work.done()
    return len(seen)
