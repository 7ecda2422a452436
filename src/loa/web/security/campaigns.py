"""Campaigns: what staff reported, what the guard says of it, and what the desk does about it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.errors import LoaError, NotFoundError
from loa.mailguard import actions, queries
from loa.mailguard.models import BlockEntry, Campaign, ReportedMail
from loa.web.access import SECURITY_ROLES, Role, for_roles, has_role, me
from loa.web.paging import page_of
from loa.web.security import incidents
from loa.web.security.forms import DecisionForm

State = Campaign.State
MAILS_PER_PAGE = 10
for_desk = for_roles(*SECURITY_ROLES)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that can be blocked, and whether it is."""

    kind: str
    label: str
    value: str
    blocked: bool


@for_desk
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Campaigns that wait, that were confirmed, or that were held for harmless; the latest first."""
    state = request.GET.get("tab", "")
    state = state if state in State.values else State.OPEN
    waiting = queries.campaigns(me(request), State.OPEN).count()
    context = {
        "page": page_of(request, queries.campaigns(me(request), state)),
        "state": state,
        "tabs": State.choices,
        "waiting": waiting,
        "here": "campaigns",
    }
    return render(request, "security/campaigns.html", context)


@for_desk
@require_GET
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: what it says, whom it plays, what can be done, and each mail with its reasons."""
    return _page(request, _found(request, pk), DecisionForm())


def _found(request: HttpRequest, pk: int) -> Campaign:
    found = queries.campaigns(me(request)).filter(pk=pk).select_related("decided_by", "warning").first()
    if found is None:
        raise NotFoundError
    return found


def _page(request: HttpRequest, found: Campaign, form: DecisionForm, status: int = 200) -> HttpResponse:
    user, language = me(request), get_language() or "vi"
    own = queries.mails(user).filter(campaign=found).defer("raw").select_related("unit", "reporter")
    page = page_of(request, own, MAILS_PER_PAGE)
    kept = set(own.filter(raw__isnull=False).values_list("pk", flat=True))
    whole = queries.sees_all(user)
    context = {
        "campaign": found,
        "form": form,
        "page": page,
        "mails": [(mail, [one.text(language) for one in queries.evidence_of(mail)], mail.pk in kept) for mail in page],
        "units": own.exclude(unit=None).values("unit").distinct().count(),
        "signs": _signs(own),
        "may_block": whole,
        "may_warn": has_role(request, Role.EDITOR),
        "may_read": has_role(request, Role.SECURITY),
    }
    return render(request, "security/campaign.html", context, status=status)


def _signs(own: object) -> list[Sign]:
    found = queries.signs(own)  # type: ignore[arg-type]
    blocked = set(queries.blocked().values_list("kind", "value"))
    labels = dict(BlockEntry.Kind.choices)
    return [
        Sign(kind, str(labels[kind]), value, (kind, value) in blocked or (BlockEntry.Kind.DOMAIN, value) in blocked)
        for kind, values in found.items()
        for value in values
    ]


@for_desk
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the campaign for a threat."""
    return _decide(request, pk, actions.confirm, _("Confirmed. Now block its signs and warn everybody."))


@for_desk
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the campaign for harmless; the copies of its mails are deleted."""
    return _decide(request, pk, actions.dismiss, _("Held for harmless. The copies of these mails were deleted."))


def _decide(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    found, form = _found(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    act(found, by=me(request), reason=form.cleaned_data["reason"])
    messages.success(request, said, extra_tags="good")
    return redirect("security-campaign", pk)


@for_desk
@require_POST
def warn(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the bulletin that warns everybody and open it at the desk; a second person approves it."""
    found = _found(request, pk)
    try:
        bulletin = actions.warn(found, by=me(request))
    except LoaError as error:
        messages.error(request, error.text, extra_tags="warn")
        return redirect("security-campaign", pk)
    messages.success(request, _("The warning is written. Read it, change what you like, and hand it in."), "good")
    return redirect("desk-edit" if bulletin.state in {"draft", "returned"} else "desk-bulletin", bulletin.pk)


@for_desk
@require_GET
def report(request: HttpRequest, pk: int, incident: str) -> HttpResponse:
    """The report to the national centre: a document in the office's form, or a mail with it and the originals."""
    found, user = _found(request, pk), me(request)
    own = list(queries.mails(user).filter(campaign=found).select_related("unit")[: incidents.MAX_MAILS])
    data, media_type = incidents.write(found, own, user, incident, originals=has_role(request, Role.SECURITY))
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="su-co-{found.pk}.{incident}"'
    return response


@for_roles(Role.SECURITY)
@require_GET
def raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The reported mail as it came, as a file that no browser opens."""
    found: ReportedMail = get_object_or_404(queries.mails(me(request)), pk=pk)
    if found.raw is None:
        raise Http404
    response = HttpResponse(zlib.decompress(found.raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="thu-{found.pk}-{timezone.localdate():%Y%m%d}.eml"'
    return response
