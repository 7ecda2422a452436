"""Devices on which the app is installed: a person's own, or one of their family, counted for the unit alone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from loa.reach.models import Installation


@transaction.atomic
def install(recipient_id: int, device: str) -> bool:
    """The app runs on *device*, signed in as *recipient_id*. Called at every start; True when that is news.

    A device that was another's, or was removed, is now this person's.
    """
    known = Installation.objects.select_for_update().filter(device=device).first()
    if known is not None and known.recipient_id == recipient_id and known.removed_at is None:
        known.save(update_fields=["seen_at"])
        return False
    Installation.objects.update_or_create(
        device=device,
        defaults={
            "recipient_id": recipient_id,
            "family_of_unit_id": None,
            "removed_at": None,
            "installed_at": timezone.now(),
        },
    )
    return True


@transaction.atomic
def install_for_family(unit_id: int, device: str) -> bool:
    """Somebody's family installed the app by an invitation from *unit_id*; whose family is not kept (DESIGN §5.7).

    False when the device is known already: a member of staff does not count twice, nor does a second tap on the link.
    """
    _seen, created = Installation.objects.get_or_create(device=device, defaults={"family_of_unit_id": unit_id})
    return created


def remove_installation(device: str) -> bool:
    """The app was removed from *device*, or signed out. False when it was not known."""
    found = Installation.objects.filter(device=device, removed_at__isnull=True)
    return bool(found.update(removed_at=timezone.now()))
