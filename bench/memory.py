"""`loa bench memory`: the resident memory of processes that plan and send to more than a million recipients.

The planner does what "release now" does on the desk; the worker is `loa worker` as it runs: it keeps the schedule,
releases and plans a due bulletin itself, and sends its parcels (into nothing). Each is a fresh process that made
nothing else, so its figure is its own. Both kinds of memory are told apart, because a file that is only mapped can be
taken back by the kernel at any time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from typing import Any

from bench.world import Progress, people, resident, run_child, say, set_up

LIMIT_MB = 250.0


def run(recipients: int = 1_300_000, parcels: int = 200, progress: Progress = lambda _text: None) -> dict[str, Any]:
    """Let one process plan *recipients*, and a worker plan them again and settle *parcels* of them."""
    arguments = {"recipients": recipients, "parcels": parcels}
    with tempfile.TemporaryDirectory(prefix="loa-bench-", ignore_cleanup_errors=True) as folder:
        place = {"LOA_DATA_DIR": folder}
        run_child("memory", {**arguments, "role": "make"}, place, progress)
        planner = run_child("memory", {**arguments, "role": "plan"}, place, progress)
        worker = run_child("memory", {**arguments, "role": "work"}, place, progress)
    ours = {
        f"{name}_{key}": value
        for name, found in (("planner", planner), ("worker", worker))
        for key, value in found.items()
    }
    return {
        "bench": "memory",
        "ours": ours,
        "peers": {},
        "limit": {"rss_mb": LIMIT_MB},
        "ratio": {"rss_limit": max(ours["planner_rss_mb"], ours["worker_rss_mb"]) / LIMIT_MB},
        "params": arguments,
    }


# -- in the children -----------------------------------------------------------------------------------------------


def _make(recipients: int) -> dict[str, float]:
    """Residents with a mail address each, and two approved bulletins to all of them."""
    set_up()
    say(f"making {recipients:,} people")
    city = people(recipients, subscribed=True)
    from tests.support.releases import approved

    for _ in range(2):
        approved(city, audience={"units": [], "subscribers": True})
    return {}


def _plan(recipients: int) -> dict[str, float]:
    set_up()
    from loa.bulletins.models import Bulletin
    from loa.delivery import actions
    from loa.delivery.models import Delivery

    say("releasing and planning")
    bulletin = Bulletin.objects.filter(state=Bulletin.State.APPROVED).order_by("pk").first()
    assert bulletin is not None
    actions.release_and_plan(bulletin)
    assert Delivery.objects.get().planned == recipients
    return resident()


def _work(recipients: int, parcels: int) -> dict[str, float]:
    set_up()
    from django.utils import timezone

    from bench.cluster import NullChannel
    from loa.bulletins.models import Bulletin
    from loa.delivery import dispatch, scheduler, worker
    from loa.delivery.models import Parcel

    say("a worker plans and sends")
    dispatch.channel_named = lambda _name: NullChannel()  # type: ignore[assignment,return-value]
    Bulletin.objects.filter(state=Bulletin.State.APPROVED).update(release_at=timezone.now())
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,)) for work in (worker.run, scheduler.run)]
    for thread in threads:
        thread.start()
    wanted = min(2 * parcels, 2 * recipients // 500)
    while (done := Parcel.objects.filter(state=Parcel.State.DONE).count()) < wanted or not _all_released():
        say(f"{done} of {wanted} parcels")
        time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    return resident()


def _all_released() -> bool:
    from loa.bulletins.models import Bulletin

    return not Bulletin.objects.filter(state=Bulletin.State.APPROVED).exists()


def _child(role: str, recipients: int, parcels: int) -> dict[str, float]:
    if role == "work":
        return _work(recipients, parcels)
    return _make(recipients) if role == "make" else _plan(recipients)


if __name__ == "__main__":
    say(json.dumps(_child(**json.loads(sys.argv[1]))))
