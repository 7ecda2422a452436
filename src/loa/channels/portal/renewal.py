"""Writing the whole portal again: in small steps, so that an urgent bulletin is never far from its turn.

What stands now stays readable until its own file is replaced. Who is killed in the middle begins again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from loa.channels.portal import assets, coverage, dispatches, standing
from loa.channels.portal.archive import Archive, Series
from loa.channels.portal.maker import PAGE, SEGMENT, Files, Maker
from loa.channels.portal.store import PRIVATE, is_renewing

BATCH = 10  # releases, list pages or units of a step: a new bulletin waits no longer than for one step
ARCHIVE = "archive.sqlite3"
FACT = "renewal"


@dataclass(frozen=True, slots=True)
class Step:
    """Files that are swapped in together, and of how many releases they are the pages."""

    files: Files
    releases: int = 0


@dataclass(frozen=True, slots=True)
class Renewal:
    """How far a renewal has come, counted in releases. Not *running*: it was cut, and begins again."""

    done: int
    total: int
    running: bool = True

    def dumps(self) -> str:
        """As the archive keeps it."""
        return json.dumps(asdict(self))


def state(root: Path) -> Renewal | None:
    """The renewal that is under way, or was cut, in the portal's folder *root*; None when all is written."""
    path = root / PRIVATE / ARCHIVE
    if not path.is_file():
        return None
    with closing(Archive(path)) as archive:
        stored = archive.fact(FACT)
    if not stored:
        return None
    return Renewal(**{**json.loads(stored), "running": is_renewing(root)})


def front(maker: Maker, archive: Archive) -> Files:
    """What readers come to first: bounded, whatever the number of releases."""
    files = assets.files() | standing.files(maker.site) | maker.certificate()
    files |= coverage.files(maker.site, archive.fact("coverage"))
    files |= dispatches.files(maker.site, archive.fact("dispatches"))
    if as_of := archive.fact("as_of"):
        files |= standing.security(maker.site, as_of)
    return files | maker.fronts(archive)


def steps(maker: Maker, archive: Archive) -> Iterator[Step]:
    """Every file there is. Each step asks the archive when its turn comes: releases may have come between."""
    yield Step(front(maker, archive))
    codes = archive.codes()
    for start in range(0, len(codes), BATCH):
        entries = [entry for code in codes[start : start + BATCH] if (entry := archive.get(code))]
        files: Files = {}
        for entry in entries:
            files |= maker.pages(entry, archive.family(entry))
        yield Step(files, len(entries))
    yield from _indexes(maker, archive)
    yield Step(maker.fronts(archive))


def _indexes(maker: Maker, archive: Archive) -> Iterator[Step]:
    for start in _starts(archive.count() // SEGMENT):
        yield Step(maker.segments(archive, set(range(start, start + BATCH))))
    for series in ("rumours", "all"):
        yield from _lists(maker, archive, series)
    units = archive.units()
    for start in _starts(len(units)):
        yield Step(maker.feeds(archive, units[start : start + BATCH]))


def _lists(maker: Maker, archive: Archive, series: Series) -> Iterator[Step]:
    for start in _starts(archive.count(series) // PAGE):
        yield Step(maker.lists(archive, series, set(range(start, start + BATCH))))


def _starts(last: int) -> range:
    """The first numbers of batches up to *last*; there is always one, for what stands without any release."""
    return range(0, last + 1, BATCH)
