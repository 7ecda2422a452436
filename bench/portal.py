"""`loa bench portal`: our server beside nginx on the same folder and beside a dynamic page; publishing from 100 to
10,000 bulletins.

Both servers answer the same file with the same headers and one server process each. Rounds alternate, so that what
else the machine does falls on all of them; the medians are compared.
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
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from loa.errors import LoaError

Progress = Callable[[str], None]
SIZES = (100, 1_000, 10_000)
HEADERS = ("-H", "Accept-Encoding: gzip")


class MissingToolError(LoaError):
    """The bench needs a program that is not installed."""

    code = "missing_tool"
    message = "The bench needs %(tool)s (apt-get install nginx-light wrk)."


def run(
    progress: Progress = lambda _text: None,
    *,
    seconds: int = 5,
    rounds: int = 3,
    connections: int = 32,
    bulletins: int = 10_000,
) -> dict[str, Any]:
    """Run the bench. *bulletins*: the largest archive that publishing is measured in."""
    _demand("nginx", "wrk")
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        curve, code = _publishing(folder, progress, [size for size in SIZES if size <= bulletins] or [bulletins])
        progress("starting the servers")
        targets = {
            "ours": stack.enter_context(_ours(folder)) + f"/b/{code}",
            "nginx": stack.enter_context(_nginx(folder)) + f"/b/{code}",
            "dynamic": stack.enter_context(_dynamic(folder)),
        }
        measured = _alternate(targets, progress, rounds, seconds, connections)
    ours = {**measured["ours"], "publish_s": curve[max(curve)], "publish_curve_s": curve}
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


def _publishing(folder: Path, progress: Progress, sizes: list[int]) -> tuple[dict[int, float], str]:
    """Seconds from `publish` until page, home, feeds, CAP and index are readable, at several archive sizes."""
    from loa.cli import setup

    setup.django()
    from tests.channels.portal.samples import SITE, entry

    from loa.channels.portal.publisher import Publisher

    publisher = Publisher(folder / "portal", replace(SITE, base_url="http://127.0.0.1"), folder / "keys")
    curve: dict[int, float] = {}
    written = 0
    for size in sizes:
        progress(f"writing an archive of {size} bulletins")
        publisher.rebuild(entry(number) for number in range(written + 1, size - 4))
        times = [_publish(publisher, entry(number)) for number in range(size - 4, size + 1)]
        curve[size], written = statistics.median(times), size
    return curve, entry(written).code


def _publish(publisher: Any, release: Any) -> float:
    began = time.perf_counter()
    publisher.publish(release)
    took = time.perf_counter() - began
    for path in (f"b/{release.code}/index.html", "index.html", "feeds/all.atom", "feeds/cap.atom"):
        assert release.code.encode() in (publisher.root / path).read_bytes(), path
    return took


def _alternate(
    targets: dict[str, str], progress: Progress, rounds: int, seconds: int, connections: int
) -> dict[str, dict[str, float]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in targets}
    for number in range(rounds):
        for name, url in targets.items():
            progress(f"round {number + 1} of {rounds}: {name}")
            found[name].append(_load(url, seconds, connections))
    return {
        name: {key: statistics.median(result[key] for result in results) for key in results[0]}
        for name, results in found.items()
    }


def _load(url: str, seconds: int, connections: int) -> dict[str, float]:
    """Requests a second and 99th percentile in milliseconds, as wrk sees them; any error ends the bench."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *HEADERS, url]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    assert "Non-2xx" not in text, text
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    assert rate is not None
    assert tail is not None
    return {"requests_s": float(rate[1]), "p99_ms": float(tail[1]) * {"us": 0.001, "ms": 1, "s": 1000}[tail[2]]}


@contextmanager
def _process(command: list[str], url: str, **environment: str) -> Iterator[str]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        _wait(url)
        yield url
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _ours(folder: Path) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "loa", "web", "--port", str(port), "--workers", "1"]
    url = f"http://127.0.0.1:{port}"
    with _process(command, url, LOA_DATA_DIR=str(folder), LOA_BASE_URL="http://127.0.0.1") as running:
        yield running


@contextmanager
def _nginx(folder: Path) -> Iterator[str]:
    """nginx as docs/operators/portal.md sets it up: compressed forms beside the files, the same headers."""
    from loa.channels.portal.serving import SHORTLY, security_headers

    port = _free_port()
    headers = [("Cache-Control", SHORTLY), *security_headers("index.html", strict=False)]
    lines = "\n".join(f'add_header {name} "{value}";' for name, value in headers)
    configuration = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # the bench's folder is its owner's alone
    configuration.write_text(
        f"{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        "events { worker_connections 1024; }\n"
        "http { types { text/html html; } access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;\n"
        f"open_file_cache max=10000; gzip_static on; {lines}\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/portal; charset utf-8; "
        "location / { try_files $uri $uri/index.html =404; } } }\n"
    )
    with _process(["nginx", "-c", str(configuration), "-p", str(folder)], f"http://127.0.0.1:{port}") as running:
        yield running


@contextmanager
def _dynamic(folder: Path) -> Iterator[str]:
    """The same bulletin made for every reader: a row from SQLite through Django's template, as portals often do."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.portal_dynamic", str(port)]
    root = str(Path(__file__).resolve().parents[1])
    url = f"http://127.0.0.1:{port}"
    with _process(command, url, LOA_DATA_DIR=str(folder / "dynamic"), PYTHONPATH=root) as running:
        yield running
