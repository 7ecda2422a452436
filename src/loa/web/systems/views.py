"""Tokens and webhooks: made, looked at, ended. A secret is shown in the answer that made it, and never again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from loa.accounts.queries import units_with
from loa.errors import LoaError
from loa.integrations import queries
from loa.integrations.actions import endpoints, tokens
from loa.integrations.models import Endpoint, EventType, Scope
from loa.web.access import Role, for_roles, has_role, me
from loa.web.paging import page_of
from loa.web.systems.forms import TokenForm, WebhookForm

WHO = (Role.EDITOR, Role.OPERATOR)


@for_roles(*WHO)
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """The tokens and webhooks that the visitor looks after, and the way to new ones."""
    return _page(request)


def _page(request: HttpRequest, token: TokenForm | None = None, webhook: WebhookForm | None = None) -> HttpResponse:
    operates = has_role(request, Role.OPERATOR)
    wrong = any(form is not None and form.errors for form in (token, webhook))
    context = {
        "page": page_of(request, queries.tokens_seen_by(me(request))),
        "now": timezone.now(),
        "scopes": dict(Scope.choices),
        "form": token or TokenForm(by=me(request)),
        "operates": operates,
        "webhooks": _mine(request)[:200] if operates else [],
        "webhook_form": webhook or (WebhookForm(by=me(request)) if operates else None),
    }
    return render(request, "systems/systems.html", context, status=422 if wrong else 200)


def _mine(request: HttpRequest) -> Any:
    return Endpoint.objects.filter(unit__in=units_with(me(request), Role.OPERATOR)).select_related("unit", "owner")


@for_roles(*WHO)
@never_cache
@require_POST
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token in the visitor's own name and show it once."""
    form = TokenForm(request.POST, by=me(request))
    if not form.is_valid():
        return _page(request, token=form)
    asked = form.cleaned_data
    try:
        token, secret = tokens.make(
            me(request), asked["unit"], asked["scopes"], name=asked["name"], days=asked["days"], by=me(request)
        )
    except LoaError as error:
        form.add_error("scopes", error.text)
        return _page(request, token=form)
    return _secret(request, token.name, secret, _("Token for %(name)s") % {"name": token.name})


def _secret(request: HttpRequest, name: str, secret: str, title: str, back: str = "") -> HttpResponse:
    context = {"name": name, "secret": secret, "title": title, "back": back, "is_webhook": bool(back)}
    return render(request, "systems/secret.html", context)


@for_roles(*WHO)
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(queries.tokens_seen_by(me(request)), pk=pk)
    tokens.revoke(token, by=me(request))
    messages.success(request, _("The token of %(name)s is revoked.") % {"name": token.name}, extra_tags="good")
    return redirect("systems")


@for_roles(Role.OPERATOR)
@never_cache
@require_POST
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Have another system told, and show the secret once with which it checks us."""
    form = WebhookForm(request.POST, by=me(request))
    if not form.is_valid():
        return _page(request, webhook=form)
    asked = form.cleaned_data
    try:
        endpoint, secret = endpoints.make(
            by=me(request), unit=asked["unit"], name=asked["name"], url=asked["url"], events=asked["events"]
        )
    except LoaError as error:
        form.add_error("url", error.text)
        return _page(request, webhook=form)
    return _secret(request, endpoint.name, secret, _("Secret of %(name)s") % {"name": endpoint.name}, str(endpoint.pk))


@for_roles(Role.OPERATOR)
@never_cache
@require_GET
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: how it stands, what can be done about it, and its log."""
    endpoint = get_object_or_404(_mine(request), pk=pk)
    labels = dict(EventType.choices)
    context = {
        "endpoint": endpoint,
        "told": [labels.get(each, each) for each in endpoint.events],
        "reason": _(endpoint.stopped_reason) if endpoint.stopped_reason else "",
        "page": page_of(request, endpoint.dispatches.select_related("event")),
    }
    return render(request, "systems/webhook.html", context)


@for_roles(Role.OPERATOR)
@never_cache
@require_POST
def act_on_webhook(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Send a trial, change the secret, stop, go on, or forget a webhook."""
    endpoint = get_object_or_404(_mine(request), pk=pk)
    if act == "rotate":
        secret = endpoints.rotate(endpoint, by=me(request))
        return _secret(request, endpoint.name, secret, _("New secret of %(name)s") % {"name": endpoint.name}, str(pk))
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "ping": (endpoints.ping, _("A trial is on its way; its line stands in the log.")),
        "stop": (endpoints.stop, _("The webhook is stopped.")),
        "start": (endpoints.start, _("The webhook is in use again.")),
        "remove": (endpoints.remove, _("The webhook and its log are deleted.")),
    }
    if act not in acts:
        raise Http404
    do, said = acts[act]
    do(endpoint, by=me(request))
    messages.success(request, said, extra_tags="good")
    return redirect("systems") if act == "remove" else redirect("webhook", pk)
