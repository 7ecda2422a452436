"""A whole Loa beside the tests: `loa up` on a folder and ports of its own, before the sandbox's push service."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from loa.demo.world import free_port
from loa.sandbox import Addresses

PATIENCE = 90.0  # seconds, on a busy machine


class RunningLoa:
    """`with RunningLoa(folder, sandbox) as loa: …` `ask` does in the database what the desk does."""

    def __init__(self, folder: Path, sandbox: Addresses) -> None:
        self.folder = folder
        self.port = free_port(0)
        self.url = f"http://localhost:{self.port}"
        self.sandbox = sandbox
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DJANGO_"))}
        self._environment = kept | {
            "LOA_DATA_DIR": str(folder),
            "LOA_BASE_URL": self.url,
            "LOA_SECRET_KEY": "the secret of a test, long enough for anybody and known to everybody",
            "LOA_PUSH_HOSTS": sandbox.url.partition("//")[2],
            "LOA_LOG_LEVEL": "warning",
        }
        self._processes: list[subprocess.Popen[str]] = []
        self.people: dict[str, int] = {}

    def __enter__(self) -> RunningLoa:
        """Start, found the town, wait until the front page answers."""
        self._start("-m", "loa", "up", "--port", str(self.port))
        eventually(self._answers)
        self._hand = self._start("-m", "tests.support.stagehand", piped=True)
        self.people = self.ask("found")
        return self

    def __exit__(self, *_exception: object) -> None:
        for process in reversed(self._processes):
            process.send_signal(signal.SIGINT)
        for process in self._processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def ask(self, command: str, **arguments: Any) -> Any:
        """Have a command of `tests.support.stagehand` carried out."""
        assert self._hand.stdin is not None
        assert self._hand.stdout is not None
        self._hand.stdin.write(json.dumps([command, arguments]) + "\n")
        self._hand.stdin.flush()
        line = self._hand.stdout.readline()
        assert line, self.errors()
        return json.loads(line)

    def release(self, title: str, **arguments: Any) -> str:
        """Release a bulletin; its code, once its page can be read."""
        return self._published(self.ask("release", title=title, **arguments))

    def correct(self, code: str, title: str) -> str:
        """Release a correction of *code*; its code, once its page can be read."""
        return self._published(self.ask("correct", code=code, title=title))

    def link(self, code: str, person: str) -> str:
        """The personal page of a release."""
        return f"{self.url}/a/{code}/{self.ask('token', purpose='acknowledge', code=code, person=self.people[person])}"

    def acknowledgements(self, code: str, person: str) -> list[str]:
        """The channels by which *person* has acknowledged."""
        known = self.ask("receipts", code=code, person=self.people[person])
        return [channel for kind, channel in known if kind == "acknowledged"]

    def errors(self) -> str:
        """What the processes complained of."""
        return (self.folder / "stderr").read_text(encoding="utf-8")[-3000:]

    def _published(self, code: str) -> str:
        eventually(lambda: httpx.get(f"{self.url}/b/{code}", timeout=5).status_code == httpx.codes.OK)
        return code

    def _answers(self) -> bool:
        try:
            return httpx.get(self.url, timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            assert self._processes[0].poll() is None, self.errors()
            return False

    def _start(self, *arguments: str, piped: bool = False) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE if piped else subprocess.DEVNULL
        with (self.folder / "stderr").open("a") as errors:
            process = subprocess.Popen(
                [sys.executable, *arguments], stdin=pipe, stdout=pipe, stderr=errors, text=True, env=self._environment
            )
        self._processes.append(process)
        return process


def eventually(look: Callable[[], Any]) -> Any:
    """What *look* finds, once it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
    return found
