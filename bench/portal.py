"""`loa bench portal`: our server beside nginx on the same folder and beside a dynamic page; publishing from 100 to
10,000 bulletins.

All answer the same page with the same headers and one server process each; nginx runs with the configuration that
operators are given. wrk asks with the header blocks of 256 browsers. Rounds are short and alternate, so that what else
the machine does falls on all of them; the medians are compared. Processor time per request is told beside them: it
hardly changes with the machine's load.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loa.errors import LoaError

Progress = Callable[[str], None]
SIZES = (100, 1_000, 10_000)
BATCH = 1_000  # releases between two words of progress
MEASURED = 5  # publications whose median is told for each size
LUA = Path(__file__).with_suffix(".lua")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Target:
    """A server under load: the page's address and the process whose time counts, with its children."""

    url: str
    process: int


@dataclass(frozen=True, slots=True)
class Publishing:
    """One publication: seconds by the clock, and of processor time."""

    seconds: float
    processor: float


class MissingToolError(LoaError):
    """The bench needs a program that is not installed."""

    code = "missing_tool"
    message = "The bench needs %(tool)s (apt-get install nginx-light wrk)."


def run(
    progress: Progress = lambda _text: None,
    *,
    seconds: int = 1,
    rounds: int = 6,
    connections: int = 32,
    bulletins: int = 10_000,
) -> dict[str, Any]:
    """Run the bench. *bulletins*: the largest archive that publishing is measured in."""
    _demand("nginx", "wrk")
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        curve = _publishing(folder / "curve", progress, [size for size in SIZES if size <= bulletins] or [bulletins])
        progress("starting the servers")
        code = _served(folder)
        targets = {
            "ours": stack.enter_context(_ours(folder, f"/b/{code}")),
            "nginx": stack.enter_context(_nginx(folder, f"/b/{code}")),
            "dynamic": stack.enter_context(_dynamic(folder)),
        }
        measured = _alternate(targets, progress, rounds, seconds, connections)
    ours = {
        **measured["ours"],
        "publish_s": curve[max(curve)].seconds,
        "publish_curve_s": {size: taken.seconds for size, taken in curve.items()},
        "publish_curve_cpu_s": {size: taken.processor for size, taken in curve.items()},
    }
    peers = {name: measured[name] for name in ("nginx", "dynamic")}
    return {
        "bench": "portal",
        "ours": ours,
        "peers": peers,
        "limit": {"publish_s": 1.0},
        "ratio": {name: ours["requests_s"] / figures["requests_s"] for name, figures in peers.items()},
        "params": {"seconds": seconds, "rounds": rounds, "connections": connections, "cpus": os.cpu_count()},
    }


def _demand(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            raise MissingToolError(tool=tool)


def _publishing(folder: Path, progress: Progress, sizes: list[int]) -> dict[int, Publishing]:
    """Seconds from `publish` until page, home, feeds, CAP and index are on disk and readable, by archive size."""
    from loa.cli import setup

    setup.django()
    from tests.channels.portal.samples import SITE, entry

    from loa.channels.portal.publisher import Publisher

    publisher = Publisher(folder / "portal", replace(SITE, base_url="http://127.0.0.1"), folder / "keys")
    publisher.ensure()
    curve: dict[int, Publishing] = {}
    written = 0
    for size in sizes:
        _fill(publisher, range(written + 1, size - MEASURED), progress)
        publisher.publish(entry(size - MEASURED))  # writes what filling left out, and is not measured
        times = [_publish(publisher, entry(number)) for number in range(size - MEASURED + 1, size + 1)]
        curve[size], written = Publishing(*map(statistics.median, zip(*times, strict=True))), size
        progress(f"publishing beside {size:,} bulletins: {curve[size].seconds * 1000:.0f} ms")
    return curve


def _served(folder: Path) -> str:
    """The portal that is served under load, with a few bulletins; the code of the newest."""
    from tests.channels.portal.samples import SITE, entry

    from loa.channels.portal.publisher import Publisher

    publisher = Publisher(folder / "portal", replace(SITE, base_url="http://127.0.0.1"), folder / "keys")
    publisher.rebuild(entry(number) for number in range(1, 21))
    return entry(20).code


def _fill(publisher: Any, numbers: range, progress: Progress) -> None:
    """Make the archive as large as if the releases of those *numbers* had been published one by one.

    Rows are signed and real. The old bulletins' pages are left out (their folders are made), for publishing another
    one never looks at them; of lists and segments it writes the ends, which the publication that follows brings back.
    """
    from tests.channels.portal.samples import entry

    from loa.channels.portal.archive import Archive
    from loa.channels.portal.store import PRIVATE

    with publisher.store.exclusive(), closing(Archive(publisher.root / PRIVATE / "archive.sqlite3")) as archive:
        for start in range(numbers.start, numbers.stop, BATCH):
            progress(f"an archive of {start:,} bulletins grows to {numbers.stop:,}")
            with archive.transaction():
                for number in range(start, min(start + BATCH, numbers.stop)):
                    made = entry(number)
                    archive.put(made)
                    (publisher.root / "b" / made.code).mkdir(parents=True, exist_ok=True)


def _publish(publisher: Any, release: Any) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    publisher.publish(release)
    took = time.perf_counter() - began, time.process_time() - used
    segment = max((publisher.root / "search").glob("[0-9]*.json"), key=lambda path: int(path.stem))
    shown = (f"b/{release.code}/index.html", "index.html", "feeds/all.atom", "feeds/cap.atom", "bulletins/index.html")
    for path in (*shown, f"search/{segment.name}"):
        assert release.code.encode() in (publisher.root / path).read_bytes(), path
    return took


def _alternate(
    targets: dict[str, Target], progress: Progress, rounds: int, seconds: int, connections: int
) -> dict[str, dict[str, float]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in targets}
    for number in range(rounds):
        for name, target in targets.items():
            found[name].append(_load(target, seconds, connections))
            said = f"{found[name][-1]['requests_s']:,.0f} requests/s, p99 {found[name][-1]['p99_ms']:.1f} ms"
            progress(f"round {number + 1} of {rounds}: {name} {said}")
    return {
        name: {key: statistics.median(result[key] for result in results) for key in results[0]}
        for name, results in found.items()
    }


def _load(target: Target, seconds: int, connections: int) -> dict[str, float]:
    """Requests a second and 99th percentile in milliseconds, as wrk sees them, and the server's processor time in
    microseconds per request; any error ends the bench."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(LUA), target.url]
    before = _processor_time(target.process)
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    used = _processor_time(target.process) - before
    assert "Non-2xx" not in text, text
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    count = re.search(r"(\d+) requests in", text)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    assert rate
    assert count
    assert tail
    milliseconds = float(tail[1]) * {"us": 0.001, "ms": 1, "s": 1000}[tail[2]]
    return {"requests_s": float(rate[1]), "p99_ms": milliseconds, "cpu_us": used / int(count[1]) * 1_000_000}


def _processor_time(process: int) -> float:
    """Seconds of processor time of *process* and its children, so far."""
    children = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout.split()
    total = 0
    for one in [str(process), *children]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


@contextmanager
def _process(command: list[str], url: str, path: str = "", **environment: str) -> Iterator[Target]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _wait(url)
        yield Target(url + path, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


@contextmanager
def _ours(folder: Path, path: str) -> Iterator[Target]:
    from tests.support.servers import free_port

    port = free_port()
    command = [sys.executable, "-m", "loa", "web"]
    url, environment = f"http://127.0.0.1:{port}", {"LOA_DATA_DIR": str(folder), "LOA_BASE_URL": "http://127.0.0.1"}
    # Nothing else may run while it is measured.
    subprocess.run([*command, "--renew"], env={**os.environ, **environment}, check=True, stderr=subprocess.DEVNULL)
    with _process([*command, "--port", str(port), "--workers", "1"], url, path, **environment) as running:
        yield running


@contextmanager
def _nginx(folder: Path, path: str) -> Iterator[Target]:
    """nginx as docs/operators/nginx/loa.conf sets it up."""
    from tests.support.nginx import nginx
    from tests.support.servers import free_port

    with nginx(folder / "portal", folder / "nginx", upstream=free_port()) as (url, process):
        yield Target(url + path, process)


@contextmanager
def _dynamic(folder: Path) -> Iterator[Target]:
    """The same bulletin made for every reader: a row from SQLite through Django's template, as portals often do."""
    from tests.support.servers import free_port

    port = free_port()
    command = [sys.executable, "-m", "bench.portal_dynamic", str(port)]
    root = str(Path(__file__).resolve().parents[1])
    url = f"http://127.0.0.1:{port}"
    with _process(command, url, LOA_DATA_DIR=str(folder / "dynamic"), PYTHONPATH=root) as running:
        yield running
