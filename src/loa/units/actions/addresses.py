"""Verbs of contact points and of residents' subscriptions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from loa.units import rows
from loa.units.locks import hold_address
from loa.units.models import ContactPoint, Recipient, Subscriber, Unit


@transaction.atomic
def add_contact_point(
    recipient_id: int, channel: str, address: str, keys: dict[str, Any] | None = None
) -> ContactPoint:
    """Open an address for a person, or refresh it when it is theirs already.

    An address that was another person's goes over to the new one: a phone or a mailbox that changed hands speaks for
    who holds it now.
    """
    hold_address(channel, address)
    now = timezone.now()
    known = ContactPoint.objects.select_for_update().filter(channel=channel, address=address, closed_at__isnull=True)
    point = known.first()
    if point is not None and point.recipient_id != recipient_id:
        close_contact_points([point.pk], "taken over")
        point = None
    if point is None:
        return ContactPoint.objects.create(
            recipient_id=recipient_id, channel=channel, address=address, keys=keys or {}, seen_at=now
        )
    point.seen_at = now
    point.keys = point.keys if keys is None else keys
    point.save(update_fields=["seen_at", "keys"])
    return point


def close_contact_points(ids: Iterable[int], reason: str) -> int:
    """Close dead addresses; return how many were open. Only for an address's own death (DESIGN §5.6)."""
    closed = 0
    for chunk in rows.chunks(iter(ids)):
        found = ContactPoint.objects.filter(pk__in=chunk, closed_at__isnull=True)
        closed += found.update(closed_at=timezone.now(), closed_reason=reason[:200])
    return closed


@transaction.atomic
def subscribe(consent_text: str, unit: Unit | None = None, language: str = "vi") -> Recipient:
    """Register a resident who agreed to exactly *consent_text*, whose hash is the proof kept (standards P2)."""
    recipient = Recipient.objects.create(kind=Recipient.Kind.SUBSCRIBER, language=language)
    Subscriber.objects.create(
        recipient=recipient,
        unit=unit,
        consent_text_hash=hashlib.sha256(consent_text.encode()).hexdigest(),
        consented_at=timezone.now(),
    )
    return recipient


@transaction.atomic
def unsubscribe(recipient_id: int) -> bool:
    """Withdraw a resident's consent: addresses are closed and wiped at once (standards P3). False: nothing to do.

    Staff on duty stay: their mail is work, not subscription (standards E5).
    """
    found = Recipient.objects.filter(pk=recipient_id, kind=Recipient.Kind.SUBSCRIBER, closed_at__isnull=True)
    if not found.update(closed_at=timezone.now()):
        return False
    for point in ContactPoint.objects.filter(recipient=recipient_id):
        point.address, point.keys = f"withdrawn:{point.pk}", {}
        point.closed_at = point.closed_at or timezone.now()
        point.closed_reason = point.closed_reason or "unsubscribed"
        point.save()
    return True
