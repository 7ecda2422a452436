"""Starting a sandbox from another program: the demo, a test, a bench."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loa.errors import LoaError

PARTS = ("mail", "push", "zalo")
START_TIMEOUT = 30.0  # seconds; it takes less than one on a quiet machine
STOP_TIMEOUT = 5.0


class SandboxFailedError(LoaError):
    """The sandbox did not start."""

    code = "sandbox_failed"
    message = "The sandbox did not start: %(reason)s"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts answer. URLs have no trailing slash; a part that was not asked for has an empty address."""

    url: str
    mail_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 0
    push_url: str = ""
    zalo_url: str = ""

    @property
    def smtp(self) -> str:
        """`HOST:PORT`, as LOA_SMTP takes it."""
        return f"{self.smtp_host}:{self.smtp_port}"

    @property
    def push_connect(self) -> str:
        """Where a real browser connects (Firefox's `dom.push.serverURL`)."""
        return f"{self.push_url.replace('http', 'ws', 1)}/connect" if self.push_url else ""

    def to_json(self) -> dict[str, Any]:
        """The line a sandbox prints when it is ready."""
        return asdict(self)


class Sandbox:
    """A running sandbox: `with Sandbox(folder) as sandbox: … sandbox.addresses.smtp_port …`.

    It keeps its state in *directory* and goes on with it when started there again. Port 0 means any free one. It
    ends with the block, or when this process dies.
    """

    def __init__(
        self,
        directory: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        smtp_port: int = 0,
        parts: tuple[str, ...] = PARTS,
    ) -> None:
        self._command = [
            *(sys.executable, "-m", "loa.sandbox", "--attached", "--json"),
            *("--dir", str(directory), "--host", host, "--port", str(port), "--smtp-port", str(smtp_port)),
            *parts,
        ]
        self._process: subprocess.Popen[str] | None = None
        self._addresses: Addresses | None = None

    @property
    def addresses(self) -> Addresses:
        """Where it answers. Raises `SandboxFailedError` before it was started."""
        if self._addresses is None:
            raise SandboxFailedError(reason="it was not started")
        return self._addresses

    @property
    def pid(self) -> int:
        """The process id of the sandbox, for tests that kill it."""
        if self._process is None:
            raise SandboxFailedError(reason="it was not started")
        return self._process.pid

    def start(self) -> Addresses:
        """Start, and wait until every part answers. Raises `SandboxFailedError`."""
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self._first_line()
        if not line:
            self.stop()
            raise SandboxFailedError(reason="see the lines above")
        self._addresses = Addresses(**json.loads(line))
        return self._addresses

    def _first_line(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(
            target=lambda stream: lines.put(stream.readline()), args=[self._process.stdout], daemon=True
        ).start()
        try:
            return lines.get(timeout=START_TIMEOUT)
        except queue.Empty:
            return ""

    def stop(self) -> None:
        """End it; may be called twice."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
