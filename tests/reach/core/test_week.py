"""The calendar of digests."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from loa.reach.core.escalation import ZONE, is_quiet
from loa.reach.core.week import is_due, week_end, week_of

START = dt.datetime(2019, 12, 1, tzinfo=dt.UTC)
moments = st.integers(0, 13 * 366 * 86_400_000).map(lambda more: START + dt.timedelta(milliseconds=more))


def local(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def test_from_monday_morning_to_wednesday_evening() -> None:
    assert [is_due(local(23, 7, 29)), is_due(local(23, 7, 30))] == [False, True]
    assert [is_due(local(24, 6, 29)), is_due(local(24, 6, 30)), is_due(local(24, 21))] == [False, True, False]
    assert [is_due(local(25, 20, 59)), is_due(local(26, 9)), is_due(local(29, 9))] == [True, False, False]


def test_weeks_are_those_of_viet_nam_and_of_iso_8601() -> None:
    assert week_of(dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)) == "2026-W48", "Monday in Cẩm Phả, Sunday in London"
    assert week_of(dt.datetime(2027, 1, 3, 3, tzinfo=dt.UTC)) == "2026-W53"


@given(moments)
def test_nobody_is_written_to_at_night_and_a_week_ends_where_the_next_begins(now: dt.datetime) -> None:
    assert not (is_due(now) and is_quiet(now))
    end = week_end(now)
    assert now < end <= now + dt.timedelta(days=7)
    assert week_of(end) != week_of(now) == week_of(end - dt.timedelta(microseconds=1))
