"""Faults of disk and database are recognised whoever raises them, and said in words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from django.test import RequestFactory

from loa.errors import DatabaseAwayError, DiskFullError
from loa.kernel.faults import in_words
from loa.web.middleware import ErrorsMiddleware


def caused_by(inner: Exception) -> Exception:
    """As Django wraps what a driver raises."""
    try:
        raise OperationalError(str(inner)) from inner
    except OperationalError as outer:
        return outer


def really_full(folder: Path) -> sqlite3.OperationalError:
    """What SQLite says when its file may not grow."""
    connection = sqlite3.connect(folder / "small.sqlite3")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count = 3")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    connection.close()
    return caught.value


def test_a_full_disk_is_known_by_sqlite_postgresql_and_the_system(tmp_path: Path) -> None:
    for error in (
        caused_by(really_full(tmp_path)),
        caused_by(psycopg.errors.DiskFull("could not extend file")),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
    ):
        assert isinstance(in_words(error), DiskFullError), error


def test_an_absent_database_is_said_with_its_own_words() -> None:
    said = in_words(caused_by(psycopg.OperationalError("connection refused\nIs the server running?")))
    assert isinstance(said, DatabaseAwayError)
    assert "connection refused" in said.text
    assert "running" not in said.text


def test_what_is_our_own_fault_stays_a_fault() -> None:
    assert in_words(KeyError("x")) is None
    assert in_words(IntegrityError("UNIQUE")) is None
    assert in_words(PermissionError(errno.EACCES, "denied")) is None


def test_a_page_says_that_it_was_not_saved_and_can_be_done_again() -> None:
    request = RequestFactory().post("/desk/new")
    answer = ErrorsMiddleware(lambda _request: pytest.fail("not called")).process_exception(
        request, OSError(errno.ENOSPC, "No space left on device")
    )
    assert answer is not None
    assert answer.status_code == 503
    assert "Đĩa của máy chủ đã đầy" in answer.content.decode()
