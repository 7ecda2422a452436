"""`loa bench plan`: a durable plan of a million recipients, beside the table with a row per recipient.

Ours: read the open addresses, pack them into parcels, commit. The peer does what notification services do: one row a
recipient (uuid key, job, recipient, address, status, three times, two indexes), written as fast as the database takes
it (`executemany` in one transaction on SQLite, one binary COPY on PostgreSQL), from the same reading.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench.world import Progress, people, release, run_child, say, set_up

ROWS = """
CREATE TABLE notifications (
    id uuid PRIMARY KEY, job_id uuid NOT NULL, recipient_id bigint NOT NULL, contact_point_id bigint NOT NULL,
    "to" varchar(600) NOT NULL, status varchar(20) NOT NULL, created_at timestamp NOT NULL,
    sent_at timestamp NULL, updated_at timestamp NULL)
"""
INDEXES = (
    "CREATE INDEX notifications_job ON notifications (job_id, status)",
    "CREATE INDEX notifications_created ON notifications (created_at)",
)
COLUMNS = 'id, job_id, recipient_id, contact_point_id, "to", status, created_at'


def run(recipients: int = 1_300_000, repeats: int = 3, progress: Progress = lambda _text: None) -> dict[str, Any]:
    """Plan *recipients* on SQLite and on PostgreSQL; medians of *repeats* plans, one plan of rows each."""
    from tests.support.servers import postgres

    arguments = {"recipients": recipients, "repeats": repeats}
    sqlite = run_child("plan", arguments, {}, progress)
    with postgres(durable=True) as server:
        url = server.create_database("loa")
        postgresql = run_child("plan", arguments, {"DATABASE_URL": url}, progress)
    return _result(sqlite, postgresql, arguments)


def _result(sqlite: dict[str, Any], postgresql: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    ours, peers, ratio = {}, {}, {}
    for name, found in (("sqlite", sqlite), ("postgresql", postgresql)):
        ours[f"{name}_s"], ours[f"{name}_bytes_per_recipient"] = found["seconds"], found["bytes"]
        peers[f"rows_{name}"] = {
            "seconds": found["rows_seconds"],
            "client_cpu_s": found["rows_cpu_seconds"],
            "bytes_per_recipient": found["rows_bytes"],
        }
        ours[f"{name}_client_cpu_s"] = found["cpu_seconds"]
        ratio[f"rows_{name}_time"] = found["rows_seconds"] / found["seconds"]
        ratio[f"rows_{name}_size"] = found["rows_bytes"] / found["bytes"]
        ours[f"{name}_reading_s"] = found["reading_seconds"]
        ours[f"{name}_rss_mb"] = found["rss_mb"]
    ours["bytes_per_recipient"] = max(sqlite["bytes"], postgresql["bytes"])
    return {
        "bench": "plan",
        "ours": ours,
        "peers": peers,
        "limit": {"seconds": 5.0, "bytes_per_recipient": 16.0},
        "ratio": ratio,
        "params": params,
    }


# -- in the child --------------------------------------------------------------------------------------------------


def _child(recipients: int, repeats: int) -> dict[str, float]:
    import psutil

    set_up()
    say(f"making {recipients:,} people")
    made = release(people(recipients))
    figures = _ours(made, recipients, repeats)
    figures["rss_mb"] = psutil.Process().memory_info().rss / 1e6
    say("a row per recipient")
    return {**figures, **_rows(recipients)}


def _ours(made: Any, recipients: int, repeats: int) -> dict[str, float]:
    from django.db import transaction
    from django.utils import timezone
    from pyroaring import BitMap

    from loa.bulletins.queries import manifest_of
    from loa.delivery import planning
    from loa.units.models import Recipient

    audience = BitMap(Recipient.objects.values_list("pk", flat=True).iterator())
    before, seconds, reading, processor = _size("delivery_parcel"), [], [], []
    for number in range(repeats):
        say(f"plan {number + 1} of {repeats}")
        started, burnt = time.perf_counter(), time.process_time()
        with transaction.atomic():
            addressees = planning.addressees("mail", audience)
            reading.append(time.perf_counter() - started)
            delivery = planning.plan(
                made, manifest_of(made), "mail", addressees, timezone.now(), purpose="reminder", round_number=number
            )
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - burnt)
        assert delivery.planned == recipients
    size = (_size("delivery_parcel") - before) / repeats / recipients
    return {
        "seconds": statistics.median(seconds),
        "cpu_seconds": statistics.median(processor),
        "reading_seconds": statistics.median(reading),
        "bytes": size,
    }


def _rows(recipients: int) -> dict[str, float]:
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        for index in INDEXES:
            cursor.execute(index)
    before = _size("notifications")
    started, burnt = time.perf_counter(), time.process_time()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            made = list(_notifications(text=False))  # one connection cannot be read from while a COPY is open on it
            with cursor.copy(f"COPY notifications ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["uuid", "uuid", "int8", "int8", "varchar", "varchar", "timestamp"])
                for row in made:
                    copy.write_row(row)
        else:
            statement = f"INSERT INTO notifications ({COLUMNS}) VALUES ({', '.join(['%s'] * 7)})"
            cursor.executemany(statement, _notifications(text=True))
    seconds = time.perf_counter() - started
    return {
        "rows_seconds": seconds,
        "rows_cpu_seconds": time.process_time() - burnt,
        "rows_bytes": (_size("notifications") - before) / recipients,
    }


def _notifications(*, text: bool) -> Iterator[tuple[Any, ...]]:
    """The rows, from the same keyset reading as ours, with the address that such a table keeps."""
    from loa.units import rows

    job, now = uuid.uuid4(), datetime.now(UTC).replace(tzinfo=None)
    sql = "SELECT id, recipient_id, address FROM units_contactpoint WHERE channel = %s AND closed_at IS NULL AND id > %s ORDER BY id"  # noqa: E501
    for found in rows.walk(sql, ["mail"]):
        for point, recipient, address in found:
            key = uuid.uuid4()
            names = (str(key), str(job)) if text else (key, job)
            yield (*names, recipient, point, address, "created", str(now) if text else now)


def _size(table: str) -> int:
    """Bytes of *table* with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        else:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute("PRAGMA freelist_count")
            free = cursor.fetchone()[0]
            cursor.execute("PRAGMA page_size")
            return int((pages - free) * cursor.fetchone()[0])
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    say(json.dumps(_child(**json.loads(sys.argv[1]))))
