"""Carries webhooks out, beside the worker and never inside a web request. Any number may run: a dispatch is claimed."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from loa.config import config
from loa.integrations import transport
from loa.integrations.actions import endpoints
from loa.integrations.core import retries, signature, targets
from loa.integrations.models import Dispatch, Endpoint
from loa.integrations.transport import Reply, UnreachableError

log = structlog.get_logger(__name__)

PERIOD = 2.0  # seconds between two looks
AT_ONCE = 8  # dispatches under way in this process
OF_ONE = 2  # … of one endpoint: a receiver that hangs holds up nobody else
CLAIM = timedelta(seconds=60)  # longer than one attempt can take
GONE = 410


def run(stop: threading.Event) -> None:
    """Carry what is due until *stop*."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while not stop.wait(PERIOD):
            try:
                mine = claim(timezone.now())
                for _done in pool.map(_carry_in_thread, mine):
                    pass
            except DatabaseError as error:
                log.warning("webhooks wait for the database", reason=str(error).strip())
                connection.close()
    connection.close()


def _carry_in_thread(dispatch: Dispatch) -> None:
    try:
        carry(dispatch)
    except Exception:  # one that stumbles must not silence the others; its claim runs out
        log.exception("a webhook stumbled", dispatch=dispatch.pk)
    finally:
        connection.close()


def claim(now: datetime) -> list[Dispatch]:
    """Make due dispatches ours for a while: of two couriers that try, one wins."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    due = Dispatch.objects.filter(free, state=Dispatch.State.WAITING, next_at__lte=now)
    due = due.filter(endpoint__stopped_at__isnull=True).select_related("endpoint__owner", "event").order_by("next_at")
    taken: Counter[int] = Counter()
    mine: list[Dispatch] = []
    for dispatch in due[: AT_ONCE * 8]:
        if taken[dispatch.endpoint_id] >= OF_ONE or len(mine) >= AT_ONCE:
            continue
        same = Dispatch.objects.filter(free, pk=dispatch.pk, state=Dispatch.State.WAITING)
        if same.update(claimed_until=now + CLAIM):
            taken[dispatch.endpoint_id] += 1
            mine.append(dispatch)
    return mine


def carry(dispatch: Dispatch) -> None:
    """Send one dispatch and write down what came of it."""
    begun = time.monotonic()
    reply, error = _send(dispatch, timezone.now())
    dispatch.milliseconds = round((time.monotonic() - begun) * 1000)
    dispatch.status = reply.status if reply else None
    dispatch.error = error[:200]
    settle(dispatch, reply, timezone.now())


def _send(dispatch: Dispatch, now: datetime) -> tuple[Reply | None, str]:
    """The answer, and what is wrong with it."""
    target = targets.read(dispatch.endpoint.url, config().webhook_private_hosts)
    if target is None or not target.allowed:
        return None, "the address is not allowed"
    body, timestamp = dispatch.event.body.encode(), int(now.timestamp())
    keys = endpoints.signing_secrets(dispatch.endpoint, now)
    headers = {
        "webhook-id": dispatch.event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature.sign(keys, dispatch.event_id, timestamp, body),
    }
    try:
        reply = transport.post(target, headers, body)
    except UnreachableError as error:
        return None, str(error)
    return reply, "" if 200 <= reply.status < 300 else reply.text or f"status {reply.status}"


@transaction.atomic
def settle(dispatch: Dispatch, reply: Reply | None, now: datetime) -> None:
    """Write down one attempt: delivered, to be tried again, or given up; and what it says of the endpoint."""
    dispatch.attempts += 1
    dispatch.claimed_until = None
    endpoint = dispatch.endpoint
    if reply is not None and 200 <= reply.status < 300:
        dispatch.state, dispatch.finished_at = Dispatch.State.DELIVERED, now
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
    else:
        _failed(dispatch, reply, now)
    dispatch.save()


def _failed(dispatch: Dispatch, reply: Reply | None, now: datetime) -> None:
    wait = retries.pause(dispatch.attempts, random.random(), reply.retry_after if reply else 0.0)  # noqa: S311
    if wait is None:
        dispatch.state, dispatch.finished_at = Dispatch.State.GIVEN_UP, now
    else:
        dispatch.next_at = now + wait
    same = Endpoint.objects.filter(pk=dispatch.endpoint_id)
    same.filter(failing_since__isnull=True).update(failing_since=now)
    if reply is not None and reply.status == GONE:
        endpoints.give_up(dispatch.endpoint, "410 Gone", now)
    elif same.filter(failing_since__lte=now - retries.PATIENCE).exists():
        endpoints.give_up(dispatch.endpoint, dispatch.error or f"status {dispatch.status}", now)
