"""Keeping receipts whole while many write them.

On PostgreSQL ids are given out before their rows are committed: a reader may see receipt 105 while 103 is still on its
way, and a high-water mark at 105 would lose 103 for ever. So writers hold a shared advisory lock until they commit, and
whoever moves the mark takes the same lock alone for one moment: then nothing is on its way. SQLite has one writer and
gives ids in the order of commits.
"""

from __future__ import annotations

import time

from django.db import connection

WRITING = 4_713_001  # any number that no other advisory lock of ours uses
FOLDING = 4_713_002
TRIES, PAUSE = 5, 0.01  # seconds between tries


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def hold_while_writing() -> None:
    """Say that this transaction writes receipts, until it ends."""
    if _is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WRITING])


def fold_alone(release_id: int) -> None:
    """Let only one transaction at a time fold the receipts of a release."""
    if _is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FOLDING, release_id % 2**31])


def settled_mark() -> int | None:
    """The highest receipt id such that no lower one can still appear; None when writers left no gap to look."""
    if not _is_postgresql():
        return _newest()
    for _try in range(TRIES):
        if _try_lock():
            try:
                return _newest()
            finally:
                _unlock()
        time.sleep(PAUSE)
    return None


def _newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM reach_receipt")
        return int(cursor.fetchone()[0])


def _try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [WRITING])
        return bool(cursor.fetchone()[0])


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITING])
