"""Real processes for the reminder test: `python -m tests.reach.clerks`, told line by line what to do.

`plant JSON` makes an installation with a release; `start END` forks a clerk (a scheduler and a worker) that lives
until SIGTERM, or kills itself: `written` before its round of reminders is planned, `planned` right after. All clocks
show what stands in the file CLERKS_CLOCK, moving on from when it was written. One JSON line answers each line.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.utils import timezone

CHANNELS = ["app", "mail", "zalo"]
LOOK_EVERY = 0.3  # seconds between two looks at who is to be reminded


def clock() -> dt.datetime:
    """What the made clock shows."""
    file = Path(os.environ["CLERKS_CLOCK"])
    return dt.datetime.fromisoformat(file.read_text()) + dt.timedelta(seconds=time.time() - file.stat().st_mtime)


def main() -> None:
    """Serve stdin until it ends."""
    timezone.now = clock
    from loa.cli import setup

    setup.django()
    from loa.delivery import scheduler, worker
    from loa.kernel.parent import SUPERVISED

    assert scheduler.run
    assert worker.run
    os.environ[SUPERVISED] = str(os.getpid())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        verb, _, rest = line.strip().partition(" ")
        answer = _in_child(lambda rest=rest: plant(json.loads(rest))) if verb == "plant" else _forked(rest)
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


def _in_child(act: Any) -> str:
    """Do *act* in a process of its own, so that clerks inherit no connection; what it returns, as JSON."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, json.dumps(act()).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as source:
        return source.read()


def _forked(end: str) -> str:
    pid = os.fork()
    if pid == 0:
        serve(end)
    return str(pid)


def plant(asked: dict[str, Any]) -> dict[str, Any]:
    """Two wards with *asked* addresses (person as in `e0`, channel, address, keys), and a release delivered to them."""
    from loa.accounts.actions import grant
    from loa.accounts.models import User
    from loa.bulletins.models import Release
    from loa.cli import setup
    from loa.delivery import actions
    from loa.delivery.engine.embedded import EmbeddedEngine
    from loa.delivery.worker import Worker
    from loa.reach import actions as reach
    from loa.reach.models import Receipt
    from loa.trust.actions import ensure_signing_key
    from loa.units.actions import add_contact_point
    from loa.units.models import Staff
    from tests.support.people import city
    from tests.support.releases import approved

    setup.migrate()
    ensure_signing_key()
    made = city(staff_per_ward=4)
    people = {f"{staff.employee_code[0]}{staff.employee_code[-1]}": staff for staff in Staff.objects.all()}
    for name, channel, address, keys in asked["addresses"]:
        add_contact_point(people[name].pk, channel, address, keys)
    for name, role, unit in (("w2", "focal_point", made.west), ("w3", "unit_head", made.root)):
        grant(User.objects.create_user(people[name].email, full_name=name, staff=people[name]), role, unit)
    release: Release = actions.release_and_plan(approved(made, CHANNELS), clock())
    worker = Worker("plant", EmbeddedEngine(clock), CHANNELS, clock=clock)
    worker.drain()
    worker.close()
    for name in ("e3", "w2", "w3"):
        reach.record(release.pk, people[name].pk, Receipt.Kind.ACKNOWLEDGED, "mail")
    reach.record(release.pk, people["w0"].pk, Receipt.Kind.OPENED, "mail")
    return {"code": release.code}


def serve(end: str) -> None:
    """Keep the schedule, with reminders looked at all the time, and send; die as *end* says."""
    from loa.delivery import scheduler, worker
    from loa.kernel.parent import die_with_parent
    from loa.reach import deliveries
    from loa.reach.actions import remind_due

    die_with_parent()  # a test that fails leaves nobody behind

    def die(*_arguments: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def look(now: dt.datetime) -> None:
        if remind_due(now) and end == "planned":
            die()

    if end == "written":
        deliveries.remind = die
    scheduler.register("reminders", LOOK_EVERY, look)
    scheduler.forget("digests")  # the made days reach into a new week on some dates; digests have tests of their own
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    schedule = threading.Thread(target=scheduler.run, args=(stop,))
    schedule.start()
    if end == "":
        worker.run(stop, channels=CHANNELS, lease_seconds=8.0)
    schedule.join()
    os._exit(0)


if __name__ == "__main__":
    main()
