"""When a session was last seen, for the list of one's own devices; written at most every few minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

EVERY = timedelta(minutes=5)  # a session that was in use less long ago is in use


class LastSeenMiddleware:
    """Remember after the answer that the session was in use; one UPDATE per session, process and `EVERY`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then note it."""
        response = self.get_response(request)
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"seen:{key}", 1, EVERY.total_seconds()):
            UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
        return response
