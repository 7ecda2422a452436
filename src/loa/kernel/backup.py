"""One file that holds everything that cannot be made again. Restored as a whole or not at all.

The portal's folder is not in it: releases, pictures and keys make it again, byte for byte, when the first worker
starts (`loa.delivery.recovery`). So nothing is copied that a publisher is just writing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from loa.errors import LoaError

PARTS = ("keys", "media", "site.json")  # beside the database
MANIFEST = "backup.json"
DATABASE = "database"
DUMP_TIMEOUT = 3600  # seconds for pg_dump and pg_restore


class BackupExistsError(LoaError):
    """The target is there already; a backup is never overwritten."""

    code = "backup_exists"
    message = "%(path)s exists already; choose another name."


class NothingToBackUpError(LoaError):
    """There is no database where one should be."""

    code = "nothing_to_back_up"
    message = "There is no database at %(path)s. Is LOA_DATA_DIR right?"


class NotABackupError(LoaError):
    """The file is not a backup, or it was cut or changed."""

    code = "not_a_backup"
    message = "%(path)s is not a whole backup of Loa: %(reason)s"


class OtherDatabaseError(LoaError):
    """A backup of SQLite cannot be restored into PostgreSQL, nor the other way round."""

    code = "other_database"
    message = "The backup holds a %(theirs)s database, but DATABASE_URL asks for %(ours)s."


class NotEmptyError(LoaError):
    """Restoring over a living installation would lose what it holds."""

    code = "not_empty"
    message = "%(path)s holds an installation already. Restore into an empty folder (LOA_DATA_DIR)."


class DatabaseToolError(LoaError):
    """pg_dump or pg_restore failed."""

    code = "database_tool"
    message = "%(tool)s failed: %(reason)s"


def write(target: Path, data_dir: Path, database_url: str, elsewhere: Mapping[str, Path] | None = None) -> int:
    """Write a backup and return its size in bytes. *elsewhere* says which of `PARTS` lie outside *data_dir*.

    The database is copied by its own online means (SQLite backup, pg_dump), so Loa may go on running. The file
    appears under its name only when it is whole and on disk.
    """
    if target.exists():
        raise BackupExistsError(path=target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".loa-backup-") as folder:
        dump = Path(folder) / DATABASE
        _dump(dump, data_dir, database_url)
        part = Path(folder) / "part"
        with tarfile.open(part, "w:gz", compresslevel=6) as archive:
            archive.add(dump, DATABASE)
            for name in PARTS:
                place = (elsewhere or {}).get(name, data_dir / name)
                if place.exists():
                    archive.add(place, name)
            note = Path(folder) / MANIFEST
            note.write_text(json.dumps(_note(dump, database_url)), encoding="utf-8")
            archive.add(note, MANIFEST)
        _sync(part)
        part.rename(target)
    target.chmod(0o600)
    return target.stat().st_size


def _note(dump: Path, database_url: str) -> dict[str, str]:
    return {
        "schema": "loa-backup/1",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": _kind(database_url),
        "sha256": _digest(dump),
    }


def _kind(database_url: str) -> str:
    return "postgresql" if database_url.startswith("postgres") else "sqlite"


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _dump(target: Path, data_dir: Path, database_url: str) -> None:
    if database_url.startswith("postgres"):
        _tool("pg_dump", "--format=custom", f"--file={target}", database_url)
        return
    path = sqlite_path(data_dir, database_url)
    if not path.is_file():
        raise NothingToBackUpError(path=path)
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()


def sqlite_path(data_dir: Path, database_url: str) -> Path:
    """The database file: in the data folder unless DATABASE_URL names another."""
    parts = urlsplit(database_url)
    return Path(parts.path) if parts.scheme == "sqlite" else data_dir / "loa.sqlite3"


def _tool(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=DUMP_TIMEOUT)
    except FileNotFoundError as error:
        raise DatabaseToolError(tool=command[0], reason="not installed (package postgresql-client)") from error
    except subprocess.CalledProcessError as error:
        raise DatabaseToolError(tool=command[0], reason=error.stderr.decode(errors="replace")[-300:]) from error


def read(source: Path, data_dir: Path, database_url: str, elsewhere: Mapping[str, Path] | None = None) -> None:
    """Restore a backup into a data folder (and folders *elsewhere*, and a PostgreSQL database) that hold nothing yet.

    Only the data folder itself is written to, never its parent: it may be a mount, or all that the service's user owns.
    Raises `NotABackupError` or `OtherDatabaseError` before anything is changed, `NotEmptyError` for a living
    installation.
    """
    database, places = sqlite_path(data_dir, database_url), elsewhere or {}
    _demand_empty(database, data_dir, places)
    with _folder(data_dir), tempfile.TemporaryDirectory(dir=data_dir, prefix=".loa-restore-") as folder:
        fresh = Path(folder)
        _unpack(source, fresh)
        note = _checked_note(source, fresh)
        if note["database"] != _kind(database_url):
            raise OtherDatabaseError(theirs=note["database"], ours=_kind(database_url))
        for place in (*places.values(), database.parent):
            place.mkdir(parents=True, exist_ok=True)  # what may not be written is said before the database is filled
        _restore_database(fresh, database_url)
        _settle(fresh, data_dir, database, places)


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """The folder; gone again when it was not there before and what needs it fails."""
    made = not path.exists()
    path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            path.rmdir()
        raise


def _demand_empty(database: Path, data_dir: Path, places: Mapping[str, Path]) -> None:
    """Nothing that a backup holds may be there. What a look at an installation leaves (`loa doctor`) may."""
    for name in PARTS:
        place = places.get(name, data_dir / name)
        if place.is_file() or any(inside.is_file() for inside in place.rglob("*")):
            raise NotEmptyError(path=place)
    if database.exists() and _has_tables(database):
        raise NotEmptyError(path=database)


def _has_tables(database: Path) -> bool:
    """Whether anybody has kept something in it; a damaged file counts as one that somebody wants to keep."""
    try:
        with closing(sqlite3.connect(database)) as opened:
            return bool(opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return True


def _settle(fresh: Path, data_dir: Path, database: Path, places: Mapping[str, Path]) -> None:
    """To where the settings keep them; the database last, for with it there is an installation."""
    for name in PARTS:
        place = places.get(name, data_dir / name)
        if (fresh / name).is_dir():
            shutil.copytree(fresh / name, place, dirs_exist_ok=True)
        elif (fresh / name).exists():
            shutil.move(fresh / name, place)
    restored = fresh / "loa.sqlite3"
    if restored.exists():
        shutil.move(restored, database)


def _restore_database(fresh: Path, database_url: str) -> None:
    """From the dump in *fresh*, whose kind was checked: into PostgreSQL, or under the name that SQLite's has."""
    dump = fresh / DATABASE
    if _kind(database_url) == "postgresql":
        options = ("--no-owner", "--exit-on-error", "--single-transaction")
        _tool("pg_restore", *options, f"--dbname={database_url}", str(dump))
        dump.unlink()
    else:
        dump.rename(fresh / "loa.sqlite3")


def _unpack(source: Path, target: Path) -> None:
    """What a backup holds, and nothing else that an archive may: no links, no devices, nothing outside *target*.

    By hand, for the filters of `tarfile` are missing in Debian 12's Python 3.11.2.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                _unpack_one(archive, member, target)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise NotABackupError(path=source, reason=str(error)) from error


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    parts = PurePosixPath(member.name).parts
    if not parts or parts[0] not in {*PARTS, DATABASE, MANIFEST} or ".." in parts:
        raise tarfile.TarError(f"{member.name!r} does not belong into a backup")
    path = target.joinpath(*parts)
    if member.isdir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif member.isreg() and (content := archive.extractfile(member)) is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as written:
            shutil.copyfileobj(content, written)
    else:
        raise tarfile.TarError(f"{member.name!r} is neither a file nor a folder")
    path.chmod(member.mode & 0o777)


def _checked_note(source: Path, folder: Path) -> dict[str, str]:
    try:
        note: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = note["schema"] == "loa-backup/1" and note["sha256"] == _digest(folder / DATABASE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotABackupError(path=source, reason=str(error)) from error
    if not whole:
        raise NotABackupError(path=source, reason="the database inside does not match its checksum")
    return note
