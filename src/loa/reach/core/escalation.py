"""When who is reminded: pure rules of the clock.

First the person, then the focal point of their unit, then its head; nobody at night. The first step comes on the same
day, for receipt is to be confirmed on the day of arrival (standards V6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal
from zoneinfo import ZoneInfo

Step = Literal["person", "focal_point", "unit_head"]

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
QUIET_FROM = dt.time(21, 0)
QUIET_UNTIL = dt.time(6, 30)
# Hours after the release at which each step is taken for those who have still not acknowledged.
DUE: dict[Step, dt.timedelta] = {
    "person": dt.timedelta(hours=4),
    "focal_point": dt.timedelta(hours=24),
    "unit_head": dt.timedelta(hours=48),
}
PATIENCE = dt.timedelta(hours=12)  # a step is given that long to work before the next is taken
GIVEN_UP = dt.timedelta(days=7)  # older news is history: the report says who never confirmed


def is_quiet(now: dt.datetime) -> bool:
    """Whether *now* (aware) lies between 21:00 and 06:30 in Viet Nam."""
    time = now.astimezone(ZONE).time()
    return time >= QUIET_FROM or time < QUIET_UNTIL


def next_waking(now: dt.datetime) -> dt.datetime:
    """The first moment from *now* on that is not quiet."""
    if not is_quiet(now):
        return now
    local = now.astimezone(ZONE)
    day = local.date() + dt.timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return dt.datetime.combine(day, QUIET_UNTIL, ZONE)


def steps_due(issued_at: dt.datetime, now: dt.datetime, taken: Mapping[Step, dt.datetime]) -> list[Step]:
    """The steps whose time has come by *now*, in their order; none at night, none for old news.

    *taken* holds when each step was last taken: after a step the next one waits, even when the clock stood still.
    """
    age = now - issued_at
    due: list[Step] = []
    if is_quiet(now) or age > GIVEN_UP:
        return due
    for step, after in DUE.items():
        if age >= after:
            due.append(step)
        if step in taken and now - taken[step] < PATIENCE:
            break
    return due
