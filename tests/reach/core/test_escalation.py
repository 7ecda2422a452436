"""The clock of reminders."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.reach.core.escalation import DUE, PATIENCE, ZONE, is_quiet, next_waking, steps_due

NOON = dt.datetime(2020, 2, 7, 12, 0, tzinfo=ZONE)
moments = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: NOON + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("time", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("06:29", True), ("06:30", False)],
)
def test_nights(time: str, quiet: bool) -> None:
    moment = dt.datetime.combine(NOON.date(), dt.time.fromisoformat(time), ZONE)
    assert is_quiet(moment.astimezone(dt.UTC)) is quiet


@given(moments)
def test_after_a_night_comes_the_first_morning(now: dt.datetime) -> None:
    waking = next_waking(now)
    assert not is_quiet(waking)
    assert now <= waking <= now + dt.timedelta(hours=9, minutes=30)
    assert (waking == now) is not is_quiet(now)


@given(moments, moments)
def test_no_step_at_night_or_before_its_time(issued: dt.datetime, now: dt.datetime) -> None:
    for step in steps_due(issued, now, {}):
        assert not is_quiet(now)
        assert now - issued >= DUE[step]


def test_steps_come_one_after_the_other() -> None:
    day = dt.timedelta(days=1)
    assert steps_due(NOON, NOON + dt.timedelta(hours=3), {}) == []
    assert steps_due(NOON, NOON + dt.timedelta(hours=5), {}) == ["person"]
    assert steps_due(NOON, NOON + day, {}) == ["person", "focal_point"]
    assert steps_due(NOON, NOON + 2 * day, {}) == ["person", "focal_point", "unit_head"]
    assert steps_due(NOON, NOON + 8 * day, {}) == []


def test_a_step_is_given_time_even_when_the_clock_stood_still() -> None:
    late = NOON + dt.timedelta(days=3)
    assert steps_due(NOON, late, {"person": late}) == ["person"]
    assert steps_due(NOON, late, {"person": late - PATIENCE, "focal_point": late}) == ["person", "focal_point"]
