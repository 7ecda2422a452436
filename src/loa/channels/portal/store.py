"""The folder of files: staged, then swapped in; never half a page, never half a release.

A change is written to a stage beside the public files first. A journal that names every file makes it final; then
each file is renamed into place. Who is killed before the journal has changed nothing; who is killed after it leaves
a journal that the next publisher carries out. Text files are kept compressed beside themselves (`.br`, `.gz`).
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from loa.channels.portal.errors import PortalBusyError

PRIVATE = ".loa"  # never served
COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".atom", ".rss", ".webmanifest"})
BROTLI_QUALITY = 9  # 11 costs ten times the time for 3 % of the size
LOCK_SECONDS = 60.0
THREADS = 8  # compressing leaves the interpreter free; files synced together share the disk's commits
SYNC_EACH = 200  # a change of more files than this is made durable by one sync of the whole system
RENEWAL = "renewal.lock"
_JOURNAL = "journal.json"


class Store:
    """The public folder and its stage. One publisher at a time, across processes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.private = root / PRIVATE
        self.private.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def exclusive(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the publisher's lock; what a killed publisher left is finished first.

        Raises `PortalBusyError` after *seconds*.
        """
        with (self.private / "lock").open("a") as handle:
            _lock(handle.fileno(), seconds)
            self._recover()
            yield

    @contextlib.contextmanager
    def renewing(self) -> Iterator[None]:
        """Be the only one that renews the folder, however long another takes; the lock ends with its process."""
        with (self.private / RENEWAL).open("a") as handle:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX)
            yield

    def stage(self, files: Mapping[str, bytes]) -> Stage:
        """Write *files* (path → content) beside the public ones, on disk, and not yet visible."""
        return Stage(self.root, self.private / "stage", files)

    def read(self, path: str) -> bytes | None:
        """The public file at *path*, or None."""
        with contextlib.suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return (self.root / path).read_bytes()
        return None

    def _recover(self) -> None:
        folder = self.private / "stage"
        if (folder / _JOURNAL).exists():
            Stage(self.root, folder).swap_in()
        shutil.rmtree(folder, ignore_errors=True)


class Stage:
    """One change on its way: `seal` makes it final, `swap_in` makes it visible."""

    def __init__(self, root: Path, folder: Path, files: Mapping[str, bytes] | None = None) -> None:
        self._root = root
        self._folder = folder
        if files is not None:
            self._write(files)

    def _write(self, files: Mapping[str, bytes]) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        changed = {path: content for path, content in files.items() if not _same(self._root / path, content)}
        durable = len(changed) <= SYNC_EACH
        with ThreadPoolExecutor(THREADS) as pool:
            forms = pool.map(_forms, changed, changed.values())
            made = [(path + suffix, data) for path, all_forms in zip(changed, forms, strict=True)
                    for suffix, data in all_forms.items()]  # fmt: skip
            self._names = {str(number): path for number, (path, _data) in enumerate(made)}
            list(pool.map(lambda name, item: _write(self._folder / name, item[1], durable=durable), self._names, made))
        if not durable:
            os.sync()

    def seal(self) -> None:
        """Write the journal: from here on the change happens, whoever is killed."""
        part = self._folder / "journal.part"
        _write(part, json.dumps(self._names).encode(), durable=True)
        part.rename(self._folder / _JOURNAL)
        _sync_folder(self._folder)

    def swap_in(self) -> None:
        """Rename every file into place, in the order they were given; safe to repeat."""
        names: dict[str, str] = json.loads((self._folder / _JOURNAL).read_bytes())
        folders = set()
        for name, path in names.items():
            target = self._root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
            with contextlib.suppress(FileNotFoundError):  # renamed by the publisher that was killed
                (self._folder / name).rename(target)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(_sync_folder, folders))
        shutil.rmtree(self._folder, ignore_errors=True)


def is_renewing(root: Path) -> bool:
    """Whether some process renews the folder *root* at this moment."""
    try:
        with (root / PRIVATE / RENEWAL).open() as handle:
            fcntl.flock(handle.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _lock(descriptor: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise PortalBusyError(seconds=int(seconds)) from None
            time.sleep(0.01)
        else:
            return


def _same(path: Path, content: bytes) -> bool:
    """Whether the public file is there already, whole; its compressed forms are written before it."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError):
        return False


def _forms(path: str, content: bytes) -> dict[str, bytes]:
    """Suffix → bytes of a file and its compressed forms; the plain file comes last, for it proves the others."""
    if Path(path).suffix not in COMPRESSED:
        return {"": content}
    return {
        ".br": brotli.compress(content, quality=BROTLI_QUALITY),
        ".gz": gzip.compress(content, compresslevel=9, mtime=0),
        "": content,
    }


def _write(path: Path, data: bytes, *, durable: bool) -> None:
    with path.open("wb") as target:
        target.write(data)
        if durable:
            target.flush()
            os.fsync(target.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
