"""A served portal and a real browser. The server is `loa web` in a process and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from loa.channels.portal.publisher import Publisher
from tests.channels.portal.samples import SITE, entry, rebuttal
from tests.channels.portal.test_publisher import COVERED, SHOWN

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass(frozen=True)
class Served:
    """Where the portal is, and the codes it shows."""

    url: str
    folder: Path
    bulletin: str
    old: str
    rumour: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal with a bulletin, its correction and a rumour, served by `loa web` without any database."""
    folder, port = tmp_path_factory.mktemp("loa"), free_port()
    url = f"http://127.0.0.1:{port}"
    old, rumour = entry(1), rebuttal(2)
    new = entry(3, kind="correction", urgency="urgent", replaces=old.code)
    portal = Publisher(folder / "portal", replace(SITE, base_url=url), folder / "keys")
    portal.rebuild([old, rumour, new])
    portal.show_coverage(COVERED)
    portal.show_dispatches(SHOWN)
    portal.show_asked({rumour.code: 1204})
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DJANGO_"))}
    environment = {**kept, "LOA_DATA_DIR": str(folder), "LOA_BASE_URL": url}
    # The site's particulars are not the samples': no page may change any more while tests compare.
    subprocess.run([sys.executable, "-m", "loa", "web", "--renew"], env=environment, check=True)
    process = subprocess.Popen([sys.executable, "-m", "loa", "web", "--port", str(port)], env=environment)
    try:
        _wait_for(url)
        yield Served(url, folder, new.code, old.code, rumour.code, process, environment)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    pytest.fail("loa web did not answer")
