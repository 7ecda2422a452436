"""How far the staff and its tasks have come, for everybody to read: figures, as files on the portal (DESIGN §5.7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import structlog
from django.utils import timezone

from loa.channels.portal import coverage, dispatches
from loa.channels.portal.channel import publisher, stands
from loa.channels.portal.errors import PortalBusyError
from loa.directives.queries import PublicLine, public_lines
from loa.reach.core.disclosure import LEAST, Part, disclose
from loa.reach.overall import PERIOD, Overall, parts

log = structlog.get_logger(__name__)


def public_coverage(now: dt.datetime) -> coverage.Coverage:
    """The figures of the last thirty days that may be public."""
    lines, bulletins = parts(now)
    found = disclose([_part(line) for line in lines])
    return coverage.Coverage(
        at=_moment(now),
        days=PERIOD.days,
        bulletins=bulletins,
        least=LEAST,
        whole=_line(found.whole) if found.whole else None,
        units=tuple(_line(part) for part in found.named),
        others=_line(found.others) if found.others else None,
    )


def public_dispatches(now: dt.datetime) -> dispatches.Shown:
    """The dispatches that an approver shows, with the state of their tasks."""
    lines = public_lines(timezone.localdate(now))
    return dispatches.Shown(_moment(now), tuple(_dispatch(line) for line in lines))


def publish(now: dt.datetime) -> bool:
    """Write both to the portal; False when there is no portal here, or somebody else is publishing to it."""
    if not stands():
        return False
    portal = publisher()
    try:
        portal.show_dispatches(public_dispatches(now))
        portal.show_coverage(public_coverage(now))
    except PortalBusyError:
        log.info("the public figures wait for the portal")
        return False
    return True


def _moment(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _dispatch(line: PublicLine) -> dispatches.Dispatch:
    found = line.directive
    return dispatches.Dispatch(
        number=found.number,
        date=found.date.isoformat() if found.date else "",
        issuer=found.issuer,
        subject=found.subject,
        tasks=line.tasks,
        given=line.given,
        done=line.done,
        under_way=line.under_way,
        late=line.late,
    )


def _part(line: Overall) -> Part:
    known = {field.name for field in fields(Part)} - {"parts"}
    return Part(**{name: getattr(line, name) for name in known})


def _line(part: Part) -> coverage.Line:
    return coverage.Line(
        part.name, part.staff, part.apps, part.asked, part.reached, part.acknowledged, units=part.parts
    )
