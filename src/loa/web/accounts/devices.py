"""The cookie by which a browser is known again, and browsers in words."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from loa.accounts.actions import devices
from loa.accounts.models import User

COOKIE = "loa_device"
LASTS = 400 * 24 * 3600  # seconds: the longest that browsers keep a cookie
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = (("Edg", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))


def greet(request: HttpRequest, user: User, response: HttpResponse) -> None:
    """Know the browser again, or tell the owner of the account that it is new."""
    described = f"{words(request.headers.get('User-Agent', ''))}, {request.META.get('REMOTE_ADDR', '')}"
    token = devices.recognise(user, request.COOKIES.get(COOKIE, "")[:100], described)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, token, LASTS, secure=secure, httponly=True, samesite="Lax")


def words(user_agent: str) -> str:
    """Browser and system, as far as the browser says: "Chrome · Android"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Safari" if "Safari" in user_agent else "?")
    system = next((name for name in SYSTEMS if name in user_agent), "?")
    return f"{browser} · {system}"
