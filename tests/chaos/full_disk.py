"""An installation whose disk fills up in mid-delivery: `python -m tests.chaos.full_disk FOLDER`.

Runs inside a mount namespace in which FOLDER/data is a file system of a few megabytes. Prints the toll and what was
said meanwhile as one line of JSON.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.chaos.installation import ROOT, Installation
from tests.support.servers import wait_until
from tests.support.smtp_sink import SmtpSink

PEOPLE = 3_000
PACE = 0.005  # seconds a message and connection: several seconds in all, and the disk fills in their middle
FULL = 4.0  # seconds without a byte of room


def main(folder: Path) -> None:
    """Fill, wait, make room, finish, count."""
    with SmtpSink(folder / "journal", pace=PACE) as sink:
        installation = Installation(folder, sink, PEOPLE)
        installation.start()
        try:
            said = _through(installation, folder / "data" / "ballast")
        finally:
            installation.stop()
        said["log"] = (folder / "workers.log").read_text()
    sys.stdout.write(json.dumps(said) + "\n")


def _through(installation: Installation, ballast: Path) -> dict[str, Any]:
    started = time.monotonic()
    installation.start_worker()
    wait_until(lambda: installation.accepted() > 10_000, "messages", 60)
    _empty_journal(ballast.parent / "loa.sqlite3")
    _fill(ballast)
    time.sleep(FULL / 2)
    standing = installation.accepted()
    doctor, command = (
        _loa(installation, "doctor"),
        _loa(installation, "createadmin", "--email", "a@b.example", "--name", "A"),
    )
    time.sleep(FULL / 2)
    crept = installation.accepted() - standing
    alive = installation.alive()
    ballast.unlink()
    installation.finish(seconds=120)
    toll = installation.toll(started)
    return {"toll": asdict(toll), "crept": crept, "alive": alive, "doctor": doctor, "command": command}


def _empty_journal(database: Path) -> None:
    """Cut SQLite's write-ahead log to nothing: the room that it holds already would do for hundreds of writes."""

    def cut() -> bool:
        connection = sqlite3.connect(database, timeout=5)
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.close()
        return not busy

    wait_until(cut, "a quiet moment of the database", 30)


def _fill(ballast: Path) -> None:
    """Take every byte that is left, and what is given back while we do."""
    with ballast.open("wb", buffering=0) as target:
        for size in (65536, 4096, 512, 1):
            for _ in range(10_000):
                try:
                    target.write(bytes(size))
                except OSError:
                    break


def _loa(installation: Installation, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "loa", *arguments],
        cwd=ROOT,
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        input="",
    )
    return {"status": done.returncode, "out": done.stdout, "err": done.stderr}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
