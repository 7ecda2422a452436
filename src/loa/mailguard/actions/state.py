"""The one row that orders writers."""

from __future__ import annotations

from django.db.models import F

from loa.mailguard.models import GuardState


def alone() -> None:
    """Until this transaction ends, let nobody else join campaigns, decide or block.

    Two mails at the same moment may share a key; a report must not
    write over a decision; two people may block the same.
    """
    GuardState.objects.get_or_create(pk=1)
    GuardState.objects.select_for_update().get(pk=1)


def lists_changed() -> None:
    """Have the guard read the lists again, wherever it runs."""
    GuardState.objects.get_or_create(pk=1)
    GuardState.objects.filter(pk=1).update(lists_version=F("lists_version") + 1)
