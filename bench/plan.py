"""`loa bench plan`: a durable plan of a million recipients, beside the table with a row per recipient.

Ours: read the open addresses, pack them into parcels, commit. The peer does what notification services do: one row a
recipient (uuid key, job, recipient, address, status, three times, two indexes), written as fast as the database takes
it (`executemany` in one transaction on SQLite, one binary COPY on PostgreSQL), from the same reading. Rows are so slow
that the peer writes fewer of them, in the same database of 1.3 million addresses, and both are compared by the
recipient. That favours the peer: its indexes over random keys get slower as they grow (`--rows 1300000` shows it).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bench.world import Progress, people, release, resident, run_child, say, set_up

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


def run(
    recipients: int = 1_300_000, rows: int = 100_000, repeats: int = 3, progress: Progress = lambda _text: None
) -> dict[str, Any]:
    """Plan *recipients* on SQLite and on PostgreSQL; medians of *repeats* plans, and one plan of *rows* rows each."""
    from tests.support.servers import postgres

    arguments = {"recipients": recipients, "rows": min(rows, recipients), "repeats": repeats}
    sqlite = run_child("plan", arguments, {}, progress)
    with postgres(durable=True) as server:
        url = server.create_database("loa")
        postgresql = run_child("plan", arguments, {"DATABASE_URL": url}, progress)
    return _result(sqlite, postgresql, arguments)


def _result(sqlite: dict[str, Any], postgresql: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
    ours, peers, ratio = {}, {}, {}
    more = params["recipients"] / params["rows"]  # how many times as many recipients as the peer had we planned
    for name, found in (("sqlite", sqlite), ("postgresql", postgresql)):
        ours |= {f"{name}_{key}": found[key] for key in ("s", "client_cpu_s", "bytes_per_recipient", "rss_mb")}
        rows = peers[f"rows_{name}"] = found["rows"]
        ratio[f"rows_{name}_time"] = more * rows["s"] / found["s"]
        ratio[f"rows_{name}_cpu"] = more * rows["client_cpu_s"] / found["client_cpu_s"]
        ratio[f"rows_{name}_size"] = rows["bytes_per_recipient"] / found["bytes_per_recipient"]
    ours["bytes_per_recipient"] = max(sqlite["bytes_per_recipient"], postgresql["bytes_per_recipient"])
    return {
        "bench": "plan",
        "ours": ours,
        "peers": peers,
        "limit": {"seconds": 5.0, "bytes_per_recipient": 16.0},
        "ratio": ratio,
        "params": params,
    }


# -- in the child --------------------------------------------------------------------------------------------------


def _child(recipients: int, rows: int, repeats: int) -> dict[str, Any]:
    set_up()
    say(f"making {recipients:,} people")
    made = release(people(recipients))
    figures = _ours(made, recipients, repeats)
    say(f"a row for each of {rows:,} recipients")
    return {**figures, "rows": _rows(rows)}


def _ours(made: Any, recipients: int, repeats: int) -> dict[str, float]:
    from loa.units.queries import recipients_with

    audience = recipients_with("mail")
    before, seconds, processor = _size("delivery_parcel"), [], []
    for number in range(repeats):
        say(f"plan {number + 1} of {repeats}")
        started, burnt = time.perf_counter(), time.process_time()
        planned = _plan(made, audience, number)
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - burnt)
        assert planned == recipients
    return {
        "s": statistics.median(seconds),
        "client_cpu_s": statistics.median(processor),
        "bytes_per_recipient": (_size("delivery_parcel") - before) / repeats / recipients,
        "rss_mb": resident()["rss_mb"],
    }


def _plan(made: Any, audience: Any, number: int) -> int:
    """Read, pack, write, commit."""
    from django.db import transaction
    from django.utils import timezone

    from loa.bulletins.queries import manifest_of
    from loa.delivery import planning

    with transaction.atomic():
        addressees = planning.addressees("mail", audience)
        delivery = planning.plan(
            made, manifest_of(made), "mail", addressees, timezone.now(), purpose="reminder", round_number=number
        )
    return delivery.planned


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
            made = list(
                _notifications(recipients, text=False)
            )  # one connection cannot be read from while a COPY is open on it
            with cursor.copy(f"COPY notifications ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["uuid", "uuid", "int8", "int8", "varchar", "varchar", "timestamp"])
                for row in made:
                    copy.write_row(row)
        else:
            statement = f"INSERT INTO notifications ({COLUMNS}) VALUES ({', '.join(['%s'] * 7)})"
            cursor.executemany(statement, _notifications(recipients, text=True))
    seconds = time.perf_counter() - started
    return {
        "s": seconds,
        "client_cpu_s": time.process_time() - burnt,
        "bytes_per_recipient": (_size("notifications") - before) / recipients,
    }


def _notifications(number: int, *, text: bool) -> Iterator[tuple[Any, ...]]:
    """*number* rows, from the same keyset reading as ours, with the address that such a table keeps."""
    from loa.units import rows

    job, now = uuid.uuid4(), datetime.now(UTC).replace(tzinfo=None)
    sql = "SELECT id, recipient_id, address FROM units_contactpoint WHERE channel = %s AND closed_at IS NULL AND id > %s ORDER BY id"  # noqa: E501
    found = (row for step in rows.walk(sql, ["mail"]) for row in step)
    for point, recipient, address in islice(found, number):
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
