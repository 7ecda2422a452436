"""The streak of a unit: how many bulletins in a row everybody of it acknowledged. Of the unit, never of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

STILL_OPEN = dt.timedelta(hours=24)  # receipt is to be confirmed on the day of arrival (standards V6)


def streak(newest_first: Iterable[tuple[dt.timedelta, int, int]]) -> int:
    """How long the streak is now; each release is (age, persons of the unit it is for, how many acknowledged).

    A release younger than a day that somebody has yet to acknowledge breaks nothing and counts nothing, and neither
    does one that was not for the unit.
    """
    length = 0
    for age, audience, acknowledged in newest_first:
        if audience and acknowledged >= audience:
            length += 1
        elif audience and age >= STILL_OPEN:
            break
    return length
