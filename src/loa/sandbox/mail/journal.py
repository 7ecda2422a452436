"""Every message the mail server took, in one SQLite file: committed before the sender hears "250".

A commit here survives the killing of the process (the pages are with the operating system), which is what the
kill tests need; it does not promise to survive a power cut (WAL with synchronous=NORMAL).
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from loa.sandbox.clock import VIETNAM

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received REAL NOT NULL,
    sender TEXT NOT NULL,
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    author TEXT NOT NULL,
    raw BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS copy (
    mailbox TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    PRIMARY KEY (mailbox, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copy_of_message ON copy (message);
"""
_HEAD = "SELECT id, received, sender, message_id, subject, author, length(raw) AS size FROM message "


@dataclass(frozen=True, slots=True)
class Head:
    """A line of the inbox. `received` is in seconds since 1970, `size` in bytes."""

    id: int
    received: float
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    subject: str
    author: str
    size: int

    @property
    def at(self) -> datetime:
        """When it came, in Vietnam."""
        return datetime.fromtimestamp(self.received, VIETNAM)


class Journal:
    """The mailboxes of everybody. Used from one thread."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def append(self, sender: str, recipients: Sequence[str], raw: bytes) -> int:
        """Store one message with its envelope; committed on return. Gives its number."""
        values = (time.time(), sender, *(_header(raw, name) for name in (b"Message-ID", b"Subject", b"From")), raw)
        with _transaction(self._database):
            row = self._database.execute(
                "INSERT INTO message (received, sender, message_id, subject, author, raw) VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
            number = int(row.lastrowid or 0)
            self._database.executemany(
                "INSERT OR IGNORE INTO copy (mailbox, message) VALUES (?, ?)",
                [(recipient.lower(), number) for recipient in recipients],
            )
        return number

    def messages(self, *, to: str = "", since: int = 0, search: str = "", limit: int = 100) -> list[Head]:
        """Messages after number *since*, oldest first: those of mailbox *to*, holding *search*; all where empty."""
        condition, values = _condition(to, search)
        rows = self._database.execute(
            f"{_HEAD} WHERE id > ? AND {condition} ORDER BY id LIMIT ?",
            (since, *values, limit),
        )
        return [self._with_recipients(row) for row in rows.fetchall()]

    def newest(self, *, to: str = "", before: int = 0, search: str = "", limit: int = 50) -> list[Head]:
        """The same, newest first, before number *before* (0: from the end)."""
        condition, values = _condition(to, search)
        rows = self._database.execute(
            f"{_HEAD} WHERE id < ? AND {condition} ORDER BY id DESC LIMIT ?",
            (before or 2**62, *values, limit),
        )
        return [self._with_recipients(row) for row in rows.fetchall()]

    def mailboxes(self, *, search: str = "", after: str = "", limit: int = 50) -> list[tuple[str, int]]:
        """Mailboxes by name with their number of messages, after the name *after*."""
        rows = self._database.execute(
            "SELECT mailbox, count(*) FROM copy WHERE mailbox > ? AND instr(mailbox, ?) > 0"
            " GROUP BY mailbox ORDER BY mailbox LIMIT ?",
            (after, search.lower(), limit),
        )
        return [(row[0], row[1]) for row in rows]

    def head(self, number: int) -> Head | None:
        """The line of one message."""
        row = self._database.execute(f"{_HEAD} WHERE id = ?", (number,)).fetchone()
        return self._with_recipients(row) if row else None

    def raw(self, number: int) -> bytes | None:
        """The message as it came over the wire (CRLF lines, dots unstuffed)."""
        row = self._database.execute("SELECT raw FROM message WHERE id = ?", (number,)).fetchone()
        return bytes(row[0]) if row else None

    def counts(self) -> dict[str, int]:
        """How much was taken: `messages`, `distinct_message_ids` (fewer when something came twice), `mailboxes`."""
        row = self._database.execute("SELECT count(*), count(DISTINCT message_id) FROM message").fetchone()
        boxes = self._database.execute("SELECT count(DISTINCT mailbox) FROM copy").fetchone()
        return {"messages": row[0], "distinct_message_ids": row[1], "mailboxes": boxes[0]}

    def clear(self) -> None:
        """Forget everything; numbers are not used again."""
        with _transaction(self._database):
            self._database.execute("DELETE FROM message")

    def _with_recipients(self, row: sqlite3.Row) -> Head:
        names = self._database.execute("SELECT mailbox FROM copy WHERE message = ?", (row["id"],))
        return Head(recipients=tuple(name for (name,) in names), **dict(row))


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK on an exception."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _condition(to: str, search: str) -> tuple[str, list[Any]]:
    pieces, values = ["1"], []
    if to:
        pieces.append("id IN (SELECT message FROM copy WHERE mailbox = ?)")
        values.append(to.lower())
    if search:
        pieces.append(
            "(instr(subject, ?) > 0 OR instr(author, ?) > 0"
            " OR id IN (SELECT message FROM copy WHERE instr(mailbox, ?) > 0))"
        )
        values += [search, search, search.lower()]
    return " AND ".join(pieces), values


def _header(raw: bytes, name: bytes) -> str:
    """The first field *name* of the head, unfolded and decoded for reading; empty where it is missing."""
    end = raw.find(b"\r\n\r\n")
    head = raw[: end + 2] if end >= 0 else raw[:65536]
    found = re.search(
        rb"^" + re.escape(name) + rb":[ \t]*((?:.*(?:\r?\n[ \t].*)*))", head, re.IGNORECASE | re.MULTILINE
    )
    if not found:
        return ""
    return _decoded(re.sub(rb"\r?\n[ \t]+", b" ", found[1]).strip().decode("utf-8", "replace"))


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return value
