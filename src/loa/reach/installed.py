"""Who has the app: a device that runs it signed in as the person, or a live push subscription of theirs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from django.db.models import Count, Max
from pyroaring import BitMap

from loa.reach.models import Installation
from loa.units.queries import channel_points, recipients_with

FRESH = 60.0  # seconds after which the set is read again even if nothing seems to have changed


@dataclass
class _Kept:
    """The set as last read, with the mark it was read at."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    mark: tuple[object, ...] = ()
    until: float = 0.0
    people: BitMap = field(default_factory=BitMap)


_kept = _Kept()


def installed() -> BitMap:
    """Recipients with the app; kept in memory until a device or a subscription comes or goes."""
    mark = installed_mark()
    with _kept.lock:
        if mark != _kept.mark or time.monotonic() > _kept.until:
            _kept.people = recipients_with("app") | _signed_in()
            _kept.mark, _kept.until = mark, time.monotonic() + FRESH
        return _kept.people


def installed_mark() -> tuple[object, ...]:
    """Changes whenever somebody may have got or lost the app; two short queries."""
    devices = Installation.objects.aggregate(Max("installed_at"), Count("removed_at"), Max("removed_at"))
    return (*channel_points("app"), *devices.values())


def _signed_in() -> BitMap:
    devices = Installation.objects.filter(recipient__isnull=False, removed_at__isnull=True)
    return BitMap(devices.values_list("recipient_id", flat=True).iterator(chunk_size=50_000))
