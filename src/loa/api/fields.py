"""Kinds of values in requests, each bounded: nothing unbounded reaches the domain or the database."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, AwareDatetime, Field

# Letters, no control characters. Tabs and line breaks are for texts of several lines.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
CODE = r"^[0-9A-Za-z][0-9A-Za-z \-]{4,15}$"
MOST_ID = 2**53 - 1  # what every JSON reader can hold


def _reasonable(day: dt.date) -> dt.date:
    if not 2000 <= day.year <= 2199:
        raise ValueError("the year must lie between 2000 and 2199")
    return day


def _reasonable_moment(moment: dt.datetime) -> dt.datetime:
    _reasonable(moment.date())
    return moment


Code = Annotated[
    str,
    Field(pattern=CODE, min_length=5, max_length=16, description=_("Code of a release, as on its page: 7K3F-9QXA.")),
]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Day = Annotated[dt.date, AfterValidator(_reasonable)]
Moment = Annotated[AwareDatetime, AfterValidator(_reasonable_moment)]
