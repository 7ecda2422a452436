"""`loa bench cluster`: parcels a second leased, sent into nothing and completed, with 1, 2 and 4 worker processes.

PostgreSQL (durable) and NATS JetStream are real and on this machine; the channel is a null channel that takes every
envelope at once. What is measured is therefore the engine alone: a lease, ten flushed windows and a completion a
parcel of 500. The constants go into docs/scale.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any, ClassVar

import psycopg

from bench.world import ROOT, Progress, say
from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import Envelope, Outcome, Preview, ReleaseContext, Report, ReportSink


class NullSender:
    """Takes everything at once."""

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Report each as sent."""
        for envelope in envelopes:
            report(Report(envelope.index, Outcome.SENT))

    def close(self) -> None:
        """Nothing to close."""


class NullRendered:
    """Nothing rendered."""

    channel: ClassVar[ChannelName] = "mail"


class NullChannel:
    """A channel whose provider costs nothing."""

    name: ClassVar[ChannelName] = "mail"

    def prepare(self, release: ReleaseContext) -> NullRendered:
        """Nothing to prepare."""
        return NullRendered()

    def open_sender(self, rendered: Any) -> NullSender:
        """A sender into nothing."""
        return NullSender()

    def preview(self, release: ReleaseContext) -> Preview:
        """Nothing to see."""
        return Preview(self.name, "", 0)

    def check(self) -> list[str]:
        """Always well."""
        return []


def run(
    recipients: int = 60_000, workers: str | int = "1,2,4", progress: Progress = lambda _text: None
) -> dict[str, Any]:
    """Send *recipients* envelopes into nothing with each number of *workers* (comma-separated)."""
    from tests.support.servers import nats_cluster, postgres

    ours: dict[str, float] = {}
    with postgres(durable=True) as database, nats_cluster() as queue, tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LOA_")},
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
            "DATABASE_URL": database.create_database("loa"),
            "LOA_NATS_URL": queue.url,
            "LOA_DATA_DIR": folder,
            "LOA_LOG_LEVEL": "error",
        }
        progress(f"making {recipients:,} people")
        _child("plant", str(recipients), environment)
        for number in (int(word) for word in str(workers).split(",")):
            progress(f"{number} workers")
            seconds = _race(number, recipients, environment)
            ours[f"parcels_per_s_{number}"] = recipients / 500 / seconds
            ours[f"envelopes_per_s_{number}"] = recipients / seconds
    first = next(value for name, value in ours.items() if name.startswith("envelopes"))
    ratio = {name: value / first for name, value in ours.items() if name.startswith("envelopes")}
    return {
        "bench": "cluster",
        "ours": ours,
        "peers": {},
        "limit": {"cores": float(os.cpu_count() or 1)},
        "ratio": ratio,
        "params": {"recipients": recipients, "workers": str(workers)},
    }


def _race(number: int, recipients: int, environment: dict[str, str]) -> float:
    """Start *number* workers, let them wait at the line, plan, and take the time until the delivery is done."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.cluster", "work"], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        for _ in range(number)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        delivery = int(_child("plan", "0", environment))
        with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
            query = "SELECT state, finished_at - started_at FROM delivery_delivery WHERE id = %s"
            while (row := connection.execute(query, [delivery]).fetchone()) is None or row[0] != "done":
                time.sleep(0.1)
            return float(row[1].total_seconds())
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _child(role: str, argument: str, environment: dict[str, str]) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.cluster", role, argument],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout.split()[-1]


# -- in the children -----------------------------------------------------------------------------------------------


def _plant(recipients: int) -> None:
    from bench.world import people, release, set_up

    set_up()
    say(str(release(people(recipients)).pk))


def _plan() -> None:
    from bench.world import set_up

    set_up()
    from django.db import transaction
    from django.utils import timezone

    from loa.bulletins.models import Release
    from loa.bulletins.queries import manifest_of
    from loa.delivery import actions, planning
    from loa.delivery.engine import choice
    from loa.delivery.models import Delivery
    from loa.units.queries import recipients_with

    made = Release.objects.get()
    people = planning.addressees("mail", recipients_with("mail"))
    with transaction.atomic():
        delivery = planning.plan(
            made,
            manifest_of(made),
            "mail",
            people,
            timezone.now(),
            purpose="reminder",
            round_number=Delivery.objects.count(),
        )
    actions.wake(delivery)
    choice.close()
    say(str(delivery.pk))


def _work() -> None:
    import signal
    import threading

    from loa.cli import setup

    setup.django()
    from loa.delivery import dispatch, worker

    dispatch.channel_named = lambda _name: NullChannel()  # type: ignore[assignment,return-value]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    say("ready")
    worker.run(stop, channels=["mail"])
    os._exit(0)


if __name__ == "__main__":
    role, *rest = sys.argv[1:]
    {"plant": lambda: _plant(int(rest[0])), "plan": _plan, "work": _work}[role]()
