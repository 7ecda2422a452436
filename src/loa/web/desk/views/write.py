"""Writing: begin a bulletin, edit it, save it by hand or by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loa.accounts.queries import role_units, units_with
from loa.bulletins import actions, queries
from loa.bulletins.core import languages
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import CHANNELS, Text
from loa.bulletins.core.patterns import BUILT_IN
from loa.bulletins.core.states import allowed
from loa.bulletins.errors import EditConflictError
from loa.bulletins.models import Bulletin, Revision
from loa.errors import LoaError
from loa.rumours.queries import asked_lately
from loa.units.models import Unit
from loa.web.access import Role, for_roles, me
from loa.web.desk.changes import changes
from loa.web.desk.forms import NEW_KINDS, Editor, UnitForm
from loa.web.desk.picker import branches
from loa.web.desk.reach import Reach, reach_of, replaced_people
from loa.web.desk.remarks import remarks
from loa.web.desk.views.common import addressable, bulletin_for


@for_roles(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a kind or a template, and the issuing unit; a draft is made and opened."""
    form = UnitForm(
        request.POST if request.method == "POST" else None,
        unit_ids=units_with(me(request), Role.EDITOR),
        initial={"unit": _home_unit(request)},
    )
    if request.method == "POST" and form.is_valid():
        bulletin = _begin(request, form.cleaned_data["unit"], request.POST.get("kind", ""))
        if bulletin is not None:
            return redirect("desk-edit", bulletin.pk)
    own = queries.templates_for(me(request))
    return render(
        request, "desk/begin.html", {"form": form, "kinds": Bulletin.Kind, "patterns": _patterns(), "own": own}
    )


def _patterns() -> list[tuple[str, str]]:
    return [(key, _(name)) for key, (name, _draft) in BUILT_IN.items()]


def _begin(request: HttpRequest, unit: Unit, choice: str) -> Bulletin | None:
    """From an empty page (`update`), a template that everybody has (`pattern:KEY`) or one of a unit (`template:ID`)."""
    sort, _colon, key = choice.partition(":")
    if sort in NEW_KINDS:
        audience = {"units": [unit.pk], "subscribers": False}
        draft = Draft(kind=sort, texts={"vi": Text("", "", "")}, audience=audience)  # type: ignore[arg-type]
        return actions.create(by=me(request), unit=unit, draft=draft)
    content = None
    if sort == "pattern" and key in BUILT_IN:
        content = BUILT_IN[key][1].as_dict()
    elif sort == "template" and key.isdecimal():
        found = queries.templates_for(me(request)).filter(pk=int(key)).first()
        content = found.content if found else None
    return actions.begin_from(content, by=me(request), unit=unit, at=timezone.now()) if content else None


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
    editor = editor_of(request, bulletin, newest)
    if request.method == "GET" or not editor.is_valid():
        return _page(request, editor, newest)
    try:
        editor.take_in(by=me(request))
    except LoaError as error:
        return _page(request, editor, newest, status=error.http_status, refused=error.text)
    try:
        actions.save(bulletin, by=me(request), draft=editor.draft(), expected=editor.expected)
    except EditConflictError as conflict:
        return _conflict(request, editor, newest, conflict)
    return _after_save(request, bulletin)


def editor_of(request: HttpRequest, bulletin: Bulletin, newest: Revision) -> Editor:
    """The forms of the writing page, with what the visitor may choose from."""
    audience = newest.content.get("audience", {})
    kept = (*(audience.get("units") or []), *((audience.get("holders") or {}).get("units") or []))
    sent = request.method == "POST"
    return Editor(
        bulletin,
        newest,
        request.POST if sent else None,
        request.FILES if sent else None,
        unit_ids=addressable(me(request), *kept),
        rumours=[(one.pk, one.text[:80]) for one in asked_lately()],
        extra_language=request.GET.get("language", ""),
    )


def _after_save(request: HttpRequest, bulletin: Bulletin) -> HttpResponse:
    """Where the pressed button leads."""
    target = request.POST.get("then", "")
    if target in {"preview", "check"}:
        return redirect({"preview": "desk-preview", "check": "desk-bulletin"}[target], bulletin.pk)
    edit_page = reverse("desk-edit", args=[bulletin.pk])
    if target == "language" and (chosen := request.POST.get("new_language", "")) in languages.NAMES:
        return redirect(f"{edit_page}?language={chosen}#language-{chosen}")
    if target == "upload":
        messages.success(request, _("Taken in. Say in words what it is."), extra_tags="good")
        return redirect(f"{edit_page}#part-media")
    messages.success(request, _("Saved."), extra_tags="good")
    return redirect(edit_page)


def _conflict(request: HttpRequest, editor: Editor, newest: Revision, error: EditConflictError) -> HttpResponse:
    """Both texts on one page: the visitor's in the form, what differs in the saved one above it."""
    differences = changes(editor.draft().as_dict(), newest.content)
    editor.rest_on(newest.number)
    return _page(request, editor, newest, status=409, conflict=error.text, differences=differences)


def _page(request: HttpRequest, editor: Editor, newest: Revision, status: int = 200, **extra: Any) -> HttpResponse:
    bulletin, kept, ticked = editor.bulletin, editor.kept, editor.form.chosen_units()
    context = {
        "bulletin": bulletin,
        "editor": editor,
        "form": editor.form,
        "figures": editor.figures,
        "newest": newest,
        "branches": branches(addressable(me(request), *ticked), ticked),
        "further": [(code, name) for code, name in languages.NAMES.items() if code not in editor.languages],
        "remarks": remarks(bulletin, kept),
        "reach": reach_now(kept, bulletin),
        "channels": CHANNELS,
        "others": queries.also_writing(bulletin, me(request), timezone.now()),
        "autosave": bulletin.state in {Bulletin.State.DRAFT, Bulletin.State.RETURNED},
        **extra,
    }
    return render(request, "desk/edit.html", context, status=status)


def reach_now(draft: Draft, bulletin: Bulletin) -> Reach | None:
    """Whom the draft would go to, or None when a unit of its audience was closed since."""
    try:
        return reach_of(draft.audience, draft.channels, replaced_people(bulletin))
    except LoaError:
        return None  # the page says so where the audience is picked


@for_roles(Role.EDITOR)
@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what stands in the form; answers JSON: the new revision number, or why nothing was saved.

    409 means that somebody else saved: the page keeps the visitor's text and says so.
    """
    bulletin = bulletin_for(request, pk)
    editor = editor_of(request, bulletin, queries.latest_revision(bulletin))
    if not editor.is_valid():
        return JsonResponse(
            {"saved": False, "text": _("Not saved yet: something in the form needs mending.")}, status=422
        )
    try:
        revision = actions.save(bulletin, by=me(request), draft=editor.draft(), expected=editor.expected)
    except LoaError as error:
        return JsonResponse({"saved": False, "text": error.text}, status=error.http_status)
    text = _("All changes are saved (revision %(number)s).") % {"number": revision.number}
    return JsonResponse({"saved": True, "revision": revision.number, "text": text})
