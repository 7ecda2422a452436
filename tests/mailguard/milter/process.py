"""A milter as a process of its own, as an operator runs it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loa.mailguard.site import Site
from tests.support.servers import free_port


@dataclass
class Process:
    """`loa mail milter` on a port that stays the same over restarts."""

    folder: Path
    site: Site = field(default_factory=Site)
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    @property
    def policy(self) -> Path:
        return self.folder / "policy.json"

    @property
    def log(self) -> Path:
        return self.folder / "milter.log"

    def write(self, site: Site) -> None:
        self.site = site
        fresh = self.policy.with_suffix(".new")
        fresh.write_text(site.to_json(), encoding="utf-8")
        fresh.replace(self.policy)

    def start(self) -> None:
        self.write(self.site)
        command = [sys.executable, "-m", "loa", "mail", "milter", "--listen", f"127.0.0.1:{self.port}"]
        self.running = subprocess.Popen(
            [*command, "--policy", str(self.policy), "--jobs", "2", *self.arguments],
            stdout=subprocess.PIPE,
            stderr=self.log.open("ab"),
            env={**self.environment, "LOA_LOG_FORMAT": "json"},
        )
        assert self.running.stdout is not None
        assert self.running.stdout.readline().strip() == str(self.port).encode(), self.log.read_text()

    def send(self, number: signal.Signals) -> None:
        assert self.running is not None
        self.running.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.running is not None
        if self.running.poll() is None:
            self.running.send_signal(number)
            self.running.send_signal(signal.SIGCONT)
        code = self.running.wait(30)
        if self.running.stdout:
            self.running.stdout.close()
        return code

    def events(self) -> list[dict[str, object]]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextlib.contextmanager
def milter(
    folder: Path, site: Site | None = None, *arguments: str, environment: Mapping[str, str] = os.environ
) -> Iterator[Process]:
    process = Process(folder, site or Site(), arguments, environment)
    process.start()
    try:
        yield process
    finally:
        process.stop()
