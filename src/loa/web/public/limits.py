"""Public acts that are called more often than people do."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from loa.errors import LoaError
from loa.kernel.limits import Limiter, address_key, sender

View = Callable[[HttpRequest], HttpResponse]


class TooManyError(LoaError):
    """Somebody sends more than people do."""

    code = "too_many"
    permanent = False
    http_status = 429
    message = "That was a lot at once. Please wait a minute."


def limited(per_minute: int) -> Callable[[View], View]:
    """Answer 429 to an address that calls the view more often than that."""
    limiter = Limiter(per_minute)

    def decorate(view: View) -> View:
        @wraps(view)
        def limiting(request: HttpRequest) -> HttpResponse:
            address = sender(request)
            if not address or limiter.take(address_key(address), time.monotonic()):
                return view(request)
            answer = JsonResponse({"error": TooManyError.code, "text": _(TooManyError.message)}, status=429)
            answer.headers["Retry-After"] = "60"
            return answer

        return limiting

    return decorate
