"""Named locks with an end, on any database: whoever dies loses them by time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from loa.delivery.core.lease import PLAUSIBLE_LEASE
from loa.delivery.models import Lock


def acquire(name: str, owner: str, now: datetime, length: timedelta) -> bool:
    """Take or keep the lock *name* until *now* + *length*; False while somebody else holds it.

    An end that lies implausibly far ahead was written by a clock that has jumped since, and counts as passed.
    """
    until = now + length
    free = Q(owner=owner) | Q(until__lte=now) | Q(until__gt=now + PLAUSIBLE_LEASE)
    if Lock.objects.filter(free, name=name).update(owner=owner, until=until):
        return True
    made = Lock.objects.bulk_create([Lock(name=name, owner=owner, until=until)], ignore_conflicts=True)
    return bool(made) and Lock.objects.filter(name=name, owner=owner, until=until).exists()


def release(name: str, owner: str) -> None:
    """Give the lock back; a lock that is not ours is left alone."""
    Lock.objects.filter(name=name, owner=owner).delete()
