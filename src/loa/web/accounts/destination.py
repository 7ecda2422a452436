"""Where a visitor goes once they are in."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from loa.accounts.models import User
from loa.accounts.queries import has_second_factor, must_have_second_factor, roles_of
from loa.web.access import DESK_ROLES


def wanted(request: HttpRequest) -> str:
    """The page that the visitor came for, if it is one of ours; else an empty text."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else ""


def after_sign_in(user: User, asked: str) -> str:
    """The page asked for, or the one that their work begins with; who lacks a second factor sets one up before."""
    target = asked or reverse("desk" if roles_of(user).intersection(DESK_ROLES) else "home")
    if must_have_second_factor(user) and not has_second_factor(user):
        return f"{reverse('factor-needed')}?{urlencode({'next': target})}"
    return target
