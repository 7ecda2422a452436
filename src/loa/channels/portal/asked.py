"""What people ask most, with the published answers: numbers come from above, who asked never does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from loa.channels.portal.archive import Archive
from loa.channels.portal.core.entry import Entry

MOST = 4  # on the front page
FACT = "asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """A published answer that still stands, and how many times its claim was asked."""

    entry: Entry
    times: int


def keep(archive: Archive, times: Mapping[str, int]) -> bool:
    """Keep how many times each release's claim was asked (code → times); False when nothing changed."""
    value = json.dumps(dict(sorted(times.items())), separators=(",", ":"))
    if archive.fact(FACT) == value:
        return False
    archive.set_fact(FACT, value)
    return True


def most_asked(archive: Archive) -> list[Asked]:
    """The most asked whose answer is published and stands. What corrects an answer takes over its questions."""
    found: dict[str, Asked] = {}
    for code, times in json.loads(archive.fact(FACT) or "{}").items():
        entry = archive.get(code)
        standing = _standing(archive, entry) if entry else None
        if standing is not None:
            before = found[standing.code].times if standing.code in found else 0
            found[standing.code] = Asked(standing, before + times)
    return sorted(found.values(), key=lambda one: (-one.times, one.entry.code))[:MOST]


def _standing(archive: Archive, entry: Entry) -> Entry | None:
    newest = next((one for one in archive.family(entry) if not one.manifest.test), None)
    if newest is None or newest.standing != "current" or newest.manifest.kind == "recall":
        return None
    return newest if newest.is_rumour else None
