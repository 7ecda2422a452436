"""What follows the keys: findings, head-count, limits and previews, and who else writes here."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from loa.bulletins import actions, media, queries
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import CHANNELS, ChannelName
from loa.bulletins.core.states import allowed
from loa.bulletins.models import Bulletin
from loa.errors import LoaError, NotFoundError
from loa.web.access import DESK_ROLES, Role, for_roles, me
from loa.web.desk.previews import preview, preview_html
from loa.web.desk.reach import reach_of, replaced_people
from loa.web.desk.remarks import remarks
from loa.web.desk.views.common import bulletin_for
from loa.web.desk.views.write import editor_of


@for_roles(Role.EDITOR)
@require_POST
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what is typed, saved or not; answers JSON with the parts of the page that follow it.

    Keeps the visitor's working copy for the preview frames. `gone`: the bulletin can no longer be written.
    """
    bulletin = bulletin_for(request, pk)
    now = timezone.now()
    if "save" not in allowed(bulletin.state):
        return JsonResponse({"gone": True}, status=409)
    editor = editor_of(request, bulletin, queries.latest_revision(bulletin))
    editor.is_valid()
    draft = editor.draft() if editor.form.is_valid() else None
    actions.keep_copy(bulletin, by=me(request), draft=draft, at=now)
    answer: dict[str, Any] = {"others": _others(bulletin, request)}
    if draft is not None:
        answer["remarks"] = _part("remarks", remarks=remarks(bulletin, draft), editing=True)
        answer["limits"] = {one["channel"]: _part("limits", one=one) for one in _all(bulletin, draft)}
    return JsonResponse(answer)


def _part(name: str, **context: Any) -> str:
    return render_to_string(f"desk/parts/{name}.html", context)


def _others(bulletin: Bulletin, request: HttpRequest) -> str:
    names = ", ".join(queries.also_writing(bulletin, me(request), timezone.now()))
    words = _("%(names)s has this page open too. Who saves second is shown both texts.")
    return words % {"names": names} if names else ""


def _all(bulletin: Bulletin, draft: Draft) -> list[dict[str, Any]]:
    return [_shown(bulletin, draft, name) for name in CHANNELS if name in draft.channels]


def _shown(bulletin: Bulletin, draft: Draft, name: ChannelName) -> dict[str, Any]:
    try:
        return {"channel": name, "limits": preview(bulletin, draft, name).limits, "problem": ""}
    except (LoaError, ImportError) as error:
        return {"channel": name, "limits": (), "problem": str(error)}


@for_roles(Role.EDITOR)
@require_POST
def head_count(request: HttpRequest, pk: int) -> HttpResponse:
    """The live head-count of what is ticked, as a fragment for htmx."""
    bulletin = bulletin_for(request, pk)
    form = editor_of(request, bulletin, queries.latest_revision(bulletin)).form
    reach, problem = None, ""
    if form.is_valid():
        try:
            reach = reach_of(form.audience(), form.cleaned_data["channels"], replaced_people(bulletin))
        except LoaError as error:
            problem = error.text
    return render(request, "desk/parts/reach.html", {"reach": reach, "problem": problem})


@for_roles(*DESK_ROLES)
@require_GET
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The four channels side by side, with what each allows."""
    bulletin = bulletin_for(request, pk)
    draft = queries.latest_draft(bulletin)
    return render(request, "desk/preview.html", {"bulletin": bulletin, "draft": draft, "shown": _all(bulletin, draft)})


# A preview is a page of its own, foreign to the desk: it may style itself and show pictures, and nothing else.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "sandbox; frame-ancestors 'self'"
)


@for_roles(*DESK_ROLES)
@require_GET
def preview_frame(request: HttpRequest, pk: int, channel: ChannelName) -> HttpResponse:
    """One channel's preview, for the sandboxed frame; `?copy` shows the visitor's own unsaved words."""
    bulletin = bulletin_for(request, pk)
    copy = queries.working_copy(bulletin, me(request)) if "copy" in request.GET else None
    response = HttpResponse(preview_html(bulletin, copy or queries.latest_draft(bulletin), channel))
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@for_roles(*DESK_ROLES)
@require_GET
def media_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """A picture or file that was taken in for this bulletin, for those who may see the bulletin."""
    pictures, attachments = queries.uploads(bulletin_for(request, pk))
    files = [file for picture in pictures.values() for file in picture.files]
    found = [(file.media_type, file.size, "") for file in files if file.sha256 == sha256]
    found += [(item.media_type, item.size, item.name) for item in attachments.values() if item.sha256 == sha256]
    if not found:
        raise NotFoundError
    media_type, size, name = found[0]
    response = HttpResponse(media.get(sha256, size), content_type=media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    if name:
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
