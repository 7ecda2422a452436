"""How far the staff has come, for everybody to read: figures only, as files on the portal (DESIGN §5.7, §8)."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import structlog

from loa.channels.portal import coverage
from loa.channels.portal.channel import publisher
from loa.channels.portal.errors import PortalBusyError
from loa.reach.core.disclosure import LEAST, Part, disclose
from loa.reach.overall import PERIOD, Overall, parts

log = structlog.get_logger(__name__)


def public_coverage(now: dt.datetime) -> coverage.Coverage:
    """The figures of the last thirty days that may be public."""
    lines, bulletins = parts(now)
    found = disclose([_part(line) for line in lines])
    at = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return coverage.Coverage(
        at=at,
        days=PERIOD.days,
        bulletins=bulletins,
        least=LEAST,
        whole=_line(found.whole) if found.whole else None,
        units=tuple(_line(part) for part in found.named),
        others=_line(found.others) if found.others else None,
    )


def publish_coverage(now: dt.datetime) -> bool:
    """Write them to the portal; False when there is no portal here, or somebody else is publishing to it."""
    portal = publisher()
    if not portal.stands:
        return False
    try:
        portal.show_coverage(public_coverage(now))
    except PortalBusyError:
        log.info("the public coverage waits for the portal")
        return False
    return True


def _part(line: Overall) -> Part:
    known = {field.name for field in fields(Part)} - {"parts"}
    return Part(**{name: getattr(line, name) for name in known})


def _line(part: Part) -> coverage.Line:
    return coverage.Line(
        part.name, part.staff, part.apps, part.asked, part.reached, part.acknowledged, units=part.parts
    )
