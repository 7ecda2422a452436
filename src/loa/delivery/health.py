"""Is this process alive, and can it do its work? The web face mounts these at /healthz and /readyz."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from loa.config import config
from loa.delivery.engine.choice import engine
from loa.delivery.errors import EngineUnavailableError

LOW_DISK = 200_000_000  # bytes below which nothing new should be begun


@dataclass(frozen=True, slots=True)
class Health:
    """Alive: the process answers."""

    ok: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests may be sent here; `checks` holds "ok" or the reason, by name."""

    ok: bool
    checks: dict[str, str] = field(default_factory=dict)


def healthz() -> Health:
    """Says nothing about the database on purpose: a restart would not mend that."""
    return Health()


def readyz() -> Readiness:
    """Database, migrations and disk decide. The queue is reported only: work goes on without it, more slowly."""
    checks = {"database": _database(), "disk": _disk()}
    if checks["database"] == "ok":
        checks["migrations"] = _migrations()
    ready = all(found == "ok" for found in checks.values())
    return Readiness(ready, {**checks, "queue": _queue()})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        connection.close()
        return str(error).strip() or type(error).__name__
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not missing else f"{len(missing)} migrations are missing"


def _disk() -> str:
    free = shutil.disk_usage(Path(config().data_dir)).free
    return "ok" if free >= LOW_DISK else f"only {free // 1_000_000} MB are free"


def _queue() -> str:
    try:
        engine().backlog("mail")
    except EngineUnavailableError as error:
        return error.text
    return "ok"
