"""The servers under the cluster fall and come back while messages flow: nothing is lost, and nobody has to help."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from tests.chaos.installation import WINDOW, Installation, Toll
from tests.support.servers import nats_cluster, postgres, wait_until

Install = Callable[..., Installation]
Tell = Callable[[str, Toll], None]
WORKERS = 2
PACE = 0.02  # seconds a message: slow enough that every fault falls while messages flow
MOVED = 4_000  # bytes of journal, about 130 messages: more than what was under way when the fault fell


@pytest.mark.cluster
def test_database_and_queue_fall_in_turn(install: Install, tell: Tell) -> None:
    """One NATS node of three, then all three, then PostgreSQL by a crash."""
    with postgres(durable=True) as database, nats_cluster(3) as queue:
        addresses = {
            "DATABASE_URL": database.create_database("loa"),
            "LOA_NATS_URL": queue.url,
            "LOA_NATS_REPLICAS": "3",
        }
        installation = install(8_000, addresses)
        installation.sink.pace = PACE
        started = time.monotonic()
        for _ in range(WORKERS):
            installation.start_worker()
        _more(installation)
        queue.servers[0].kill()
        _more(installation)
        queue.servers[0].start()
        _more(installation)
        queue.kill()
        _more(installation)
        database.stop(signal.SIGQUIT)
        time.sleep(1.0)
        database.start()
        _more(installation)
        queue.start()
        _more(installation)
        installation.sink.pace = 0.0
        installation.finish(WORKERS)
        toll = installation.toll(started)
        tell("outages", toll)
        installation.stop_workers()
    assert (toll.lost, toll.strangers, toll.recorded_sent, toll.kept_sent) == (0, 0, toll.planned, toll.planned)
    assert toll.repeated <= WINDOW * WORKERS  # the database's crash: a window of each worker at most


def _more(installation: Installation) -> None:
    """Messages go on flowing, and the story is not over before the next blow falls."""
    seen = installation.accepted()
    wait_until(lambda: installation.accepted() > seen + MOVED, "messages", 90)
    assert not installation.done(), "everybody had their message before the last fault: make the sink slower"
