"""Faults of the machine under us, recognised whoever raises them and said as errors of ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from loa.errors import DatabaseAwayError, DiskFullError, LoaError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_DISK_FULL = "53100"  # PostgreSQL's SQLSTATE disk_full


def in_words(error: BaseException) -> LoaError | None:
    """The error of ours that says what *error* means, or None when it is no fault of disk or database."""
    chain = list(_causes(error))
    if any(map(_is_full, chain)):
        return DiskFullError()
    if any(map(_is_operational, chain)):
        return DatabaseAwayError(reason=str(chain[-1]).strip().partition("\n")[0] or type(chain[-1]).__name__)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from: Django wraps what a database driver raises."""
    while error is not None:
        yield error
        error = error.__cause__


def _is_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return getattr(error, "sqlstate", None) == _DISK_FULL


def _is_operational(error: BaseException) -> bool:
    """By name: psycopg is not imported where SQLite is all there is. Both drivers have PEP 249's names."""
    return type(error).__name__ == "OperationalError"
