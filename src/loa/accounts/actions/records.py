"""The record of who changed whose access, and the mail that tells the owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from loa.accounts.models import AccessEvent, Notice, User
from loa.units.models import Unit

Act = AccessEvent.Act
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
GIVE_UP = 20  # attempts, about four days


def record(
    act: AccessEvent.Act, user: User, by: User | None, *, role: str = "", unit: Unit | None = None, detail: str = ""
) -> AccessEvent:
    """Write one line of the record; *by* None is a command on the server."""
    return AccessEvent.objects.create(
        at=timezone.now(), act=act, user=user, by=by, role=role, unit=unit, detail=detail[:200]
    )


def tell(user: User, kind: Notice.Kind, detail: str = "") -> Notice:
    """Have a mail sent to the owner of the account, soon."""
    now = timezone.now()
    return Notice.objects.create(user=user, kind=kind, detail=detail[:200], at=now, next_at=now)


def due(now: datetime, limit: int = 100) -> QuerySet[Notice]:
    """Mails that wait, the oldest first."""
    waiting = Notice.objects.filter(sent_at__isnull=True, next_at__lte=now, attempts__lt=GIVE_UP)
    return waiting.select_related("user").order_by("next_at", "pk")[:limit]


def sent(notice: Notice, now: datetime) -> None:
    """The mail server took it."""
    Notice.objects.filter(pk=notice.pk).update(sent_at=now, attempts=notice.attempts + 1)


def postpone(notice: Notice, now: datetime) -> None:
    """The mail server did not take it: try again later, less and less often."""
    doubled: int = 2 ** min(notice.attempts, 16)
    pause = min(FIRST_RETRY * doubled, LONGEST_RETRY)
    Notice.objects.filter(pk=notice.pk).update(attempts=notice.attempts + 1, next_at=now + pause)
