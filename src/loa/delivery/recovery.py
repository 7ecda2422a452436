"""The portal's folder from nothing: every release that was published is published again, byte for byte.

A backup holds no portal (`loa.kernel.backup`): the signed releases, the pictures and files, and the keys make it.
"""

from __future__ import annotations

import threading

import structlog

from loa.channels.portal.recovery import missing
from loa.channels.registry import channel
from loa.config import config
from loa.delivery.dispatch import context_of
from loa.delivery.models import Delivery
from loa.errors import LoaError

log = structlog.get_logger(__name__)


def republish(stop: threading.Event | None = None) -> int:
    """Publish again whatever the portal's folder has lost, the oldest first; return how many releases that were.

    What cannot be published (a file is gone, a signature does not hold) is named in the log and hinders no other.
    """
    done = Delivery.objects.filter(channel="portal", purpose=Delivery.Purpose.PRIMARY, state=Delivery.State.DONE)
    rows = dict(done.order_by("release__issued_at", "release__code").values_list("release__code", "pk"))
    count = 0
    for code in missing(config().portal_path, rows):
        if stop is not None and stop.is_set():
            break
        count += _published(rows[code], code)
    if count:
        log.info("portal_republished", releases=count)
    return count


def _published(delivery: int, code: str) -> bool:
    found = Delivery.objects.select_related("release__key").get(pk=delivery)
    try:
        channel("portal").prepare(context_of(found))
    except LoaError as error:
        log.warning("portal_not_republished", release=code, reason=error.text)
        return False
    return True


def run(stop: threading.Event) -> None:
    """Beside a worker, once at its start."""
    republish(stop)
