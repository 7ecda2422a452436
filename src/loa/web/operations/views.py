"""Operations: probes for machines, metrics, and one page for the person on call."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from prometheus_client import CONTENT_TYPE_LATEST

from loa.accounts.queries import units_with
from loa.bulletins.core.manifest import CHANNELS
from loa.channels.portal import renewal
from loa.config import config
from loa.delivery import actions, calls, health, metrics
from loa.delivery.queries import dead_letters, missed_schedules, running, troubles
from loa.delivery.standing import standing
from loa.errors import NotAllowedError
from loa.web.access import Role, for_roles, me, open_by_secret, open_to_all
from loa.web.paging import page_of


@open_to_all
@never_cache
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: 200 as long as the process answers."""
    return JsonResponse({"ok": health.healthz().ok})


@open_to_all
@never_cache
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: 200 when requests may be sent here, else 503 with the reasons (to loopback only)."""
    found = health.readyz()
    body = {"ok": found.ok, "checks": found.checks} if _is_loopback(request) else {"ok": found.ok}
    return JsonResponse(body, status=200 if found.ok else 503)


@open_by_secret
@never_cache
@require_GET
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics for the bearer of LOA_METRICS_TOKEN; without a token set, for loopback alone."""
    token = str(config().metrics_token)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = hmac.compare_digest(given.encode(), token.encode()) if token else _is_loopback(request)
    if not allowed:
        raise NotAllowedError
    return HttpResponse(metrics.render(), content_type=CONTENT_TYPE_LATEST)


def _is_loopback(request: HttpRequest) -> bool:
    """Whether the peer is this machine and speaks for itself: a proxy in front adds a header."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@for_roles(Role.OPERATOR)
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """What runs and what is ill anywhere; of bulletins, only what the visitor's own units sent or missed to send."""
    units = units_with(me(request), Role.OPERATOR)
    ready, ill = health.readyz(), troubles()
    missed = [bulletin for bulletin in missed_schedules() if bulletin.unit_id in units]
    channels = [standing(name) for name in CHANNELS]
    context = {
        "ready": ready,
        "checks": [(_CHECKS.get(name, name), result) for name, result in ready.checks.items()],
        "running": running(),
        "troubles": ill,
        "missed": missed,
        "uncalled": calls.waiting() if ill or missed else 0,
        "channels": channels,
        "renewal": renewal.state(config().portal_path),
        "sound": ready.ok and not ill and not missed and not any(channel.problems for channel in channels),
        "page": page_of(request, dead_letters(units=units), size=20),
    }
    return render(request, "operations/operations.html", context)


@for_roles(Role.OPERATOR)
@require_POST
def use_again(request: HttpRequest, channel: str) -> HttpResponse:
    """Take a stopped channel into use again."""
    if channel not in CHANNELS:
        raise Http404
    actions.use_again(channel, by=me(request))
    messages.success(request, _("Going on."), extra_tags="good")
    return redirect("operations")


_CHECKS = {
    "database": gettext_lazy("Database"),
    "disk": gettext_lazy("Disk space"),
    "migrations": gettext_lazy("Database version"),
    "queue": gettext_lazy("Work queue"),
}
