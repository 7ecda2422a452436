"""kill -9 at random points: nothing is lost, a kill repeats at most one window, under the same Message-ID."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from tests.chaos.conftest import LONG
from tests.chaos.installation import WINDOW, Installation, Toll
from tests.support.servers import nats_cluster, postgres

KILLS = 200 if LONG else 6
PEOPLE = 40_000 if LONG else 1_500
Install = Callable[..., Installation]
Tell = Callable[[str, Toll], None]


def promise_is_kept(toll: Toll) -> None:
    """DESIGN §6, in figures."""
    assert toll.lost == 0
    assert toll.strangers == 0
    assert toll.recorded_sent == toll.kept_sent == toll.planned
    assert toll.repeated <= WINDOW * toll.kills


def test_killed_workers_on_sqlite(install: Install, tell: Tell) -> None:
    installation = install(PEOPLE)
    started = time.monotonic()
    installation.torment(KILLS, workers=1, luck=random.Random(365))
    installation.finish()
    toll = installation.toll(started)
    tell("embedded", toll)
    assert toll.kills == KILLS
    promise_is_kept(toll)


@pytest.mark.cluster
def test_killed_workers_on_postgresql_and_jetstream(install: Install, tell: Tell) -> None:
    with postgres(durable=LONG) as database, nats_cluster() as queue:
        installation = install(PEOPLE, {"DATABASE_URL": database.create_database("loa"), "LOA_NATS_URL": queue.url})
        started = time.monotonic()
        installation.torment(KILLS, workers=2, luck=random.Random(2020))
        installation.finish(workers=2)
        toll = installation.toll(started)
        tell("cluster", toll)
        installation.stop_workers()
        assert toll.kills == KILLS
        promise_is_kept(toll)
