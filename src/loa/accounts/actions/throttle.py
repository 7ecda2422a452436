"""Pauses for those who guess, counted in the database so that all processes and machines count together.

An attempt is counted before it is judged: a hundred guesses at the same moment are a hundred guesses.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from loa.accounts.core import backoff
from loa.accounts.errors import TooManyAttemptsError
from loa.accounts.models import Throttle

PER_ACCOUNT = 5  # failures that cost an account no pause
PER_ADDRESS = 60  # … and a network address within an hour: a whole office may share one


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted: an account by its e-mail, an account's codes, or a network address in one hour."""

    kind: str
    value: str
    free: int = PER_ACCOUNT

    @property
    def key(self) -> str:
        """The row's key; nobody's address stands in it."""
        return hashlib.sha256(f"{self.kind}:{self.value}".encode()).hexdigest()


def account(email: str) -> Subject:
    """Passwords tried on an account, whether it exists or not."""
    return Subject("account", email.strip().lower())


def codes(user_id: int) -> Subject:
    """Codes tried on an account whose password was right."""
    return Subject("codes", str(user_id))


def address(address: str, now: datetime) -> Subject:
    """Everything tried from a network address in this hour."""
    return Subject("address", f"{address} {now:%Y-%m-%dT%H}", PER_ADDRESS)


def begin(subject: Subject, now: datetime | None = None) -> None:
    """Count an attempt, or refuse it while *subject* has to wait.

    Raises `TooManyAttemptsError`.
    """
    now = now or timezone.now()
    left = _count(subject, now)
    if left > 0:
        raise TooManyAttemptsError(minutes=math.ceil(left / 60))


@transaction.atomic
def _count(subject: Subject, now: datetime) -> float:
    """Seconds still to wait; 0 when the attempt was counted instead."""
    Throttle.objects.get_or_create(key=subject.key, defaults={"last_at": now})
    row = Throttle.objects.select_for_update().get(key=subject.key)
    if row.blocked_until is not None and row.blocked_until > now:
        return (row.blocked_until - now).total_seconds()
    row.failures = 1 if now - row.last_at > backoff.FORGOTTEN else row.failures + 1
    row.last_at = now
    row.blocked_until = now + backoff.wait(row.failures, subject.free)
    row.save()
    return 0


def forgive(subject: Subject) -> None:
    """The attempt was good: the count begins anew."""
    Throttle.objects.filter(key=subject.key).delete()


@transaction.atomic
def give_back(subject: Subject) -> None:
    """The attempt was good, but those before it stay counted (an address that many share)."""
    row = Throttle.objects.select_for_update().filter(key=subject.key).first()
    if row is not None:
        row.failures = max(row.failures - 1, 0)
        row.save(update_fields=["failures"])


def forget_old(now: datetime) -> int:
    """Delete what no longer counts; return how many rows."""
    return Throttle.objects.filter(last_at__lt=now - backoff.FORGOTTEN).delete()[0]
