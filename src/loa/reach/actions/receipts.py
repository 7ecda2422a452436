"""Writing receipts: facts that come from every channel, each kept once (DESIGN §5.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from loa.reach import locks
from loa.reach.folding import fold_when_long, newest_receipt
from loa.reach.models import Receipt
from loa.units import rows

CHUNK = 5_000  # receipts per transaction of `record_many`: short enough not to keep other writers waiting
CHECK_EVERY = 64  # single receipts between two looks at how long the tail has become

_INSERT = (
    "INSERT INTO reach_receipt (release_id, recipient_id, kind, channel, at) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (release_id, recipient_id, kind) DO NOTHING"
)


class NewReceipt(NamedTuple):
    """A receipt to be written; `kind` is a `Receipt.Kind`, `channel` where it came from."""

    release_id: int
    recipient_id: int
    kind: int
    channel: str


def record(release_id: int, recipient_id: int, kind: int, channel: str, at: dt.datetime | None = None) -> bool:
    """Keep one receipt; False when it was known already, from whichever channel it came first."""
    kind = Receipt.Kind(kind)
    with transaction.atomic():
        locks.hold_while_writing()
        new = _insert_one(NewReceipt(release_id, recipient_id, kind, channel), at)
    if new is not None and new % CHECK_EVERY == 0:
        transaction.on_commit(lambda: fold_when_long(release_id, new))
    return new is not None


def _insert_one(receipt: NewReceipt, at: dt.datetime | None) -> int | None:
    """The id of the new row, or None."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_INSERT} RETURNING id", [*receipt, rows.moment(at or timezone.now())])
        row = cursor.fetchone()
        return int(row[0]) if row else None


def record_many(receipts: Iterable[NewReceipt | tuple[int, int, int, str]], at: dt.datetime | None = None) -> int:
    """Keep many receipts; return how many were new. Repeating it (after a crash in its middle) does no harm."""
    moment, new = rows.moment(at or timezone.now()), 0
    for chunk in rows.chunks(receipts, CHUNK):
        new += _insert_chunk([(*receipt, moment) for receipt in chunk])
        for release_id in {receipt[0] for receipt in chunk}:
            transaction.on_commit(lambda pk=release_id: fold_when_long(pk, newest_receipt(pk)))  # type: ignore[misc]
    return new


@transaction.atomic
def _insert_chunk(values: list[tuple[Any, ...]]) -> int:
    locks.hold_while_writing()
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, values)
        return max(0, int(cursor.rowcount))
