"""An installation under fire: real worker processes, a real database, a mail server that journals."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.servers import wait_until
from tests.support.smtp_sink import SmtpSink

ROOT = Path(__file__).resolve().parents[2]
WINDOW = 50  # the promise: a kill repeats at most this many messages a thread (DESIGN §6)


@dataclass
class Toll:
    """What it cost: figures for docs/reliability.md."""

    planned: int
    kills: int
    lost: int
    repeated: int
    most_repeats_of_one: int
    strangers: int
    recorded_sent: int
    kept_sent: int
    seconds: float


@dataclass
class Installation:
    """One installation with *people* recipients. `cluster` holds DATABASE_URL and LOA_NATS_URL, or nothing."""

    folder: Path
    sink: SmtpSink
    people: int
    cluster: dict[str, str] = field(default_factory=dict)
    pids: list[int] = field(default_factory=list)
    kills: int = 0
    code: str = ""
    planned: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of it."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("LOA_") and name != "DATABASE_URL"
        }
        return {
            **inherited,
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
            "LOA_DATA_DIR": str(self.folder / "data"),
            "LOA_SMTP": f"127.0.0.1:{self.sink.port}",
            "LOA_SMTP_SESSIONS": "2",
            "LOA_LOG_LEVEL": "warning",
            **self.cluster,
        }

    def start(self) -> None:
        """Plant the installation and the process that starts its workers."""
        planted = subprocess.run(
            [sys.executable, "-m", "tests.chaos.plant", str(self.people)],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=280,
        )
        answer = json.loads(planted.stdout.splitlines()[-1])
        self.code, self.planned = answer["code"], answer["planned"]
        self.zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.zygote"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "workers.log").open("ab"),
            text=True,
        )

    def start_worker(self) -> int:
        """One more worker process."""
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write("start\n")
        self.zygote.stdin.flush()
        pid = int(self.zygote.stdout.readline())
        self.pids.append(pid)
        return pid

    def kill_worker(self, pid: int) -> None:
        """kill -9."""
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not _alive(pid), f"the end of {pid}")
        self.pids.remove(pid)
        self.kills += 1

    def stop_workers(self) -> None:
        """End the workers in order, while their servers still stand."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        for pid in self.pids:
            with suppress(TimeoutError):
                wait_until(lambda pid=pid: not _alive(pid), f"the end of {pid}", 15)  # type: ignore[misc]
        self.pids.clear()

    def alive(self) -> bool:
        """Whether no worker has died by itself."""
        return all(map(_alive, self.pids))

    def stop(self) -> None:
        """End every process of it."""
        self.stop_workers()
        assert self.zygote.stdin is not None
        self.zygote.stdin.close()
        self.zygote.wait(20)

    def torment(self, kills: int, workers: int, luck: random.Random) -> None:
        """Keep *workers* running and kill one of them *kills* times, each while messages are flowing."""
        while self.kills < kills and not self.done():
            while len(self.pids) < workers:
                self.start_worker()
            seen = self.accepted()
            with suppress(TimeoutError):
                wait_until(lambda seen=seen: self.accepted() > seen, "a message", 60)  # type: ignore[misc]
            time.sleep(luck.uniform(0.0, 0.25))
            self.kill_worker(luck.choice(self.pids))
            sent, kept, _state = self.recorded()
            assert sent == kept, "the kept sums are not those of the parcels after a kill"

    def accepted(self) -> int:
        """Bytes of the journal: cheap to ask, and grows with every message."""
        return self.sink.journal.stat().st_size if self.sink.journal.exists() else 0

    def done(self) -> bool:
        """Whether everybody's message was taken at least once."""
        return len(set(self.sink.message_ids())) >= self.planned

    def finish(self, workers: int = 1, seconds: float = 900.0) -> None:
        """Let workers bring everything home, until the database says so too."""
        while len(self.pids) < workers:
            self.start_worker()
        wait_until(lambda: self.recorded()[2] == "done", "the delivery's end", seconds)

    def recorded(self) -> tuple[int, int, str]:
        """(messages that the parcels hold as sent, that the kept sums do, state of the delivery), at one moment.

        Asked without Django.
        """
        query = (
            "SELECT (SELECT SUM(sent) FROM delivery_parcel), (SELECT SUM(sent) FROM delivery_subtotal), "
            "(SELECT state FROM delivery_delivery)"
        )
        if self.cluster:
            import psycopg

            with psycopg.connect(self.cluster["DATABASE_URL"], connect_timeout=5) as connection:
                row = connection.execute(query).fetchone()
        else:
            import sqlite3

            connection = sqlite3.connect(self.folder / "data" / "loa.sqlite3", timeout=20)
            row = connection.execute(query).fetchone()
            connection.close()
        assert row is not None
        return int(row[0] or 0), int(row[1] or 0), str(row[2])

    def toll(self, started: float) -> Toll:
        """Count the journal."""
        taken = Counter(self.sink.message_ids())
        ours = [name for name in taken if name.startswith(f"{self.code}.0.")]
        sent, kept, _state = self.recorded()
        return Toll(
            planned=self.planned,
            kills=self.kills,
            lost=self.planned - len(ours),
            repeated=sum(taken.values()) - len(taken),
            most_repeats_of_one=max(taken.values()) - 1,
            strangers=len(taken) - len(ours),
            recorded_sent=sent,
            kept_sent=kept,
            seconds=round(time.monotonic() - started, 1),
        )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
