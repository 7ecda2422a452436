"""A whole demo beside the tests: its own processes, ports and folder. Told to its end, then left running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PATIENCE = 240.0  # seconds for a small demo on a busy machine


class RunningDemo:
    """`loa demo` on a small organisation, in *folder*."""

    def __init__(self, folder: Path, *options: str, staff: int = 60, residents: int = 20) -> None:
        self.folder = folder
        self.arguments = ["demo", "--dir", str(folder), "--staff", str(staff), "--residents", str(residents)]
        self.arguments += ["--any-port", *options]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> RunningDemo:
        """Start it without waiting."""
        # Files, not pipes: nobody reads while we wait, and a full pipe would stop the whole process tree.
        with self.out.open("w") as out, self.err.open("w") as err:
            command = [sys.executable, "-m", "loa", *self.arguments]
            self.process = subprocess.Popen(command, stdout=out, stderr=err, env=_clean_environment())
        return self

    @property
    def out(self) -> Path:
        """What it prints."""
        return self.folder.with_suffix(".out")

    @property
    def err(self) -> Path:
        """What it shows and complains of."""
        return self.folder.with_suffix(".err")

    @property
    def state(self) -> dict[str, Any]:
        """The state file; empty before there is one."""
        try:
            value: dict[str, Any] = json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return value

    def wait_for(self, step: str) -> dict[str, Any]:
        """Wait until the chapter *step* is told; return the state."""
        deadline = time.monotonic() + PATIENCE
        while step not in self.state.get("done", ()):
            assert self.process is not None
            assert self.process.poll() is None, self.err.read_text()[-2000:]
            assert time.monotonic() < deadline, self.state
            time.sleep(0.1)
        return self.state

    def finish(self) -> tuple[int, str, str]:
        """Wait for its end: exit status, stdout, stderr."""
        assert self.process is not None
        status = self.process.wait(timeout=PATIENCE)
        return status, self.out.read_text(encoding="utf-8"), self.err.read_text(encoding="utf-8")

    def kill(self) -> None:
        """kill -9, and wait until its ports are free again."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        wait_for_free(self.state["ports"].values())

    def stop(self) -> None:
        """Ctrl-C."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @property
    def base_url(self) -> str:
        """Portal and desk."""
        return f"http://127.0.0.1:{self.state['ports']['web']}"

    @property
    def sandbox_url(self) -> str:
        """Inbox, push and Zalo views."""
        return f"http://127.0.0.1:{self.state['ports']['sandbox']}"


def wait_for_free(ports: Sequence[int] | Any) -> None:
    """Wait until nobody listens on *ports*: children end a moment after their supervisor."""
    import socket

    deadline = time.monotonic() + 30
    for port in ports:
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) != 0:
                    break
            time.sleep(0.1)


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DJANGO_", "DATABASE_"))}
