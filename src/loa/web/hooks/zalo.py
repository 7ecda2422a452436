"""Zalo webhooks (Zalo contract §7): answered within its 2 seconds, safe against repeats and any order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loa.channels.zalo import receive as zalo
from loa.channels.zalo.models import EarlyEvent
from loa.config import config
from loa.delivery.models import RemoteMessage
from loa.errors import LoaError
from loa.reach import actions as reach
from loa.reach.models import Receipt
from loa.rumours import actions as rumours
from loa.units import actions as units
from loa.units.models import ContactPoint
from loa.web.access import open_by_secret

log = structlog.get_logger(__name__)
EARLY_KEPT = timedelta(hours=2)  # as long as a message's record may lag behind: the longest outage of a worker
BATCH = 1_000


@open_by_secret
@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take one event from Zalo; 401 for a wrong signature, 200 for everything else that is signed."""
    settings = config()
    try:
        event = zalo.receive(settings.zalo_app_id, settings.zalo_oa_secret, request.body, request.headers)
    except LoaError as error:
        return HttpResponse(error.text, status=error.http_status, content_type="text/plain; charset=utf-8")
    if event is not None:
        take(event)
    return HttpResponse(status=200)


def take(event: zalo.Event) -> None:
    """Do what an event asks; every branch may be repeated without a second effect."""
    match event:
        case zalo.Delivered():
            _record([event.message_id], Receipt.Kind.DELIVERED, event.at)
        case zalo.Seen():
            _record(event.message_ids, Receipt.Kind.OPENED, event.at)
        case zalo.TextMessage():
            _ask(event)
        case zalo.Unfollowed():
            points = ContactPoint.objects.filter(channel="zalo", address=event.user, closed_at__isnull=True)
            units.close_contact_points(points.values_list("pk", flat=True), "unfollowed")
        case zalo.Withdrawn():
            _withdraw(event.user)
        case zalo.TemplateChanged():
            log.warning("zalo template changed", template=event.template_id, status=event.status, reason=event.reason)


def _ask(event: zalo.TextMessage) -> None:
    """A message to the account is a question; what cannot be a claim is passed over."""
    try:
        rumours.ask(event.text, asker=_recipient(event.user), reference=f"zalo:{event.message_id}"[:100])
    except LoaError as error:
        log.info("zalo message is no claim", reason=error.code)


def _recipient(user: str) -> int | None:
    """Whom we know under that Zalo id."""
    points = ContactPoint.objects.filter(channel="zalo", address=user, closed_at__isnull=True)
    return points.values_list("recipient_id", flat=True).first()


def _withdraw(user: str) -> None:
    """Somebody asks Zalo to have their data deleted (standards P3)."""
    for point in ContactPoint.objects.filter(channel="zalo", address=user):
        if not units.unsubscribe(point.recipient_id):
            units.close_contact_points([point.pk], "withdrawn")


def _record(message_ids: Iterable[str], kind: int, at: datetime) -> None:
    """Receipts for messages; an event that overtook the record of its message waits in `EarlyEvent`."""
    wanted = set(message_ids)
    known = _write_down({message_id: [(kind, at)] for message_id in wanted})
    early = [EarlyEvent(message_id=message_id, kind=kind, at=at) for message_id in wanted - known]
    EarlyEvent.objects.bulk_create(early, ignore_conflicts=True)


def _write_down(events: dict[str, list[tuple[int, datetime]]]) -> set[str]:
    """Write receipts for the messages that are on record; return those."""
    messages = list(RemoteMessage.objects.filter(channel="zalo", remote_id__in=events))
    owners = dict(
        ContactPoint.objects.filter(pk__in={message.contact_point for message in messages}).values_list(
            "pk", "recipient_id"
        )
    )
    for message in messages:
        for kind, at in events[message.remote_id]:
            if message.contact_point in owners:
                reach.record(message.release_id, owners[message.contact_point], kind, "zalo", at)
    return {message.remote_id for message in messages}


def match_early_events(now: datetime | None = None) -> None:
    """Match what came before its message was on record, and forget what never will be (periodic)."""
    events: dict[str, list[tuple[int, datetime]]] = {}
    for early in EarlyEvent.objects.order_by("pk")[:BATCH]:
        events.setdefault(early.message_id, []).append((early.kind, early.at))
    if events:
        known = _write_down(events)
        old = (now or timezone.now()) - EARLY_KEPT
        EarlyEvent.objects.filter(message_id__in=known).delete()
        EarlyEvent.objects.filter(at__lt=old).delete()
