"""Loa on three machines as docs/operators/cluster.md says, on loopback; then a whole machine is killed.

The environment, the commands and their options are read from the files that operators copy; only hosts, ports and
folders are those of the test.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.contracts.test_operator_files import FOLDER, settings_of
from tests.support.servers import NatsCluster, free_port, nats_cluster, postgres, wait_until
from tests.support.smtp_sink import SmtpSink

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
PEOPLE = 2_000
LEASE = 6.0  # seconds: the documented minute, shortened
pytestmark = [pytest.mark.cluster, pytest.mark.timeout(280)]


def command_of(unit: str) -> list[str]:
    """What a unit of the documentation starts, with the programs of this checkout."""
    found = re.search(r"^ExecStart=(.*)$", (FOLDER / "systemd" / unit).read_text(), re.MULTILINE)
    assert found
    return shlex.split(found[1].replace("/opt/loa/bin", str(PROGRAMS)))


@dataclass
class Machine:
    """One machine: a data folder of its own, and the processes that run on it."""

    name: str
    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """A command that ends."""
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def start(self, command: list[str]) -> None:
        """A service."""
        log = (self.folder / "log").open("ab")
        self.processes.append(subprocess.Popen(command, env=self.environment, cwd=ROOT, stderr=log))

    def start_web(self) -> None:
        """As `systemctl start loa-web` does."""
        values = {"${WEB_HOST}": "127.0.0.1", "8000": str(self.port)}
        self.start([values.get(word, word) for word in command_of("loa-web.service")])

    def start_worker(self) -> None:
        """As `systemctl start loa-worker@1` does, but with a shorter lease."""
        self.start([*command_of("loa-worker@.service"), "--lease", str(LEASE)])

    def get(self, path: str) -> int:
        """The status that this machine's web answers with, 0 when it does not."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10, trust_env=False).status_code
        except httpx.HTTPError:
            return 0

    def end(self, how: signal.Signals) -> None:
        """End everything on it."""
        for process in self.processes:
            process.send_signal(how)
        for process in self.processes:
            process.wait(30)
        self.processes.clear()


@dataclass
class Cluster:
    """Three machines, what they share, and the world around them."""

    machines: dict[str, Machine]
    queue: NatsCluster
    sink: SmtpSink


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Everything of the documentation's table, nothing of Loa started yet."""
    with ExitStack() as stack:
        sink = stack.enter_context(SmtpSink(tmp_path / "journal", pace=0.004))
        database, queue = stack.enter_context(postgres()), stack.enter_context(nats_cluster(3))
        address = database.create_database("loa")
        machines = {name: _machine(name, tmp_path, sink, address, queue) for name in ("a", "b", "c")}
        for machine in machines.values():
            stack.callback(machine.end, signal.SIGTERM)
        yield Cluster(machines, queue, sink)


def _machine(name: str, folder: Path, sink: SmtpSink, database: str, queue: NatsCluster) -> Machine:
    """The documented environment, with the test's hosts and folders in it."""
    here = {
        "LOA_DATA_DIR": str(folder / name),
        "LOA_SECRET_KEY": "the same fifty random characters on all of the three machines",
        "DATABASE_URL": database,
        "LOA_NATS_URL": queue.url,
        "LOA_MEDIA_DIR": str(folder / "shared" / "media"),
        "LOA_PORTAL_DIR": str(folder / "shared" / "portal"),
        "LOA_KEYS_DIR": str(folder / "keys"),
        "LOA_SMTP": f"127.0.0.1:{sink.port}",
        "LOA_SMTP_TLS": "0",
    }
    documented = settings_of(FOLDER / "systemd" / "loa.env")
    assert set(here) <= set(documented)
    inherited = {
        key: value for key, value in os.environ.items() if not key.startswith("LOA_") and key != "DATABASE_URL"
    }
    (folder / name).mkdir()
    environment = {**inherited, **documented, **here, "PYTHONPATH": f"{ROOT}/src:{ROOT}"}
    return Machine(name, folder / name, environment)


def test_three_machines_as_documented_and_one_of_them_dies(cluster: Cluster) -> None:
    a, b, c = cluster.machines.values()
    migrated = a.run(command_of("loa-migrate.service"))
    assert migrated.returncode == 0, migrated.stderr[-2000:]
    made = a.run([str(PROGRAMS / "loa"), "createadmin", "--email", "van.hanh@tinh.example", "--name", "Vận Hành"])
    assert made.returncode == 0, made.stderr[-2000:]
    for machine in (a, b):
        machine.start_web()
    planted = a.run([sys.executable, "-m", "tests.chaos.plant", str(PEOPLE), "mail", "portal"])
    assert planted.returncode == 0, planted.stderr[-2000:]
    release = json.loads(planted.stdout.splitlines()[-1])
    for machine in (a, b, c):
        machine.start_worker()
    wait_until(lambda: a.get("/readyz") == b.get("/readyz") == 200, "both webs", 90)
    wait_until(lambda: len(cluster.sink.message_ids()) > PEOPLE // 10, "mail", 90)

    dead = [f".{process.pid}." for process in a.processes]
    a.end(signal.SIGKILL)  # the whole machine, with its member of the queue
    cluster.queue.servers[0].kill()

    wait_until(lambda: len(set(cluster.sink.message_ids())) == release["planned"], "everybody's mail", 120)
    wait_until(lambda: b.get(f"/b/{release['code']}") == 200, "the page on the other machine", 60)
    assert b.get("/readyz") == 200
    repeated = len(cluster.sink.message_ids()) - release["planned"]
    assert 0 <= repeated <= 50, "the window of the worker that died"
    _led_elsewhere(b, dead)


def _led_elsewhere(b: Machine, dead: list[str]) -> None:
    """Whoever led the schedule, one of those that are left does within its fifteen seconds and a little."""
    import psycopg

    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        with psycopg.connect(b.environment["DATABASE_URL"]) as connection:
            found = connection.execute(
                "SELECT owner FROM delivery_lock WHERE name = 'scheduler' AND until > now()"
            ).fetchone()
        if found and not any(pid in found[0] for pid in dead):
            return
        time.sleep(0.5)
    raise AssertionError("nobody keeps the schedule")
