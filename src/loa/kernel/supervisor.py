"""One process tree: starts child processes, starts a fallen one again, ends them all together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from loa.kernel.parent import SUPERVISED

log = structlog.get_logger(__name__)

CALM = 30.0  # seconds a child must live for its next fall to count as its first
GRACE = 10.0  # seconds a child gets to finish its window before it is killed


@dataclass
class Child:
    """One supervised `loa` command and how often it fell lately. *once*: its end with status 0 is the end of it."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    once: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0

    def start(self) -> None:
        """Start the command in its own session-less process, so that Ctrl-C reaches only the supervisor's handler."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "loa", *self.arguments],
            env={**os.environ, **self.environment, SUPERVISED: str(os.getpid())},
            start_new_session=True,
        )
        self.started = time.monotonic()

    def fell(self) -> bool:
        """Whether the process has ended."""
        return self.process is not None and self.process.poll() is not None

    def is_done(self) -> bool:
        """Whether it was to run once, and has."""
        return self.once and self.process is not None and self.process.poll() == 0

    def delay(self) -> float:
        """Seconds to wait before it is started again: 0.5, 1, 2 … 30."""
        self.falls = 1 if time.monotonic() - self.started > CALM else self.falls + 1
        return float(min(30.0, 0.5 * 2 ** (self.falls - 1)))


class Supervisor:
    """Keeps a set of commands running until `stop` is called."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self.stopping = threading.Event()

    def __enter__(self) -> Supervisor:
        for child in self.children:
            child.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every child: politely, then not."""
        self.stopping.set()
        for child in self.children:
            self._signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._signal(child, signal.SIGKILL)
                child.process.wait()

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        if child.process is not None and child.process.poll() is None:
            child.process.send_signal(number)

    def watch(self, interval: float = 0.3) -> None:
        """Block, starting fallen children again, until `stop` is called from a signal handler or another thread.

        Ends by itself when all children were to run once and have.
        """
        due: dict[str, float] = {}
        while not all(child.is_done() for child in self.children) and not self.stopping.wait(interval):
            for child in self.children:
                self._revive(child, due)

    def _revive(self, child: Child, due: dict[str, float]) -> None:
        if not child.fell() or child.is_done():
            return
        if child.name not in due:
            delay = child.delay()
            code = child.process.returncode if child.process else None
            log.warning("child fell", child=child.name, code=code, restart_in=delay)
            due[child.name] = time.monotonic() + delay
        elif time.monotonic() >= due[child.name]:
            del due[child.name]
            child.start()


def until_signal(supervisor: Supervisor) -> None:
    """Watch until SIGINT or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    supervisor.watch()
