"""How far the staff has come, as a page and as open data. The figures come from above; nobody is named in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from loa.channels.portal import pages
from loa.channels.portal.core import moments
from loa.channels.portal.facts import Site
from loa.units.core.tiles import Tile, bands

URL = "/coverage"
DATA = "coverage.json"


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of some units. `staff`, `apps` count persons; the others persons × bulletins."""

    name: str
    staff: int
    apps: int
    asked: int
    reached: int
    acknowledged: int
    units: int = 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures at one moment, over so many *days*. *whole* is None where too few people work to show any."""

    at: str
    days: int
    bulletins: int
    least: int
    whole: Line | None
    units: tuple[Line, ...] = ()
    others: Line | None = None

    def dumps(self) -> str:
        """As JSON, the same for the archive and for the public."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Coverage:
        """From `dumps`."""
        value: dict[str, Any] = json.loads(text)
        whole, others = (Line(**value[name]) if value[name] else None for name in ("whole", "others"))
        units = tuple(Line(**line) for line in value.pop("units"))
        return cls(**{**value, "whole": whole, "others": others, "units": units})


def files(site: Site, stored: str | None) -> dict[str, bytes]:
    """The page, and the data once there are any. *stored*: what `dumps` gave; None before the first count."""
    found = Coverage.loads(stored) if stored else None
    with translation.override("vi"):
        page = pages.plain(site, "coverage", url=site.base_url + URL, data=f"/{DATA}", **_context(found))
    data = {DATA: found.dumps().encode()} if found else {}
    return data | {f"{URL.lstrip('/')}/index.html": page}


def _context(found: Coverage | None) -> Mapping[str, Any]:
    if found is None or found.whole is None:
        return {"found": found}
    lines = [_row(line, line.name) for line in found.units]
    if found.others:
        lines.append(_row(found.others, _("Other units (%(number)s)") % {"number": _number(found.others.units)}))
    tiles = bands(Tile(line.name, line.acknowledged, line.asked) for line in found.units)
    at = {"bands": tiles, "at": moments.long(found.at), "at_iso": moments.local_iso(found.at)}
    return {"found": found, "whole": _row(found.whole, _("All units")), "lines": lines, **at}


def _row(line: Line, name: str) -> Mapping[str, Any]:
    return {
        "name": name,
        "staff": _number(line.staff),
        "bars": (
            {"label": _("App installed"), **_bar(line.apps, line.staff)},
            {"label": _("Bulletins received"), **_bar(line.reached, line.asked)},
            {"label": _("Bulletins confirmed"), **_bar(line.acknowledged, line.asked)},
        ),
    }


def _bar(part: int, whole: int) -> Mapping[str, Any]:
    """A share for the eye and in words. Of nothing there is no share."""
    if not whole:
        return {"share": "", "width": 0}
    share = min(1000 * part // whole, 1000)  # rounded down: 100 % is said only when nobody is missing
    return {"share": f"{moments.number(share / 10)} %", "width": share, "of": f"{_number(part)}/{_number(whole)}"}


def _number(value: int) -> str:
    return moments.number(value)
