"""Requests of a token, counted minute by minute in the database: all processes and machines count together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from loa.integrations.models import RateCount

QUOTA = 120  # requests of a token in a minute
WINDOW = 60  # seconds

# One statement, so that two requests at the same moment are counted as two.
_COUNT = (
    "INSERT INTO integrations_ratecount (key, minute, used) VALUES (%s, %s, 1) ON CONFLICT (key) DO UPDATE SET "
    "used = CASE WHEN integrations_ratecount.minute = excluded.minute THEN integrations_ratecount.used + 1 ELSE 1 END, "
    "minute = excluded.minute RETURNING used"
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a quota: requests, and seconds until it is whole again."""

    quota: int
    left: int
    reset: int

    @property
    def exceeded(self) -> bool:
        """Whether this request is one too many."""
        return self.left < 0


def count(key: str, now: datetime, quota: int = QUOTA) -> Allowance:
    """Count one request of *key*."""
    seconds = int(now.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, seconds // WINDOW])
        row = cursor.fetchone()
    return Allowance(quota, quota - int(row[0]), WINDOW - seconds % WINDOW)


def forget_old(now: datetime) -> int:
    """Delete counts of minutes that are over; return how many."""
    return RateCount.objects.filter(minute__lt=int(now.timestamp()) // WINDOW).delete()[0]
