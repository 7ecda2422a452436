"""Alerts as operators are to be told of them: one row a person, written with the fact, settled when somebody took it.

The web face tells (mail, else a push); this room keeps what is still to be told, so that neither a worker that dies
right after a stop nor a mail server that is down swallows the alarm.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from loa.accounts.models import RoleAssignment, User
from loa.delivery.alerts import Alert
from loa.delivery.core.breaker import BreakerState
from loa.delivery.models import Call, ProviderAccount

OPERATORS = 200  # told at most; an installation has a handful
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
GIVE_UP = timedelta(days=2)  # after that the banner on the page of operations says it alone
# An alert that comes again within that time is the same one. A stop comes once: it lasts until a person ends it.
QUIET = {
    "channel_down": timedelta(hours=1),
    "scheduler_job": timedelta(hours=1),
    "release_missed": timedelta(days=3650),
}
PATIENCE = {"channel_down": timedelta(minutes=10)}  # what mends itself by then wakes nobody


def write_down(alert: Alert) -> int:
    """Have every operator told of *alert*; return how many will be. A listener of `alerts`."""
    with transaction.atomic():
        if _is_repeated(alert):
            return 0
        first = alert.at + PATIENCE.get(alert.code, timedelta())
        facts = {"code": alert.code, "subject": alert.subject[:120], "reason": alert.reason[:2000]}
        rows = [Call(user=user, **facts, at=alert.at, next_at=first) for user in operators()]
        Call.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _is_repeated(alert: Alert) -> bool:
    quiet = QUIET.get(alert.code)
    if quiet is None:
        return False
    return Call.objects.filter(code=alert.code, subject=alert.subject[:120], at__gt=alert.at - quiet).exists()


def operators() -> QuerySet[User]:
    """Who is told: active accounts that operate anything (channels belong to the whole installation)."""
    role = RoleAssignment.Role.OPERATOR
    return User.objects.filter(is_active=True, roles__role=role).distinct().order_by("pk")[:OPERATORS]


def due(now: datetime, limit: int = 50) -> list[Call]:
    """Calls to try now, the oldest first."""
    waiting = Call.objects.filter(settled_at__isnull=True, next_at__lte=now, at__gt=now - GIVE_UP)
    return list(waiting.select_related("user").order_by("next_at", "pk")[:limit])


def claim(call: Call, now: datetime) -> bool:
    """Make *call* this process's to try; False when somebody else does. Unsettled, it is due again after a pause."""
    doubled: int = 2 ** min(call.attempts, 16)
    pause = min(FIRST_RETRY * doubled, LONGEST_RETRY)
    mine = Call.objects.filter(pk=call.pk, settled_at__isnull=True, next_at=call.next_at)
    return bool(mine.update(next_at=now + pause, attempts=call.attempts + 1))


def is_over(call: Call) -> bool:
    """Whether what *call* tells of has ended: the channel is in use again."""
    if not call.code.startswith("channel_"):
        return False
    return not ProviderAccount.objects.filter(channel=call.subject).exclude(breaker=BreakerState.CLOSED.value).exists()


def settle(call: Call, by: str, now: datetime) -> None:
    """The person was told *by* mail or app (empty: there is nothing to tell any more)."""
    Call.objects.filter(pk=call.pk).update(settled_at=now, settled_by=by)


def waiting() -> int:
    """Calls that nobody could be given yet: a figure for the page of operations."""
    return Call.objects.filter(settled_at__isnull=True).count()
