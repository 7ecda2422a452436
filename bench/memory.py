"""`loa bench memory`: the resident memory of a process that plans, leases and settles a million recipients."""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

from bench.world import Progress, people, release, run_child, say, set_up

LIMIT_MB = 250.0


def run(recipients: int = 1_300_000, parcels: int = 200, progress: Progress = lambda _text: None) -> dict[str, Any]:
    """Plan *recipients* in one process, then let a fresh worker process settle *parcels* of them into nothing."""
    arguments = {"recipients": recipients, "parcels": parcels}
    ours = run_child("memory", arguments, {}, progress)
    return {
        "bench": "memory",
        "ours": ours,
        "peers": {},
        "limit": {"rss_mb": LIMIT_MB},
        "ratio": {"rss_limit": LIMIT_MB / max(ours["planner_rss_mb"], ours["worker_rss_mb"])},
        "params": arguments,
    }


def _child(recipients: int, parcels: int) -> dict[str, float]:
    set_up()
    say(f"making {recipients:,} people")
    made = release(people(recipients))
    say("planning")
    planner = _in_fork(lambda: _plan(made))
    say("working")
    worker = _in_fork(lambda: _work(parcels))
    return {"planner_rss_mb": planner, "worker_rss_mb": worker}


def _in_fork(job: Any) -> float:
    """Run *job* in a forked process and return its greatest resident memory in MB."""
    import os

    from django.db import connection

    connection.close()
    pid = os.fork()
    if pid == 0:
        job()
        os._exit(0)
    _pid, status, usage = os.wait4(pid, 0)
    if status:
        raise RuntimeError("the measured process failed")
    return usage.ru_maxrss / 1024


def _plan(made: Any) -> None:
    from django.db import transaction
    from django.utils import timezone
    from pyroaring import BitMap

    from loa.bulletins.queries import manifest_of
    from loa.delivery import planning
    from loa.units.models import Recipient

    audience = BitMap(Recipient.objects.values_list("pk", flat=True).iterator())
    with transaction.atomic():
        people_on_mail = planning.addressees("mail", audience)
        planning.plan(made, manifest_of(made), "mail", people_on_mail, timezone.now(), purpose="reminder")


def _work(parcels: int) -> None:
    from bench.cluster import NullChannel
    from loa.delivery import dispatch, worker
    from loa.delivery.models import Parcel

    dispatch.channel_named = lambda _name: NullChannel()  # type: ignore[assignment,return-value]
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"channels": ["mail"]})
    thread.start()
    while Parcel.objects.filter(state=Parcel.State.DONE).count() < min(parcels, Parcel.objects.count()):
        time.sleep(0.2)
    stop.set()
    thread.join()


if __name__ == "__main__":
    say(json.dumps(_child(**json.loads(sys.argv[1]))))
