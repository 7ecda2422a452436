"""The portal's own memory: every release it has published, in one SQLite file inside its folder.

It exists so that the portal can write the pages that a release changes without asking Loa's database, and can be
rebuilt from nothing but manifests. Positions are counted from the oldest release, so pages of the past never shift:
publishing costs the same with 100 and with 10,000 releases.
"""

# ruff: noqa: S608  (queries are put together from constants of this module; values are always parameters)

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from loa.bulletins.core.manifest import Manifest
from loa.channels.portal.core.entry import Entry

Series = Literal["all", "rumours"]  # what has list pages

_SCHEMA = """
CREATE TABLE IF NOT EXISTS releases (
    code TEXT PRIMARY KEY,
    issued_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    rumour INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    replaces TEXT,
    manifest TEXT NOT NULL,
    signature BLOB NOT NULL,
    public_key BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS listed_places ON releases (listed, issued_at, code);
CREATE INDEX IF NOT EXISTS rumour_places ON releases (listed, rumour, issued_at, code);
CREATE INDEX IF NOT EXISTS unit_places ON releases (listed, unit, issued_at, code);
DROP INDEX IF EXISTS listed_order;
DROP INDEX IF EXISTS rumour_order;
DROP INDEX IF EXISTS unit_order;
CREATE INDEX IF NOT EXISTS by_replaced ON releases (replaces, issued_at, code) WHERE replaces IS NOT NULL;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
# Counting and skipping read nothing but an index: the rows carry whole manifests and must not be looked at.
_WHERE: dict[Series, str] = {"all": "listed = 1", "rumours": "listed = 1 AND rumour = 1"}
_COLUMNS = "manifest, signature, public_key"
_Row = tuple[str, bytes, bytes]


class Archive:
    """All published releases. Exercises and tests are kept but never listed (standards §1.5)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None, timeout=20, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Give the file back; may be called twice."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def put(self, entry: Entry) -> bool:
        """Keep *entry*; True when it was not there yet."""
        manifest = entry.manifest
        done = self._database.execute(
            "INSERT OR IGNORE INTO releases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                manifest.code,
                manifest.issued_at,
                manifest.kind,
                entry.is_rumour,
                manifest.issuer_unit,
                not manifest.test,
                manifest.replaces,
                json.dumps(manifest.as_dict(), ensure_ascii=False),
                entry.signature,
                entry.public_key,
            ),
        )
        return done.rowcount == 1

    def get(self, code: str) -> Entry | None:
        """The release of that code."""
        row = self._database.execute(f"SELECT {_COLUMNS} FROM releases WHERE code = ?", (code,)).fetchone()
        return self._entry(row) if row else None

    def count(self, series: Series = "all") -> int:
        """How many releases are listed."""
        return int(self._database.execute(f"SELECT count(*) FROM releases WHERE {_WHERE[series]}").fetchone()[0])

    def position(self, entry: Entry, series: Series = "all") -> int:
        """How many listed releases are older than *entry*."""
        query = f"SELECT count(*) FROM releases WHERE {_WHERE[series]} AND (issued_at, code) < (?, ?)"
        return int(self._database.execute(query, entry.order).fetchone()[0])

    def slice(self, start: int, stop: int, series: Series = "all") -> list[Entry]:
        """The listed releases at positions *start* to *stop* (exclusive), oldest first."""
        places = f"SELECT code FROM releases WHERE {_WHERE[series]} ORDER BY issued_at, code LIMIT ? OFFSET ?"
        query = f"SELECT {_COLUMNS} FROM releases WHERE code IN ({places}) ORDER BY issued_at, code"
        return self._entries(self._database.execute(query, (max(stop - start, 0), start)).fetchall())

    def newest(self, limit: int, series: Series = "all") -> list[Entry]:
        """The newest listed releases, newest first."""
        query = f"SELECT {_COLUMNS} FROM releases WHERE {_WHERE[series]} ORDER BY issued_at DESC, code DESC LIMIT ?"
        return self._entries(self._database.execute(query, (limit,)).fetchall())

    def units(self) -> list[int]:
        """Every issuing unit that has a listed release."""
        return [
            row[0] for row in self._database.execute("SELECT DISTINCT unit FROM releases WHERE listed = 1 ORDER BY 1")
        ]

    def codes(self) -> list[str]:
        """The codes of all releases, exercises too, oldest first."""
        return [row[0] for row in self._database.execute("SELECT code FROM releases ORDER BY issued_at, code")]

    def replacements(self, code: str) -> list[Manifest]:
        """The corrections and recalls that point at *code*, newest first."""
        query = "SELECT manifest FROM releases WHERE replaces = ? ORDER BY issued_at DESC, code DESC"
        return [Manifest.from_dict(json.loads(row[0])) for row in self._database.execute(query, (code,))]

    def family(self, entry: Entry) -> list[Entry]:
        """*entry* with all versions before and after it, newest first."""
        oldest, seen = entry, {entry.code}
        while oldest.manifest.replaces and (before := self.get(oldest.manifest.replaces)) and before.code not in seen:
            oldest = before
            seen.add(before.code)
        found, waiting = {oldest.code: oldest}, [oldest.code]
        while waiting:
            for manifest in self.replacements(waiting.pop()):
                version = self.get(manifest.code)
                if version and version.code not in found:
                    found[version.code] = version
                    waiting.append(version.code)
        return sorted(found.values(), key=lambda version: version.order, reverse=True)

    def newest_of_unit(self, unit: int, limit: int) -> list[Entry]:
        """The newest listed releases of one issuing unit, newest first."""
        query = (
            f"SELECT {_COLUMNS} FROM releases WHERE listed = 1 AND unit = ? ORDER BY issued_at DESC, code DESC LIMIT ?"
        )
        return self._entries(self._database.execute(query, (unit, limit)).fetchall())

    def fact(self, name: str) -> str | None:
        """A named value that pages are made from beside the releases."""
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_fact(self, name: str, value: str) -> None:
        """Keep a named value."""
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def _entries(self, rows: Sequence[_Row]) -> list[Entry]:
        return [self._entry(row) for row in rows]

    def _entry(self, row: _Row) -> Entry:
        manifest = Manifest.from_dict(json.loads(row[0]))
        replacements = self.replacements(manifest.code)
        return Entry(manifest, bytes(row[1]), bytes(row[2]), replacements[0] if replacements else None)
