"""What people ask most, and the release that answers it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.bulletins.queries import release_by_code
from loa.errors import LoaError
from loa.rumours import actions, queries
from loa.rumours.models import Rumour
from loa.web.access import Role, for_roles, has_role, me
from loa.web.paging import page_of


@for_roles(Role.EDITOR, Role.APPROVER)
@require_GET
def rumours(request: HttpRequest) -> HttpResponse:
    """Claims without an answer, the most asked first; or those that were dealt with."""
    dealt_with = request.GET.get("tab") == "answered"
    rows = (
        Rumour.objects.exclude(state=Rumour.State.NEW).select_related("answer")
        if dealt_with
        else queries.open_rumours()
    )
    context = {"page": page_of(request, rows), "dealt_with": dealt_with, "may_answer": has_role(request, Role.EDITOR)}
    return render(request, "rumours/rumours.html", context)


@for_roles(Role.EDITOR)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a claim to the release whose code was given."""
    rumour = get_object_or_404(Rumour, pk=pk)
    try:
        actions.answer(rumour, release_by_code(request.POST.get("code", "")[:20]), by=me(request))
    except LoaError as error:
        messages.error(request, error.text, extra_tags="grave")
    else:
        messages.success(request, _("Answered. Whoever asks this gets that bulletin now."), extra_tags="good")
    return redirect("rumours")


@for_roles(Role.EDITOR)
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a claim aside."""
    actions.dismiss(get_object_or_404(Rumour, pk=pk), by=me(request))
    messages.success(request, _("Set aside."), extra_tags="good")
    return redirect("rumours")
