"""The block list: who is on it and why, in and out, and in the forms that mail servers take."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.errors import LoaError
from loa.mailguard import actions, queries
from loa.mailguard.lists.exports import FORMS, Line
from loa.mailguard.models import BlockEntry, Campaign
from loa.web.access import SECURITY_ROLES, for_roles, me
from loa.web.paging import page_of
from loa.web.security.forms import BlockForm

for_desk = for_roles(*SECURITY_ROLES)


@for_desk
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is blocked now: kind, value, why, who, until when."""
    return _page(request, BlockForm())


def _page(request: HttpRequest, form: BlockForm, status: int = 200) -> HttpResponse:
    context = {
        "page": page_of(request, queries.blocked()),
        "form": form,
        "forms": list(FORMS),
        "may_change": queries.sees_all(me(request)),
        "here": "block-list",
    }
    return render(request, "security/block_list.html", context, status=status)


@for_desk
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put something on the list; from a campaign's page, `campaign` says for which."""
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    campaign, now = _campaign(request), timezone.now()
    asked = form.cleaned_data
    try:
        entry = actions.block(
            asked["kind"], asked["value"], by=me(request), reason=asked["reason"],
            expires_at=form.expires_at(now), campaign=campaign, now=now,
        )  # fmt: skip
    except LoaError as error:
        if campaign is None and error.http_status in {409, 422}:
            form.add_error("value", error.text)
            return _page(request, form, status=422)
        messages.error(request, error.text, extra_tags="warn")
    else:
        messages.success(request, _("%(value)s is blocked.") % {"value": entry.value}, extra_tags="good")
    return redirect("security-campaign", campaign.pk) if campaign else redirect("block-list")


def _campaign(request: HttpRequest) -> Campaign | None:
    value = request.POST.get("campaign", "")
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
    return queries.campaigns(me(request)).filter(pk=number).first() if number else None


@for_desk
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry off the list."""
    entry = get_object_or_404(BlockEntry, pk=pk)
    actions.unblock(entry, by=me(request))
    messages.success(request, _("%(value)s is no longer blocked.") % {"value": entry.value}, extra_tags="good")
    return redirect("block-list")


@for_desk
@require_GET
def export(request: HttpRequest, export: str) -> HttpResponse:
    """The list for a mail server, a resolver, a spreadsheet or another office."""
    write, media_type, name = FORMS[export]
    lines = [
        Line(
            entry.kind,
            entry.value,
            entry.reason,
            entry.at.isoformat(timespec="seconds"),
            entry.expires_at.isoformat(timespec="seconds") if entry.expires_at else "",
        )
        for entry in queries.blocked().order_by("kind", "value")
    ]
    response = HttpResponse(write(lines, timezone.now()), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
