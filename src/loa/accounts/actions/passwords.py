"""Passwords and sessions."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction

from loa.accounts.actions.records import record, tell
from loa.accounts.models import AccessEvent, Notice, User


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Set a new password. Every session but the one that keeps the new hash ends (Django checks it each time)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(AccessEvent.Act.PASSWORD_CHANGED, user, user)
    tell(user, Notice.Kind.PASSWORD_CHANGED)


def end_sessions(user: User, *, but: str = "") -> int:
    """Sign *user* out everywhere except in the session with the key *but*; return how many sessions ended."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for session in others:
        session.end()
    return len(others)


def end_session(user: User, pk: int) -> None:
    """Sign *user* out of one session of theirs; one that is gone already is no error."""
    for session in UserSession.objects.filter(user=user, pk=pk):
        session.end()
