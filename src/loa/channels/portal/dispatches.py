"""The dispatches that may be shown, as a page and as open data: what each is about, and how far its tasks are in
numbers of units."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation

from loa.channels.portal import pages
from loa.channels.portal.core import moments
from loa.channels.portal.facts import Site

URL = "/dispatches"
DATA = "dispatches.json"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One dispatch; `date` is ISO 8601 or empty. The counts are of tasks × units that have them."""

    number: str
    date: str
    issuer: str
    subject: str
    tasks: int
    given: int
    done: int
    under_way: int
    late: int


@dataclass(frozen=True, slots=True)
class Shown:
    """All that may be shown, newest first, as counted at one moment."""

    at: str
    dispatches: tuple[Dispatch, ...] = ()

    def dumps(self) -> str:
        """As JSON, the same for the archive and for the public."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Shown:
        """From `dumps`."""
        value = json.loads(text)
        return cls(value["at"], tuple(Dispatch(**one) for one in value["dispatches"]))


def files(site: Site, stored: str | None) -> dict[str, bytes]:
    """The page, and the data once there were any. *stored*: what `dumps` gave; None before the first count."""
    found = Shown.loads(stored) if stored else Shown("")
    with translation.override("vi"):
        rows = [_row(one) for one in found.dispatches]
        context: dict[str, Any] = {"url": site.base_url + URL, "data": f"/{DATA}", "rows": rows}
        if found.at:
            context |= {"at": moments.long(found.at), "at_iso": moments.local_iso(found.at)}
        page = pages.plain(site, "dispatches", **context)
    data = {DATA: found.dumps().encode()} if stored else {}
    return data | {f"{URL.lstrip('/')}/index.html": page}


def _row(one: Dispatch) -> Mapping[str, Any]:
    return {
        **asdict(one),
        "day": moments.day(one.date) if one.date else "",
        "waiting": one.given - one.done - one.under_way,
        "width": 1000 * one.done // one.given if one.given else 0,
    }
