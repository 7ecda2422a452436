"""Put something on the block list, and take it off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from loa.accounts.models import User
from loa.mailguard.actions.permission import reason_of, require_whole_desk
from loa.mailguard.actions.state import alone, lists_changed
from loa.mailguard.errors import AlreadyBlockedError
from loa.mailguard.lists.values import checked
from loa.mailguard.models import BlockEntry, Campaign
from loa.mailguard.queries import own_domains


@transaction.atomic
def block(
    kind: str,
    value: str,
    *,
    by: User,
    reason: str,
    expires_at: datetime | None = None,
    campaign: Campaign | None = None,
    now: datetime | None = None,
) -> BlockEntry:
    """Put *value* on the list; the guard takes it over within seconds.

    Raises `NotBlockableError`, `AlreadyBlockedError`, `NoReasonError`, `MissingRoleError`, `WholeHouseError`.
    """
    require_whole_desk(by)
    now = now or timezone.now()
    clean = checked(kind, value, own_domains())
    words = reason_of(reason, 300)
    alone()
    standing = BlockEntry.objects.select_for_update().filter(kind=kind, value=clean, removed_at__isnull=True)
    for entry in standing:
        if entry.expires_at is None or entry.expires_at > now:
            raise AlreadyBlockedError(value=clean)
        _take_off(entry, by, now)
    made = BlockEntry.objects.create(
        kind=kind, value=clean, reason=words, by=by, at=now, expires_at=expires_at, campaign=campaign
    )
    lists_changed()
    return made


@transaction.atomic
def unblock(entry: BlockEntry, *, by: User, now: datetime | None = None) -> None:
    """Take *entry* off the list; twice is once. Its row stays as the record.

    Raises `MissingRoleError`, `WholeHouseError`.
    """
    require_whole_desk(by)
    if entry.removed_at is None:
        _take_off(entry, by, now or timezone.now())
        lists_changed()


def _take_off(entry: BlockEntry, by: User, now: datetime) -> None:
    entry.removed_at, entry.removed_by = now, by
    entry.save(update_fields=["removed_at", "removed_by"])
