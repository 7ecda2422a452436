"""Days as official texts print them: "07 tháng 02 năm 2020", "7/2/2020", "07.02.2020"."""

from __future__ import annotations

import datetime as dt
import re

# Patterns here are for folded text (`letters.fold`); blanks may be missing ("24 tháng11") after a wrap.
DAY = r"(?<!\d)(?P<day>\d{1,2})\s*(?:thang|[/.-])\s*(?P<month>\d{1,2})\s*(?:,?\s*nam|[/.-])\s*(?P<year>\d{4})(?!\d)"
_AFTER = re.compile(rf"[\s,]*\(?(?:ban hanh\s|ky\s)?ngay\s*{DAY}")
_FIRST_YEAR, _LAST_YEAR = 1930, 2100


def to_date(match: re.Match[str]) -> dt.date | None:
    """The day that *match* (of `DAY`) names; None where there is no such day."""
    year = int(match["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def date_at(folded: str, position: int) -> dt.date | None:
    """The day that "…, ngày …" gives directly at *position* of the folded text, as after a document's number."""
    match = _AFTER.match(folded, position)
    return to_date(match) if match else None


def last_day(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return (dt.date(year, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
