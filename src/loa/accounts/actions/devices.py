"""Browsers that an account is known to be used from."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from loa.accounts.actions.records import tell
from loa.accounts.models import KnownDevice, Notice, User


@transaction.atomic
def recognise(user: User, token: str, description: str) -> str:
    """Remember the browser that holds *token* (empty: one never seen); return the token it keeps from now on.

    The owner gets a mail about every new one but the very first.
    """
    if token and KnownDevice.objects.filter(user=user, token_hash=_hash(token)).exists():
        return token
    first = not KnownDevice.objects.filter(user=user).exists()
    kept = token or secrets.token_urlsafe(32)
    KnownDevice.objects.create(user=user, token_hash=_hash(kept))
    if not first:
        tell(user, Notice.Kind.NEW_DEVICE, description)
    return kept


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
