"""Slowing down those who guess passwords (ASVS v5.0.0-6.3.1): per account and per network address.

Counters live in the cache; the answer is the same for accounts that do not exist, so that nothing is learned from it.
"""

from __future__ import annotations

import hashlib
import math

from django.core.cache import cache
from django.http import HttpRequest

from loa.errors import NotAllowedError

WINDOW = 900  # seconds that a failure counts
PER_ACCOUNT = 5  # failures after which an account waits
PER_ADDRESS = 50  # … and after which an address does: a whole office may share one


class TooManyAttemptsError(NotAllowedError):
    """Too many wrong passwords in a row."""

    code = "too_many_attempts"
    http_status = 429
    message = "Too many attempts. Wait %(minutes)s minutes and try again, or ask for a new password."


def refuse_if_locked(request: HttpRequest, email: str) -> None:
    """Go on only while neither the account nor the address has failed too often.

    Raises `TooManyAttemptsError`.
    """
    for key, limit in _keys(request, email):
        if cache.get(key, 0) >= limit:
            raise TooManyAttemptsError(minutes=math.ceil(WINDOW / 60))


def note_failure(request: HttpRequest, email: str) -> None:
    """Count one wrong password."""
    for key, _limit in _keys(request, email):
        if not cache.add(key, 1, WINDOW):
            cache.incr(key)


def forget(request: HttpRequest, email: str) -> None:
    """The right password was given: the account starts anew (the address keeps its count)."""
    cache.delete(_keys(request, email)[0][0])


def _keys(request: HttpRequest, email: str) -> tuple[tuple[str, int], tuple[str, int]]:
    address = request.META.get("REMOTE_ADDR", "")
    return (_key("account", email.strip().lower()), PER_ACCOUNT), (_key("address", address), PER_ADDRESS)


def _key(kind: str, value: str) -> str:
    return f"sign-in:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:32]}"
