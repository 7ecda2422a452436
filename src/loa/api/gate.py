"""What holds for every request of the API, before and after its view: language, token, quota, one key one effect.

The order matters: a token is known before it is counted, and counted before anything is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from loa.api import problems
from loa.errors import LoaError
from loa.integrations.actions import idempotency, rates, tokens
from loa.integrations.actions.rates import Allowance
from loa.integrations.errors import RateLimitedError
from loa.integrations.models import Token
from loa.kernel.limits import Limiter, address_key, sender

log = structlog.get_logger(__name__)
View = Callable[..., HttpResponse]

ANONYMOUS_QUOTA = 60  # requests of an address in a minute; feeds and portal files are for those who want more
WITH_EFFECT = frozenset({"POST", "PUT"})
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "RateLimit, RateLimit-Policy, Retry-After, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
anonymous = Limiter(per_minute=ANONYMOUS_QUOTA)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a token, or (None) anybody; and what is left of the quota. No quota for this machine itself."""

    token: Token | None
    allowance: Allowance | None


def token_of(request: HttpRequest) -> Token | None:
    """The token that the request came with."""
    found = getattr(request, "loa_token", None)
    return found if isinstance(found, Token) else None


def guarded(view: View) -> View:
    """*view* behind the gate. Every answer of 400 and above is a problem (RFC 9457)."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            answer = _answered(request, lambda: view(request, *args, **kwargs))
        answer.headers["Content-Language"] = language
        patch_vary_headers(answer, ("Accept-Language", "Authorization"))
        for name, value in CORS.items():
            answer.headers[name] = value
        answer.headers.setdefault("Cache-Control", "no-store" if "Authorization" in request.headers else "no-cache")
        return answer

    return gate


def _language(request: HttpRequest) -> str:
    """The first language of Accept-Language that we speak; Vietnamese by default."""
    known = dict(settings.LANGUAGES)
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
        if asked.partition("-")[0] in known:
            return asked.partition("-")[0]
    return settings.LANGUAGE_CODE


def _answered(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        caller = _admit(request, timezone.now())
    except LoaError as error:
        return problems.of(error)
    if caller.allowance is not None and caller.allowance.exceeded:
        answer = problems.of(RateLimitedError(quota=caller.allowance.quota, seconds=caller.allowance.reset))
        answer.headers["Retry-After"] = str(caller.allowance.reset)
    else:
        answer = _safely(request, caller.token, act)
    if caller.allowance is not None:
        _tell_quota(answer, caller.allowance)
    return answer


def _admit(request: HttpRequest, now: datetime) -> Caller:
    """Raises `UnknownTokenError`; a wrong token is counted on the address, so that nobody guesses for free."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return Caller(None, _of_address(request))
    try:
        token = tokens.authenticate(secret.strip(), now)
    except LoaError:
        allowance = _of_address(request)
        if allowance is not None and allowance.exceeded:
            return Caller(None, allowance)
        raise
    request.loa_token = token  # type: ignore[attr-defined]
    return Caller(token, rates.count(f"token:{token.pk}", now))


def _of_address(request: HttpRequest) -> Allowance | None:
    """Counted in this process alone: reading what is public never writes to the database."""
    address = sender(request)
    if not address:
        return None
    left = anonymous.spend(address_key(address), time.monotonic())
    return Allowance(ANONYMOUS_QUOTA, left, 1 if left < 0 else rates.WINDOW)


def _tell_quota(answer: HttpResponse, allowance: Allowance) -> None:
    """draft-ietf-httpapi-ratelimit-headers."""
    answer.headers["RateLimit-Policy"] = f'"default";q={allowance.quota};w={rates.WINDOW}'
    answer.headers["RateLimit"] = f'"default";r={max(allowance.left, 0)};t={allowance.reset}'


def _safely(request: HttpRequest, token: Token | None, act: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return _as_problem(_once(request, token, act))
    except LoaError as error:
        return problems.of(error)
    except RequestDataTooBig:
        return problems.problem(413, "too_large")
    except SuspiciousOperation:
        return problems.problem(422, "invalid_request")
    except Exception:  # the caller is a machine: it gets a problem as of every other refusal, we get the trace
        log.exception("the api stumbled", path=request.path)
        return problems.problem(500, "internal")


def _once(request: HttpRequest, token: Token | None, act: Callable[[], HttpResponse]) -> HttpResponse:
    key = request.headers.get("Idempotency-Key")
    if key is None or token is None or request.method not in WITH_EFFECT:
        return act()
    kept: list[HttpResponse] = []

    def perform() -> idempotency.Answer:
        answer = act()
        kept.append(answer)
        return idempotency.Answer(answer.status_code, answer.headers.get("Content-Type", ""), answer.content)

    mark = idempotency.fingerprint(request.method or "", request.get_full_path(), _content(request))
    found = idempotency.once(token, key.strip('"'), mark, timezone.now(), perform)
    if not found.replayed:
        return kept[0]
    again = HttpResponse(found.body, status=found.status, content_type=found.content_type)
    again.headers["Idempotency-Replayed"] = "true"
    return again


def _content(request: HttpRequest) -> Iterator[bytes]:
    """What was sent. Files are read in pieces, and their boundary, which differs every time, is none of it."""
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode()
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            yield repr((name, file.name)).encode()
            yield from file.chunks()
            file.seek(0)


def _as_problem(answer: HttpResponse) -> HttpResponse:
    """Refusals of the framework (a wrong method, an unknown path) in our form."""
    if answer.status_code < 400 or answer.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE):
        return answer
    made = problems.problem(answer.status_code, f"http_{answer.status_code}")
    if "Allow" in answer.headers:
        made.headers["Allow"] = answer.headers["Allow"]
    return made
