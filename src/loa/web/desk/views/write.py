"""Writing: begin a bulletin, edit it, save it by hand or by itself, count heads, preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.accounts.queries import role_units, units_with
from loa.bulletins import actions, queries
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import CHANNELS, Figure, Text
from loa.bulletins.core.states import allowed
from loa.bulletins.errors import EditConflictError
from loa.bulletins.models import Bulletin, Revision
from loa.errors import LoaError
from loa.units.models import Unit
from loa.web.access import DESK_ROLES, Role, for_roles, me
from loa.web.desk import drafts
from loa.web.desk.forms import NEW_KINDS, BulletinForm, FigureSet, UnitForm, figure_rows, initial_of
from loa.web.desk.picker import branches
from loa.web.desk.views.common import addressable, bulletin_for


@for_roles(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose kind and issuing unit; a draft is made and opened."""
    user = me(request)
    form = UnitForm(
        request.POST if request.method == "POST" else None,
        unit_ids=units_with(user, Role.EDITOR),
        initial={"unit": _home_unit(request)},
    )
    kind = request.POST.get("kind", "")
    if request.method == "POST" and form.is_valid() and kind in NEW_KINDS:
        unit: Unit = form.cleaned_data["unit"]
        draft = Draft(kind=kind, texts={"vi": Text("", "", "")}, audience={"units": [unit.pk], "subscribers": False})  # type: ignore[arg-type]
        bulletin = actions.create(by=user, unit=unit, draft=draft)
        return redirect("desk-edit", bulletin.pk)
    return render(request, "desk/begin.html", {"form": form, "kinds": Bulletin.Kind})


def _home_unit(request: HttpRequest) -> int | None:
    """The unit where the visitor is editor directly."""
    return next(iter(role_units(me(request), Role.EDITOR)), None)


@for_roles(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The writing page. A save on top of somebody else's loses nothing: both texts are shown."""
    bulletin = bulletin_for(request, pk)
    if "save" not in allowed(bulletin.state):
        return redirect("desk-bulletin", pk)
    newest = queries.latest_revision(bulletin)
    kept = Draft.from_dict(newest.content)
    form, figures = _forms(request, bulletin, kept, newest)
    if request.method == "POST" and form.is_valid() and figures.is_valid():
        try:
            actions.save(bulletin, by=me(request), draft=form.draft(_figures(figures), kept), expected=_expected(form))
        except EditConflictError as conflict:
            return _conflict(request, bulletin, form, figures, newest, conflict)
        return _after_save(request, bulletin)
    return _page(request, bulletin, form, figures, newest)


def _forms(request: HttpRequest, bulletin: Bulletin, kept: Draft, newest: Revision) -> tuple[BulletinForm, Any]:
    units = addressable(me(request), *(kept.audience.get("units") or []))
    data = request.POST if request.method == "POST" else None
    form = BulletinForm(data, unit_ids=units, kind=bulletin.kind, initial=initial_of(kept, newest.number))
    return form, FigureSet(data, initial=figure_rows(kept.figures), prefix="figures")


def _figures(figures: Any) -> Sequence[Figure]:
    filled = [row for row in figures if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    return [row.figure() for row in filled]


def _expected(form: BulletinForm) -> int:
    return int(form.cleaned_data["expected"] or 0)


def _after_save(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Where the pressed button leads."""
    target = request.POST.get("then", "")
    if target == "preview":
        return redirect("desk-preview", bulletin.pk)
    if target == "check":
        return redirect("desk-bulletin", bulletin.pk)
    messages.success(request, _("Saved."), extra_tags="good")
    return redirect("desk-edit", bulletin.pk)


def _conflict(
    request: HttpRequest,
    bulletin: Bulletin,
    form: BulletinForm,
    figures: Any,
    newest: Revision,
    error: EditConflictError,
) -> HttpResponse:
    """Both texts on one page: the visitor's in the form, what differs in the saved one above it."""
    mine = form.draft(_figures(figures)).as_dict()
    extra = {"conflict": error.text, "differences": drafts.changes(mine, newest.content)}
    sent = request.POST.copy()
    sent["expected"] = str(newest.number)  # saving once more is now a decision, taken with both texts in view
    form.data = sent
    return _page(request, bulletin, form, figures, newest, status=409, **extra)


def _page(
    request: HttpRequest,
    bulletin: Bulletin,
    form: BulletinForm,
    figures: Any,
    newest: Revision,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    ticked = form.chosen_units()
    context = {
        "bulletin": bulletin,
        "form": form,
        "figures": figures,
        "newest": newest,
        "branches": branches(addressable(me(request), *ticked), ticked),
        "warnings": drafts.warnings(Draft.from_dict(newest.content)),
        "reach": _reach(Draft.from_dict(newest.content), bulletin),
        "autosave": bulletin.state in {Bulletin.State.DRAFT, Bulletin.State.RETURNED},
        **extra,
    }
    return render(request, "desk/edit.html", context, status=status)


def _reach(draft: Draft, bulletin: Bulletin) -> drafts.Reach | None:
    try:
        return drafts.reach_of(draft.audience, draft.channels, drafts.replaced_people(bulletin))
    except LoaError:
        return None  # a unit that was closed since: the page says so where the audience is picked


@for_roles(Role.EDITOR)
@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what stands in the form; answers JSON: the new revision number, or why nothing was saved.

    409 means that somebody else saved: the page keeps the visitor's text and says so.
    """
    bulletin = bulletin_for(request, pk)
    kept = queries.latest_draft(bulletin)
    form, figures = _forms(request, bulletin, kept, queries.latest_revision(bulletin))
    if not (form.is_valid() and figures.is_valid()):
        return JsonResponse(
            {"saved": False, "text": _("Not saved yet: something in the form needs mending.")}, status=422
        )
    draft = form.draft(_figures(figures), kept)
    try:
        revision = actions.save(bulletin, by=me(request), draft=draft, expected=_expected(form))
    except LoaError as error:
        return JsonResponse({"saved": False, "text": error.text}, status=error.http_status)
    text = _("All changes are saved (revision %(number)s).") % {"number": revision.number}
    return JsonResponse({"saved": True, "revision": revision.number, "text": text, "warnings": drafts.warnings(draft)})


@for_roles(Role.EDITOR)
@require_POST
def head_count(request: HttpRequest, pk: int) -> HttpResponse:
    """The live head-count of what is ticked, as a fragment for htmx."""
    bulletin = bulletin_for(request, pk)
    kept = queries.latest_draft(bulletin).audience.get("units") or []
    form = BulletinForm(request.POST, unit_ids=addressable(me(request), *kept), kind=bulletin.kind)
    reach, problem = None, ""
    if form.is_valid():
        try:
            reach = drafts.reach_of(form.audience(), form.cleaned_data["channels"], drafts.replaced_people(bulletin))
        except LoaError as error:
            problem = error.text
    return render(request, "desk/parts/reach.html", {"reach": reach, "problem": problem})


@for_roles(*DESK_ROLES)
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The four channels side by side, with what each allows."""
    bulletin = bulletin_for(request, pk)
    draft = queries.latest_draft(bulletin)
    shown = [_shown(bulletin, draft, name) for name in CHANNELS if name in draft.channels]
    return render(request, "desk/preview.html", {"bulletin": bulletin, "draft": draft, "shown": shown})


def _shown(bulletin: Bulletin, draft: Draft, name: str) -> dict[str, Any]:
    try:
        return {"channel": name, "limits": drafts.preview(bulletin, draft, name).limits, "problem": ""}
    except (LoaError, ImportError) as error:
        return {"channel": name, "limits": (), "problem": str(error)}


# A preview is a page of its own, foreign to the desk: it may style itself and show pictures, and nothing else.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "sandbox; frame-ancestors 'self'"
)


@for_roles(*DESK_ROLES)
@require_GET
def preview_frame(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """One channel's preview, for the sandboxed frame."""
    bulletin = bulletin_for(request, pk)
    response = HttpResponse(drafts.preview(bulletin, queries.latest_draft(bulletin), channel).html)
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
