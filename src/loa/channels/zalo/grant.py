"""The grant in the database: shared by every worker on every machine, renewed by one at a time."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from loa.channels.zalo.errors import BusyError
from loa.channels.zalo.models import Grant
from loa.channels.zalo.tokens import Tokens

LOCK_LENGTH = timedelta(seconds=60)  # longer than one refresh with all its time-outs
PATIENCE = 45.0  # seconds one worker waits for another's renewal
PAUSE = 0.1


class DatabaseTokenStore:
    """Implements `loa.channels.zalo.tokens.TokenStore`.

    *first_refresh* is the configured token. When an administrator consents again and configures a new one, it
    replaces the grant that was kept.
    """

    def __init__(self, first_refresh: str) -> None:
        self._first = first_refresh

    def load(self) -> Tokens | None:
        """The newest pair, or what the settings begin with."""
        grant = Grant.objects.filter(pk=1).first()
        if grant is None or (self._first and grant.first_refresh != self._first):
            return Tokens.first(self._first) if self._first else None
        return Tokens(grant.access, grant.refresh, grant.expires_at, grant.renewing)

    def save(self, tokens: Tokens) -> None:
        """Keep the pair; committed on return."""
        values = {
            "access": tokens.access,
            "refresh": tokens.refresh,
            "expires_at": tokens.expires_at,
            "renewing": tokens.renewing,
            "first_refresh": self._first,
        }
        Grant.objects.update_or_create(pk=1, defaults=values)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the renewal alone, across processes. Raises `BusyError` when another holds it too long.

        A row with an end instead of a database lock: a transaction held over a call to Zalo would stop every writer.
        """
        owner = uuid.uuid4().hex
        deadline = time.monotonic() + PATIENCE
        Grant.objects.get_or_create(pk=1, defaults={"expires_at": datetime(1970, 1, 1, tzinfo=UTC)})
        while not self._take(owner):
            if time.monotonic() > deadline:
                raise BusyError(0, "another worker renews the authorisation")
            time.sleep(PAUSE)
        try:
            yield
        finally:
            Grant.objects.filter(pk=1, locked_by=owner).update(locked_until=None, locked_by="")

    @staticmethod
    def _take(owner: str) -> bool:
        now = timezone.now()
        free = Q(locked_until__isnull=True) | Q(locked_until__lte=now)
        return bool(Grant.objects.filter(free, pk=1).update(locked_by=owner, locked_until=now + LOCK_LENGTH))
