"""When a weekly digest is due: pure rules of the calendar, in Viet Nam's time."""

from __future__ import annotations

import datetime as dt

from loa.reach.core.escalation import ZONE, is_quiet

FROM = dt.time(7, 30)  # on Monday, when offices begin
LAST_DAY = 3  # Wednesday; who was not written to by then hears on the next Monday


def week_of(now: dt.datetime) -> str:
    """The ISO week of *now* (aware), as in "2026-W48"; years and weeks are those of ISO 8601."""
    year, week, _day = now.astimezone(ZONE).isocalendar()
    return f"{year}-W{week:02d}"


def is_due(now: dt.datetime) -> bool:
    """Whether digests go out at *now*: from Monday morning to Wednesday evening, never at night."""
    local = now.astimezone(ZONE)
    if is_quiet(now) or local.isoweekday() > LAST_DAY:
        return False
    return local.isoweekday() > 1 or local.time() >= FROM


def week_end(now: dt.datetime) -> dt.datetime:
    """The first moment of the ISO week after that of *now*."""
    local = now.astimezone(ZONE)
    monday = local.date() + dt.timedelta(days=8 - local.isoweekday())
    return dt.datetime.combine(monday, dt.time(), ZONE)
