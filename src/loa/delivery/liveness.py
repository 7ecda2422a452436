"""Knowing at once that a worker of this machine is dead, instead of waiting for its leases to run out.

Every worker process holds an exclusive file lock for as long as it lives; the kernel lets go of it when the process
ends, however it ends. Nothing is concluded about workers of other machines: theirs is the lease's end.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from loa.config import config

_FOLDER = "workers"


def _folder() -> Path:
    folder = Path(config().data_dir) / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_name() -> str:
    """A worker name that was never used before: machine, process, chance."""
    return f"{socket.gethostname()[:30]}.{os.getpid()}.{secrets.token_hex(4)}"


@contextmanager
def alive(name: str) -> Iterator[None]:
    """Hold the sign of life of worker *name*."""
    path = _folder() / name
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
        os.close(descriptor)


def dead() -> list[str]:
    """Workers of this machine that ended without saying goodbye; each is named once."""
    return [path.name for path in _folder().iterdir() if _bury(path)]


def _bury(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    finally:
        os.close(descriptor)
    return True
