"""Reminders through the real delivery room to real mail, push and Zalo servers, by schedulers that die and compete.

Exactly the missing, exactly once, on their best channel; then the focal point, then the unit head; never at night.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from loa.demo.outside import BULLETIN_TEMPLATE, TEMPLATE
from loa.reach.core.escalation import ZONE
from loa.sandbox import Addresses
from tests.channels.app.webpush.devices import Device
from tests.channels.zalo.platform import Platform
from tests.support.sandbox import http, own_sandbox, sandbox
from tests.support.servers import wait_until

__all__ = ["http", "own_sandbox", "sandbox"]
pytestmark = [pytest.mark.chaos, pytest.mark.timeout(290)]

ROOT = Path(__file__).resolve().parents[2]
RELEASED = dt.datetime.combine(
    dt.datetime.now(ZONE).date(), dt.time(17, 30), ZONE
)  # of today: push tokens must be valid
STILL = 3.0  # seconds in which nothing more may happen; clerks look three times a second


class Office:
    """An installation with its clerks, and the world outside."""

    def __init__(self, folder: Path, addresses: Addresses, http: httpx.Client) -> None:
        self.folder, self.addresses, self.http = folder, addresses, http
        self.zalo = Platform(addresses.zalo_url, http)
        self.clock = folder / "clock"
        self.set_clock(RELEASED)
        self.endpoint = http.post(f"{addresses.push_url}/api/subscriptions", json={}).json()["endpoint"]
        self.zalo.control("templates", {"templates": [BULLETIN_TEMPLATE]})
        self.earlier_pushes = self.pushes()
        self.phones = self.zalo.people({"name": "e0"}, {"name": "e1"})
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reach.clerks"],
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(folder / "clerks.log").open("ab"),
            text=True,
        )

    def _environment(self) -> dict[str, str]:
        account, zalo = self.zalo.control("account", None), self.addresses.zalo_url
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DATABASE_"))}
        return kept | {
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
            "CLERKS_CLOCK": str(self.clock),
            "LOA_DATA_DIR": str(self.folder / "data"),
            "LOA_LOG_LEVEL": "warning",
            "LOA_SMTP": self.addresses.smtp,
            "LOA_PUSH_HOSTS": urlsplit(self.addresses.push_url).netloc,
            "LOA_ZALO_APP_ID": account["app_id"],
            "LOA_ZALO_APP_SECRET": account["app_secret"],
            "LOA_ZALO_OA_ID": account["oa_id"],
            "LOA_ZALO_OA_SECRET": account["oa_secret"],
            "LOA_ZALO_REFRESH_TOKEN": self.zalo.control("grant", {})["refresh_token"],
            "LOA_ZALO_TEMPLATE_ID": TEMPLATE,
            "LOA_ZALO_OAUTH_URL": f"{zalo}/oauth",
            "LOA_ZALO_OPENAPI_URL": f"{zalo}/openapi",
            "LOA_ZALO_BUSINESS_URL": f"{zalo}/business",
            "LOA_ZALO_RATE": "0",
        }

    def tell(self, line: str) -> Any:
        """One line to the clerks' process, and its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, (self.folder / "clerks.log").read_text()[-2000:]
        return json.loads(answer)

    def set_clock(self, at: dt.datetime) -> None:
        """Let everybody's clock show *at*, and go on from there."""
        spare = self.clock.with_suffix(".new")
        spare.write_text(at.isoformat())
        spare.rename(self.clock)
        self.zalo.control("clock", {"set": at.isoformat()})

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the installation's database."""
        with sqlite3.connect(self.folder / "data" / "loa.sqlite3", timeout=20) as database:
            return database.execute(query).fetchall()

    def steps(self) -> list[str]:
        """The rounds of reminding, in order."""
        return [step for (step,) in self.rows("SELECT step FROM reach_reminder ORDER BY id")]

    def settled(self) -> bool:
        """Whether everything that is planned was sent."""
        return not self.rows("SELECT 1 FROM delivery_delivery WHERE state NOT IN ('done', 'expired', 'cancelled')")

    def sent(self) -> Counter[str]:
        """Everything that reached somebody since the beginning: "e0 by app" → how many."""
        heads = self.http.get(f"{self.addresses.mail_url}/api/messages").json()["messages"]
        found = Counter(f"{to.partition('@')[0]} by mail" for head in heads for to in head["to"])
        found["e0 by app"] = self.pushes() - self.earlier_pushes
        for name, phone in zip(("e0", "e1"), self.phones, strict=True):
            found[f"{name} by zalo"] = len([one for one in self.zalo.chat(phone) if one.get("kind") != "broadcast"])
        return +found

    def pushes(self) -> int:
        """What the push service took; what waits there is fewer, for a reminder takes the bulletin's place (Topic)."""
        return int(self.http.get(f"{self.addresses.push_url}/api/counts").json()["accepted"])

    def end(self) -> None:
        """Send everybody home."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture
def office(tmp_path: Path, own_sandbox: Addresses, http: httpx.Client) -> Iterator[Office]:
    made = Office(tmp_path, own_sandbox, http)
    yield made
    made.end()


def addresses(office: Office) -> list[list[object]]:
    """e0 has all channels, e1 Zalo and mail, e2 two mailboxes, w1 nothing; the others have mail."""
    found: list[list[object]] = [["e0", "app", office.endpoint, Device().keys]]
    found += [[name, "zalo", phone, {}] for name, phone in zip(("e0", "e1"), office.phones, strict=True)]
    found += [["e2", "mail", "e2-old@campha.example", {}]]
    return found + [[name, "mail", f"{name}@campha.example", {}] for name in ("e0", "e1", "e2", "e3", "w0", "w2", "w3")]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def dies(office: Office, when: str) -> None:
    """A clerk that kills itself at that point."""
    pid = office.tell(f"start {when}")
    wait_until(lambda: gone(pid), f"a death when it is {when}")


def go_home(clerks: list[int]) -> None:
    for pid in clerks:
        os.kill(pid, signal.SIGTERM)
    wait_until(lambda: all(map(gone, clerks)), "the end of the day")


def test_the_missing_alone_once_on_their_best_channel_then_who_answers_for_them(office: Office) -> None:
    office.tell("plant " + json.dumps({"addresses": addresses(office)}))
    before = office.sent()
    assert before["e0 by app"] == before["e0 by mail"] == before["e2-old by mail"] == 1

    def since() -> Counter[str]:
        return office.sent() - before

    hours = dt.timedelta(hours=1)
    office.set_clock(RELEASED + 4.1 * hours)  # 21:36: due, but at night
    pair = [office.tell("start"), office.tell("start")]
    time.sleep(STILL)
    assert office.steps() == []
    go_home(pair)

    office.set_clock(RELEASED + 13.1 * hours)  # 06:36
    dies(office, "written")
    assert office.steps() == [], "a round that is not planned is not written down"
    office.set_clock(RELEASED + 13.2 * hours)
    dies(office, "planned")
    assert office.steps() == ["person"]
    assert not since()

    office.set_clock(RELEASED + 13.3 * hours)
    pair = [office.tell("start"), office.tell("start")]
    wait_until(office.settled, "the reminders", 60)
    time.sleep(STILL)
    missing = Counter(["e0 by app", "e1 by zalo", "e2 by mail", "w0 by mail"])
    assert since() == missing

    for at, step, whom in ((25.5, "focal_point", "w2"), (48.5, "unit_head", "w3")):
        office.set_clock(RELEASED + at * hours)
        wait_until(lambda step=step: step in office.steps(), step, 60)
        wait_until(office.settled, f"the letter to {whom}", 60)
        time.sleep(STILL)
        missing[f"{whom} by mail"] += 1
        assert since() == missing
    assert office.steps() == ["person", "focal_point", "unit_head"]
    go_home(pair)
