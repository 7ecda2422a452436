"""The week's figures to those who head a unit: each once per ISO week, by day.

A digest is claimed before it is written, by one conditional UPDATE, so that of two schedulers one writes it. One that
dies with a claim is waited for; what it may have sent already carries the same Message-ID when it comes again.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from loa.accounts.models import RoleAssignment, User
from loa.channels.mail import single
from loa.reach.core.week import is_due, week_end, week_of
from loa.reach.letters import digest_letter
from loa.reach.models import Digest

log = structlog.get_logger(__name__)

AT_ONCE = 50  # digests a call: the scheduler has other work
CLAIM = dt.timedelta(minutes=10)  # longer than a mail server may take over one mail
LATER = dt.timedelta(minutes=15)  # a mail server that is away is left alone for that long


def send_digests(now: dt.datetime | None = None) -> int:
    """Send a handful of what is due; return how many mails the server took. It stops at the first that is not taken."""
    now = now or timezone.now()
    if not is_due(now):
        return 0
    taken = 0
    for user in _waiting(now)[:AT_ONCE]:
        if not _claim(user, now):
            continue
        try:
            taken += _send(user, now)
        except OSError as error:
            log.warning("a digest waits for the mail server", user=user.pk, reason=str(error))
            _digest(user, now).update(claimed_until=now + LATER)
            break
    return taken


def _waiting(now: dt.datetime) -> QuerySet[User]:
    """Heads of units whose digest of this week nobody has sent or is writing."""
    settled = Digest.objects.filter(Q(sent_at__isnull=False) | Q(claimed_until__gt=now), week=week_of(now))
    heads = RoleAssignment.objects.filter(role=RoleAssignment.Role.UNIT_HEAD)
    found = User.objects.filter(is_active=True, pk__in=heads.values("user_id"))
    return found.exclude(pk__in=settled.values("user_id")).order_by("pk")


def _digest(user: User, now: dt.datetime) -> QuerySet[Digest]:
    return Digest.objects.filter(user=user, week=week_of(now), sent_at__isnull=True)


def _claim(user: User, now: dt.datetime) -> bool:
    """Whether it is ours to write: new, or left by somebody whose claim has run out."""
    Digest.objects.bulk_create([Digest(user=user, week=week_of(now), claimed_until=now)], ignore_conflicts=True)
    return bool(_digest(user, now).filter(claimed_until__lte=now).update(claimed_until=now + CLAIM))


def _send(user: User, now: dt.datetime) -> int:
    """Write and hand over; nothing to say settles the week too."""
    letter = digest_letter(user, now)
    if letter is None:
        _digest(user, now).update(claimed_until=week_end(now))
        return 0
    single.send(user.email, letter.subject, letter.text, letter.html, f"digest.{week_of(now)}.{user.pk}")
    _digest(user, now).update(sent_at=now)
    return 1
