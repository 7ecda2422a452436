"""Changes to how one signs in ask for a proof of the last quarter of an hour (ASVS v5.0.0-7.5.1)."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

LASTS = 15 * 60  # seconds
PROVED_AT = "proved_at"

AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponseBase])


def proved(request: HttpRequest) -> None:
    """Remember that the visitor has just proved who they are."""
    request.session[PROVED_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the proof is young enough."""
    return time.time() - float(request.session.get(PROVED_AT, 0)) < LASTS


def freshly(view: AnyView) -> AnyView:
    """Lead those whose proof is old over the page that asks for a new one, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("account")
        return redirect(f"{reverse('confirm')}?{urlencode({'next': back})}")

    return cast("AnyView", guarded)
