"""A Loa whose parts run as processes of their own, on one data folder."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """The folder, and the settings (LOA_…) on top of it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of it."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOA_")}
        fixed = {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "LOA_DATA_DIR": str(self.folder / "data"),
            "LOA_SECRET_KEY": "the secret of a test, long enough for anybody and known to everybody",
            "LOA_LOG_FORMAT": "json",
        }
        return inherited | fixed | self.settings

    @property
    def log(self) -> Path:
        """What its processes wrote."""
        return self.folder / "log"

    def ask(self, *arguments: str) -> None:
        """Have something done at the desk (`tests.mailguard.hand`)."""
        command = [sys.executable, "-m", "tests.mailguard.hand", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr

    @contextlib.contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """`loa ARGUMENTS` until the block ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", "loa", *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=self.log.open("a"), text=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            assert process.stdout is not None
            process.stdout.close()

    def said_port(self, process: subprocess.Popen[str]) -> int:
        """The port that *process* prints when it listens."""
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.isdigit(), self.log.read_text()
        return int(line)
