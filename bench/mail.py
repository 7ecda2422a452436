"""`loa bench mail`: personal mails with durable receipts, beside Postfix's own generator and the usual Python loops.

Everybody sends to the same smtp-sink. The sender is held on one core and the sink on another. Ours does what the
delivery engine does: windows of 50, each followed by a commit of the parcel's outcome bytes. The Python peers get the
finished message and only put the recipient in; they keep one session and write a row per recipient, 500 to a
transaction. smtp-source writes nothing down and makes nothing personal. Runs are interleaved; figures are medians.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import shutil
import smtplib
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import aiosmtplib

from bench.rounds import Progress, Timing, interleaved, measured
from bench.world import resident
from loa.bulletins.core.manifest import Figure, Manifest, Text
from loa.channels.base import Envelope, Outcome, Place, ReleaseContext, Report

WINDOW = 50  # envelopes between two commits, as in the delivery engine
PARCEL = 500  # contact points, one outcome byte each
ROWS = 500  # the peers' rows a transaction
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"  # as in loa.settings
_PLACES = ("/usr/sbin", "/usr/bin", "/usr/local/sbin")
BODY = (
    "**Người đã đến chợ Quang Hanh từ ngày 05 đến ngày 07/02** khai báo y tế ngay hôm nay.\n\n"
    "- Khai báo tại trạm y tế phường, hoặc gọi số trực của Trung tâm Y tế.\n"
    "- Theo dõi thân nhiệt hai lần mỗi ngày trong 14 ngày.\n"
    "- Không chia sẻ thông tin chưa được kiểm chứng.\n\n"
)


class MissingToolError(RuntimeError):
    """Debian's postfix is not installed."""


def run(
    recipients: int = 5_000,
    sessions: int = 8,
    rounds: int = 5,
    seconds: float = 40.0,
    progress: Progress = lambda _text: None,
) -> dict[str, Any]:
    """Measure; `recipients` a round for us and smtp-source, a quarter for smtplib, an eighth for aiosmtplib.

    No round begins after *seconds*, whatever `rounds` says.
    """
    with tempfile.TemporaryDirectory(prefix="loa-bench-", ignore_cleanup_errors=True) as name, _sink() as port:
        folder = Path(name)
        people = _people(recipients)
        sample = _sample(folder, port)
        runners: dict[str, Callable[[], Timing]] = {
            "ours": lambda: _ours(folder, port, people, sessions),
            "smtp_source": lambda: _smtp_source(port, recipients, len(sample), sessions),
            "smtplib_rows": lambda: _smtplib(folder, port, sample, people[: recipients // 4]),
            "aiosmtplib_rows": lambda: _aiosmtplib(folder, port, sample, people[: recipients // 8]),
        }
        timings = interleaved(runners, rounds, seconds, progress)
    return _result(
        timings, {"recipients": recipients, "sessions": sessions, "rounds": len(timings["ours"]), "bytes": len(sample)}
    )


def _result(timings: dict[str, list[Timing]], params: dict[str, Any]) -> dict[str, Any]:
    figures = {name: _figures(runs) for name, runs in timings.items()}
    ours = figures.pop("ours")
    return {
        "bench": "mail",
        "ours": {**ours, **resident()},
        "peers": figures,
        "limit": {},
        "ratio": {name: ours["per_second"] / peer["per_second"] for name, peer in figures.items()}
        | {f"{name}_cpu": ours["per_cpu_second"] / peer["per_cpu_second"] for name, peer in figures.items()},
        "params": params,
    }


def _figures(runs: Sequence[Timing]) -> dict[str, float]:
    return {
        "per_second": statistics.median(run.per_second for run in runs),
        "per_cpu_second": statistics.median(run.per_cpu_second for run in runs),
        "cpu_us": statistics.median(run.cpu / run.count for run in runs) * 1e6,
    }


# -- ours -------------------------------------------------------------------------------------------------------


def _release() -> ReleaseContext:
    title = "Cẩm Phả: thông tin tình hình dịch bệnh ngày 07/02/2020"
    summary = "Người đến chợ Quang Hanh từ 05 đến 07/02 cần khai báo y tế ngay hôm nay."
    manifest = Manifest(
        code="7K3F-9QXA",
        number="05/TB-UBND",
        kind="update",
        urgency="urgent",
        issuer="Ủy ban nhân dân thành phố Cẩm Phả",
        issuer_unit=1,
        issued_at="2020-02-07T00:30:00Z",
        texts={"vi": Text(title, summary, BODY)},
        channels=("mail",),
        audience={},
        audience_hash="",
        audience_count=0,
        figures=(Figure({"vi": "Đang theo dõi"}, 12, "2020-02-07"),),
    )
    place = Place("https://bantin.example", manifest.issuer, "bantin.example")
    return ReleaseContext(manifest, signature="A" * 88, place=place)


def _people(count: int) -> list[Envelope]:
    names = ("Nguyễn Thị Lan", "Trần Văn Minh", "Phạm Thu Hương", "Lê Quốc Bình")
    return [
        Envelope(
            number % PARCEL,
            10_000 + number,
            20_000 + number,
            f"nguoi.nhan.{number}@donvi{number % 50}.example",
            f"7k3f9qxa.{number}",
            token="Ab3_" + f"{number:016d}",
            name=names[number % 4],
            duty=number % 2 == 0,
        )
        for number in range(count)
    ]


def _channel(folder: Path, port: int, sessions: int = 1) -> Any:
    os.environ.setdefault("LOA_DATA_DIR", str(folder))
    from loa import config
    from loa.cli import setup

    setup.django()
    from loa.channels.mail.channel import MailChannel

    settings = {"LOA_SMTP": f"127.0.0.1:{port}", "LOA_SMTP_SESSIONS": str(sessions), "LOA_DATA_DIR": str(folder)}
    return MailChannel(config.load(settings))


def _sample(folder: Path, port: int) -> bytes:
    """One finished message: what the peers send, and the size that smtp-source is told."""
    from loa.channels.mail.letters import Composer

    channel = _channel(folder, port)
    composer = Composer(channel.prepare(_release()), channel.return_paths("bantin.example"), lambda _: "t" * 22)
    return composer(_people(1)[0]).content


def _ours(folder: Path, port: int, people: Sequence[Envelope], sessions: int) -> Timing:
    channel = _channel(folder, port, sessions)
    with _database(folder, "CREATE TABLE parcel (id INTEGER PRIMARY KEY, outcomes BLOB NOT NULL)") as database:
        sender = channel.open_sender(channel.prepare(_release()))
        with measured(len(people)) as timing:
            for number in range(0, len(people), PARCEL):
                _send_parcel(database, sender, number, people[number : number + PARCEL])
        sender.close()
        _expect(database, "SELECT sum(length(outcomes)) FROM parcel", len(people))
    return timing()


def _send_parcel(database: sqlite3.Connection, sender: Any, number: int, people: Sequence[Envelope]) -> None:
    """A parcel as the engine sends it: its outcome bytes are written down after each window."""
    outcomes = bytearray(len(people))

    def report(settled: Report) -> None:
        assert settled.outcome is Outcome.SENT, settled
        outcomes[settled.index] = settled.outcome

    for start in range(0, len(people), WINDOW):
        sender.send(people[start : start + WINDOW], report)
        database.execute("INSERT OR REPLACE INTO parcel VALUES (?, ?)", (number, bytes(outcomes)))
        database.commit()


# -- peers ------------------------------------------------------------------------------------------------------


def _smtp_source(port: int, count: int, size: int, sessions: int) -> Timing:
    command = [_tool("smtp-source"), "-d", "-l", str(size), "-m", str(count), "-s", str(sessions)]
    command += ["-f", "b@bounce.example", "-t", "nguoi.nhan@donvi.example", f"127.0.0.1:{port}"]
    with measured(count, resource.RUSAGE_CHILDREN) as timing:
        subprocess.run(command, check=True)
    return timing()


def _personal(sample: bytes, person: Envelope) -> bytes:
    return sample.replace(b"nguoi.nhan.0@donvi0.example", person.address.encode(), 1)


def _smtplib(folder: Path, port: int, sample: bytes, people: Sequence[Envelope]) -> Timing:
    with _rows(folder) as database, smtplib.SMTP("127.0.0.1", port) as server:
        with measured(len(people)) as timing:
            for start in range(0, len(people), ROWS):
                for person in people[start : start + ROWS]:
                    server.sendmail("b@bounce.example", [person.address], _personal(sample, person))
                _write_rows(database, people[start : start + ROWS])
        _expect(database, "SELECT count(*) FROM receipt", len(people))
    return timing()


def _aiosmtplib(folder: Path, port: int, sample: bytes, people: Sequence[Envelope]) -> Timing:
    return asyncio.run(_aiosmtplib_loop(folder, port, sample, people))


async def _aiosmtplib_loop(folder: Path, port: int, sample: bytes, people: Sequence[Envelope]) -> Timing:
    with _rows(folder) as database:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as server:
            with measured(len(people)) as timing:
                for start in range(0, len(people), ROWS):
                    for person in people[start : start + ROWS]:
                        await server.sendmail("b@bounce.example", [person.address], _personal(sample, person))
                    _write_rows(database, people[start : start + ROWS])
        _expect(database, "SELECT count(*) FROM receipt", len(people))
    return timing()


def _rows(folder: Path) -> contextlib.AbstractContextManager[sqlite3.Connection]:
    return _database(folder, "CREATE TABLE receipt (contact_point INTEGER PRIMARY KEY, outcome INTEGER, at REAL)")


def _write_rows(database: sqlite3.Connection, people: Sequence[Envelope]) -> None:
    rows = [(person.contact_point, int(Outcome.SENT), time.time()) for person in people]
    database.executemany("INSERT INTO receipt VALUES (?, ?, ?)", rows)
    database.commit()


# -- the ground -------------------------------------------------------------------------------------------------


def _tool(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join(_PLACES))
    if found is None:
        raise MissingToolError(f"{name} is not here: install Debian's postfix")
    return found


@contextlib.contextmanager
def _sink() -> Iterator[int]:
    """smtp-sink on a free port and on the last core; we stay on the first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([_tool("smtp-sink"), *user, f"127.0.0.1:{port}", "100"])
    cores = sorted(os.sched_getaffinity(0))
    try:
        os.sched_setaffinity(process.pid, {cores[-1]})
        os.sched_setaffinity(0, {cores[0]})
        _wait_for(port)
        yield port
    finally:
        os.sched_setaffinity(0, cores)
        process.kill()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise MissingToolError("smtp-sink does not start")


@contextlib.contextmanager
def _database(folder: Path, schema: str) -> Iterator[sqlite3.Connection]:
    path = folder / f"bench-{time.monotonic_ns()}.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript(PRAGMAS + schema)
        yield database


def _expect(database: sqlite3.Connection, question: str, count: int) -> None:
    (found,) = database.execute(question).fetchone()
    if found != count:
        raise AssertionError(f"{found} receipts of {count}")
