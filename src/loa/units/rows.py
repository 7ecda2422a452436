"""Plain rows in steps: the same SQL for SQLite and PostgreSQL, in constant memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

Value = TypeVar("Value")

STEP = 50_000  # rows fetched at once
PLACES = 900  # values in one IN (…): below SQLite's old limit of 999


def select(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query that is known to be small."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def walk(sql: str, parameters: Sequence[Any] = (), after: int = 0) -> Iterator[list[tuple[Any, ...]]]:
    """Rows with ids above *after*, in steps.

    *sql* ends its conditions with `id > %s`, orders by its first column (that id) and has no LIMIT. Keyset paging
    instead of one open cursor: a plain cursor of psycopg holds the whole result in memory.
    """
    last = after
    while True:
        rows = select(f"{sql} LIMIT {STEP}", [*parameters, last])
        if rows:
            yield rows
            last = rows[-1][0]
        if len(rows) < STEP:
            return


def chunks(values: Iterable[Value], size: int = PLACES) -> Iterator[list[Value]]:
    """*values* in lists of at most *size*."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def select_in(sql: str, parameters: Sequence[Any], values: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """Rows of *sql*, which ends with `IN (…)`, for any number of *values*; *parameters* stand before them."""
    for chunk in chunks(values):
        yield from select(sql.replace("(…)", f"({', '.join(['%s'] * len(chunk))})"), [*parameters, *chunk])


def moment(value: dt.datetime) -> Any:
    """An aware time as the database compares it (SQLite holds UTC texts)."""
    return connection.ops.adapt_datetimefield_value(value)
