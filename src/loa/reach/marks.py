"""Marks: short texts that change whenever a board may have changed; an open page is told "nothing new" by them.

A mark is a handful of counters, not the board itself: many open boards may ask for it every few seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import Max

from loa.bulletins.models import Release
from loa.delivery.queries import standing
from loa.reach.installed import installed_mark
from loa.reach.models import Receipt, Reminder


def mark(releases: Sequence[int]) -> str:
    """The mark of the boards of *releases* (ids) together; a few short queries, whatever the size of the boards."""
    newest = Receipt.objects.filter(release__in=releases).values_list("release").annotate(Max("id")).order_by()
    reminded = Reminder.objects.filter(release__in=releases).aggregate(newest=Max("id"))["newest"]
    successor = Release.objects.filter(replaces__in=releases).aggregate(newest=Max("id"))["newest"]
    seen = (sorted(newest), sorted(standing(releases).items()), installed_mark(), reminded, successor)
    return hashlib.blake2b(repr(seen).encode(), digest_size=9).hexdigest()
