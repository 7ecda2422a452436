"""A made world for benches: a fresh installation in a process of its own, with many people, on either database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Progress = Callable[[str], None]


def run_child(module: str, arguments: Mapping[str, Any], environment: Mapping[str, str], progress: Progress) -> Any:
    """Run `bench.<module>` as a child with *arguments* (one JSON value); return the JSON value it prints last.

    A child has its own configuration, database and memory. Lines before the last are shown as progress.
    """
    with tempfile.TemporaryDirectory(prefix="loa-bench-", ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            [sys.executable, "-m", f"bench.{module}", json.dumps(arguments)],
            cwd=ROOT,
            env={**_clean_environment(), "LOA_DATA_DIR": folder, "LOA_LOG_LEVEL": "error", **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        last = ""
        for line in child.stdout:
            last = line.strip()
            progress(last[:100])
        if child.wait() != 0:
            raise RuntimeError(f"bench.{module} failed")
        return json.loads(last)


def _clean_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOA_") and name != "DATABASE_URL"}
    return {**kept, "PYTHONPATH": f"{ROOT}/src:{ROOT}"}


def set_up() -> None:
    """In a child: bring up Django on the empty database that the environment names."""
    from loa.cli import setup

    setup.django()
    setup.migrate()
    from loa.trust.actions import ensure_signing_key

    ensure_signing_key()


def resident() -> dict[str, float]:
    """Megabytes of this process in memory: `rss_mb` at its greatest, and what is anonymous and what a mapped file now.

    `VmHWM` and not `ru_maxrss`: the latter remembers what was there before `exec`.
    """
    return {
        "rss_mb": _kilobytes("status", "VmHWM") / 1024,
        "anonymous_mb": _kilobytes("smaps_rollup", "Anonymous") / 1024,
        "mapped_files_mb": (_kilobytes("smaps_rollup", "Rss") - _kilobytes("smaps_rollup", "Anonymous")) / 1024,
    }


def _kilobytes(file: str, name: str) -> int:
    for line in Path(f"/proc/self/{file}").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def say(text: str) -> None:
    """A line of progress to the parent."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def people(number: int, channel: str = "mail", *, subscribed: bool = False) -> Any:
    """Fill the database with *number* recipients, each with an address on *channel*; return a small city.

    *subscribed* also writes their consent, so that an audience may mean them.
    """
    from django.db import connection
    from tests.support.people import city

    made = city(staff_per_ward=0)
    numbers = (
        f"generate_series(1, {number}) AS numbers(n)"
        if connection.vendor == "postgresql"
        else f"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number}) "
        "SELECT n FROM numbers)"
    )
    with quick_filling("units_recipient", "units_contactpoint", "units_subscriber") as cursor:
        cursor.execute(
            "INSERT INTO units_recipient (kind, language, created_at) "
            f"SELECT 'subscriber', 'vi', CURRENT_TIMESTAMP FROM {numbers}"
        )
        cursor.execute(
            "INSERT INTO units_contactpoint (recipient_id, channel, address, keys, created_at, closed_reason) "
            f"SELECT id, '{channel}', 'nguoi-nhan-' || id || '@cu-dan.campha.example', '{{}}', CURRENT_TIMESTAMP, '' "
            "FROM units_recipient ORDER BY id"
        )
        if subscribed:
            cursor.execute(
                "INSERT INTO units_subscriber (recipient_id, consent_text_hash, consented_at) "
                "SELECT id, '', CURRENT_TIMESTAMP FROM units_recipient"
            )
    return made


@contextmanager
def quick_filling(*tables: str) -> Iterator[Any]:
    """A cursor to fill *tables* with: their indexes are made afterwards, and a million foreign keys are not looked up.

    On SQLite nothing is written twice meanwhile either (no journal): a bench whose filling breaks off begins anew.
    """
    from django.db import connection

    begin, end, found = _FILLING[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(begin)
        cursor.execute(found, [list(tables)] if connection.vendor == "postgresql" else [json.dumps(tables)])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield cursor
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(end)
        cursor.execute("ANALYZE")


# By database: what is said before and after filling, and how the indexes of tables are found (name, definition).
_FILLING = {
    "postgresql": (
        "SET session_replication_role = replica; SET maintenance_work_mem = '256MB'",
        "SET session_replication_role = origin",
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conname = indexname)",
    ),
    "sqlite": (
        "PRAGMA journal_mode = OFF",
        "PRAGMA journal_mode = WAL",
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN (SELECT value FROM json_each(%s))",
    ),
}


def release(city: Any, channels: tuple[str, ...] = ("mail",)) -> Any:
    """A signed release of *city*; its deliveries are the caller's to plan."""
    from django.utils import timezone
    from tests.support.releases import approved

    from loa.bulletins import actions

    return actions.release(approved(city, channels), timezone.now())
