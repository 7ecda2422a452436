"""Four eyes: the bulletin's own page, submit, approve or return, withdraw, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.accounts.errors import SecondFactorMissingError
from loa.accounts.queries import has_second_factor, holds
from loa.bulletins import actions, queries
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.states import allowed
from loa.bulletins.errors import (
    DraftIncompleteError,
    EditConflictError,
    EndsTooEarlyError,
    SelfApprovalError,
    WrongStateError,
)
from loa.bulletins.models import Bulletin, Revision
from loa.delivery.actions import release_and_plan
from loa.errors import LoaError
from loa.web.access import DESK_ROLES, Role, for_roles, me
from loa.web.desk.audience import audience_words
from loa.web.desk.changes import Change, changes, compared_with
from loa.web.desk.forms import ApproveForm, ReturnForm, TemplateForm
from loa.web.desk.reach import reach_of, replaced_people
from loa.web.desk.remarks import remarks
from loa.web.desk.views.common import bulletin_for
from loa.web.paging import page_of


@for_roles(*DESK_ROLES)
@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact text, who gets it, and what the visitor may do with it now."""
    found = bulletin_for(request, pk)
    if found.state == Bulletin.State.RELEASED:
        return redirect("desk-release", found.release.code)
    newest = queries.latest_revision(found)
    return _page(request, found, newest, ApproveForm(initial={"seen_hash": newest.content_hash}), ReturnForm())


def _page(
    request: HttpRequest,
    found: Bulletin,
    newest: Revision,
    approve_form: ApproveForm,
    return_form: ReturnForm,
    status: int = 200,
) -> HttpResponse:
    draft = Draft.from_dict(newest.content)
    previous = compared_with(found, newest)
    context = {
        "bulletin": found,
        "newest": newest,
        "draft": draft,
        "reach": reach_of(draft.audience, draft.channels, replaced_people(found)),
        "decision": queries.last_decision(found),
        "previous": previous,
        "differences": changes(previous.content, newest.content) if previous else [],
        "remarks": remarks(found, draft),
        "audience": audience_words(draft.audience),
        "ready": not queries.obstacles(draft),
        "approve_form": approve_form,
        "return_form": return_form,
        "template_form": TemplateForm(),
        **_rights(request, found),
    }
    return render(request, "desk/bulletin.html", context, status=status)


def _rights(request: HttpRequest, found: Bulletin) -> dict[str, Any]:
    """What the state allows and the visitor's roles give; the actions ask again."""
    user, acts = me(request), allowed(found.state)
    editor = holds(user, Role.EDITOR, found.unit_id)
    approver = holds(user, Role.APPROVER, found.unit_id)
    own = queries.authors(found).filter(pk=user.pk).exists()
    return {
        "may_save": editor and "save" in acts,
        "may_submit": editor and "submit" in acts,
        "may_withdraw": editor and "withdraw" in acts,
        "may_approve": approver and "approve" in acts and not own,
        "lacks_factor": approver and "approve" in acts and not own and not has_second_factor(user),
        "may_return": approver and "return" in acts,
        "is_own": approver and "approve" in acts and own,
    }


@for_roles(Role.EDITOR)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the bulletin to the approvers."""
    found = bulletin_for(request, pk)
    try:
        actions.submit(found, by=me(request))
    except DraftIncompleteError as error:
        messages.error(request, error.text, extra_tags="grave")
        return redirect("desk-bulletin", pk)
    messages.success(request, _("Submitted. Another person must approve it now."), extra_tags="good")
    return redirect("desk-bulletin", pk)


@for_roles(Role.APPROVER)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve exactly what was shown; without an hour of its own the release follows at once."""
    found = bulletin_for(request, pk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, queries.latest_revision(found), form, ReturnForm(), status=422)
    release_at = form.cleaned_data["release_at"]
    try:
        actions.approve(found, by=me(request), seen_hash=form.cleaned_data["seen_hash"], release_at=release_at)
    except SecondFactorMissingError as error:
        messages.warning(request, error.text, extra_tags="warn")
        return redirect(f"{reverse('factor-needed')}?{urlencode({'next': reverse('desk-bulletin', args=[pk])})}")
    except SelfApprovalError as error:
        messages.error(request, error.text, extra_tags="grave")
        return redirect("desk-bulletin", pk)
    except EndsTooEarlyError as error:
        form.add_error("release_at", error.text)
        return _page(request, found, queries.latest_revision(found), form, ReturnForm(), status=422)
    if release_at is not None and release_at > timezone.now():
        messages.success(request, _("Approved. It will be released at the hour you set."), extra_tags="good")
        return redirect("desk-bulletin", pk)
    return _release(request, found)


@for_roles(Role.APPROVER)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release an approved bulletin now, before its hour or after something stood in the way."""
    return _release(request, bulletin_for(request, pk))


def _release(request: HttpRequest, found: Bulletin) -> HttpResponse:
    try:
        made = release_and_plan(found, timezone.now())
    except LoaError as error:
        found.refresh_from_db()
        if found.state == Bulletin.State.RELEASED:  # the scheduler was quicker
            return redirect("desk-release", found.release.code)
        messages.error(request, _("Approved, but not released: %(why)s") % {"why": error.text}, extra_tags="grave")
        return redirect("desk-bulletin", found.pk)
    messages.success(request, _("Released. It is signed, logged, and on its way."), extra_tags="good")
    return redirect("desk-release", made.code)


@for_roles(Role.APPROVER)
@require_POST
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the bulletin back to its editor with a reason."""
    found = bulletin_for(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        newest = queries.latest_revision(found)
        return _page(request, found, newest, ApproveForm(initial={"seen_hash": newest.content_hash}), form, status=422)
    actions.return_(found, by=me(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Returned to its editor."), extra_tags="good")
    return redirect("desk-bulletin", pk)


@for_roles(Role.EDITOR)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a bulletin up that was never released."""
    actions.withdraw(bulletin_for(request, pk), by=me(request))
    messages.success(request, _("Withdrawn. Its revisions are kept."), extra_tags="good")
    return redirect("desk")


@for_roles(*DESK_ROLES)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every revision, what changed in it, and every decision; `?from=&to=` compares any two."""
    found = bulletin_for(request, pk)
    page = page_of(request, queries.history(found), size=10)
    revisions = list(page)
    before = {row.number: row for row in found.revisions.filter(number__in=[row.number - 1 for row in revisions])}
    steps = [(row, _changes(before.get(row.number - 1), row)) for row in revisions]
    newest = queries.latest_revision(found)
    context = {
        "bulletin": found,
        "page": page,
        "steps": steps,
        "newest": newest,
        "may_restore": "save" in allowed(found.state) and holds(me(request), Role.EDITOR, found.unit_id),
        **_compared(request, found, newest),
    }
    return render(request, "desk/history.html", context)


def _compared(request: HttpRequest, found: Bulletin, newest: Revision) -> dict[str, Any]:
    """The two revisions that were asked for, the older one first, and what differs; else the first and the newest."""
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    numbers = sorted(int(text) for text in asked if text.isascii() and text.isdigit() and len(text) < 7)
    pair = list(found.revisions.filter(number__in=numbers).order_by("number")) if len(set(numbers)) == 2 else []
    if len(pair) < 2:
        return {"first": 1, "second": newest.number}
    older, newer = pair
    return {"first": older.number, "second": newer.number, "compared": _changes(older, newer), "is_compared": True}


@for_roles(Role.EDITOR)
@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make an old revision the newest once more; what was written since stays in the history."""
    found = bulletin_for(request, pk)
    seen = request.POST.get("expected", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else 0
    try:
        made = actions.restore(found, by=me(request), number=number, expected=expected)
    except (EditConflictError, WrongStateError) as error:
        messages.error(request, error.text, extra_tags="grave")
        return redirect("desk-history", pk)
    words = _("Revision %(old)s stands again, as revision %(new)s.") % {"old": number, "new": made.number}
    messages.success(request, words, extra_tags="good")
    return redirect("desk-edit", pk)


def _changes(before: Revision | None, revision: Revision) -> list[Change]:
    return changes(before.content, revision.content) if before else []
