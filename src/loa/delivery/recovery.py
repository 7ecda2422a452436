"""What a channel keeps on this machine and has lost: every release that stood there is put there again.

That is the portal. A backup does not hold its folder (`loa.kernel.backup`): the signed releases, the pictures and
files, and the keys make it again, byte for byte.
"""

from __future__ import annotations

import threading

import structlog

from loa.channels.base import Channel, KeepsFiles
from loa.channels.registry import channels
from loa.delivery.dispatch import context_of
from loa.delivery.models import Delivery
from loa.errors import LoaError

log = structlog.get_logger(__name__)


def republish(stop: threading.Event | None = None) -> int:
    """Put back whatever was lost, the oldest first; return how many releases that were.

    What cannot be put back (a picture is gone, a signature does not hold) is named in the log and hinders no other.
    """
    return sum(_restored(each, stop) for each in channels() if isinstance(each, KeepsFiles))


def _restored(channel: Channel, stop: threading.Event | None) -> int:
    done = Delivery.objects.filter(
        channel=channel.name, purpose=Delivery.Purpose.PRIMARY, state=Delivery.State.DONE
    ).order_by("release__issued_at", "release__code")
    rows = dict(done.values_list("release__code", "pk"))
    lost = channel.missing(rows) if isinstance(channel, KeepsFiles) else []
    count = 0
    for code in lost:
        if stop is not None and stop.is_set():
            break
        count += _put_back(channel, rows[code], code)
    if count:
        log.info("released_files_restored", channel=channel.name, releases=count)
    return count


def _put_back(channel: Channel, delivery: int, code: str) -> bool:
    found = Delivery.objects.select_related("release__key").get(pk=delivery)
    try:
        channel.prepare(context_of(found))
    except LoaError as error:
        log.warning("released_files_lost", channel=channel.name, release=code, reason=error.text)
        return False
    return True


def run(stop: threading.Event) -> None:
    """Beside a worker, once at its start."""
    republish(stop)
