"""Where mails come from for a command: files, folders, maildirs, mbox files and standard input.

A source is small and can be sent to another process; the mail itself is read where it is judged.
"""

from __future__ import annotations

import mmap
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loa.mailguard.core import GuardSettings
from loa.mailguard.core.guard import examine
from loa.mailguard.learning import Example
from loa.mailguard.learning.terms import road_words, terms

MAX_MAIL = 64 * 1024 * 1024  # bytes of one mail that are read; larger ones are judged by their beginning
_SEPARATOR = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]{5,200}\d{4}[^\r\n]{0,20}\r?\n")
_NO_MAIL = frozenset({".json", ".jsonl", ".csv", ".md", ".py", ".xz", ".gz", ".sha256"})


@dataclass(frozen=True, slots=True)
class Source:
    """One mail: its name for people, and where its bytes are."""

    name: str
    path: str = ""
    start: int = 0
    length: int = -1
    held: bytes | None = None

    def read(self) -> bytes:
        """The bytes of the mail, at most `MAX_MAIL`. Raises `OSError`."""
        if self.held is not None:
            return self.held
        with Path(self.path).open("rb") as file:
            file.seek(self.start)
            return file.read(MAX_MAIL if self.length < 0 else min(self.length, MAX_MAIL))


def find(paths: list[str]) -> Iterator[Source]:
    """Every mail below *paths*, in a stable order. “-” is one mail on standard input."""
    for path in paths:
        if path == "-":
            yield Source("-", held=sys.stdin.buffer.read(MAX_MAIL))
        elif Path(path).is_dir():
            yield from _folder(Path(path))
        else:
            yield from _file(Path(path))


def _folder(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") and not part.startswith("..") and len(part) > 1 for part in path.parts[-1:])
        if path.is_file() and not hidden and path.suffix not in _NO_MAIL and "tmp" not in path.parts[-2:-1]:
            yield from _file(path)


def _file(path: Path) -> Iterator[Source]:
    """One mail, or each mail of an mbox."""
    with path.open("rb") as file:
        mbox = file.read(5) == b"From " or path.suffix == ".mbox"
    if not mbox or not path.stat().st_size:
        yield Source(str(path), str(path))
        return
    starts = _mbox_starts(path)
    if len(starts) <= 1:
        yield Source(str(path), str(path))
        return
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], path.stat().st_size], strict=True), 1):
        yield Source(f"{path}#{number}", str(path), start, end - start)


def _mbox_starts(path: Path) -> list[int]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return [found.start() + found[0].index(b"From ") for found in _SEPARATOR.finditer(content)]


def judge(source: Source, settings: GuardSettings, language: str) -> dict[str, Any]:
    """The verdict of one source in the shape of DESIGN §9; `{"file", "error"}` when it cannot be read."""
    try:
        raw = source.read()
    except OSError as error:
        return {"file": source.name, "error": error.strerror or str(error)}
    begun = time.perf_counter()
    _, verdict = examine(raw, settings)
    spent = (time.perf_counter() - begun) * 1000
    return {"file": source.name, **verdict.to_dict(language), "ms": round(spent, 2)}


def example(source: Source, unwanted: bool) -> Example:
    """One source to learn from; without terms when it cannot be read."""
    try:
        raw = source.read()
    except OSError:
        return Example((), unwanted)
    case, verdict = examine(raw, GuardSettings())
    return Example(tuple(terms(case.mail, verdict.evidence)), unwanted, road_words(case.mail))
