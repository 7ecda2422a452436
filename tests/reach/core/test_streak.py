"""The streak of a unit."""

from __future__ import annotations

import datetime as dt

import pytest

from loa.reach.core.streak import streak

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("newest_first", "length"),
    [
        ([], 0),
        ([(DAY, 3, 3), (2 * DAY, 3, 3), (3 * DAY, 3, 2), (4 * DAY, 3, 3)], 2),
        ([(HOUR, 3, 1), (2 * DAY, 3, 3)], 1),  # still open: breaks nothing
        ([(DAY, 3, 1), (2 * DAY, 3, 3)], 0),
        ([(HOUR, 3, 3), (DAY, 0, 0), (2 * DAY, 3, 3)], 2),  # the middle one was for others
    ],
)
def test_streaks(newest_first: list[tuple[dt.timedelta, int, int]], length: int) -> None:
    assert streak(newest_first) == length
