"""After the release: live delivery, steering it, what could not be delivered, correction and recall."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.accounts.queries import holds
from loa.bulletins import actions as bulletins
from loa.bulletins import queries
from loa.bulletins.core import replacing
from loa.bulletins.core.replacing import Replacing
from loa.bulletins.models import Bulletin, Release
from loa.delivery import actions
from loa.delivery.models import Delivery
from loa.delivery.queries import dead_letters, progress
from loa.web.access import DESK_ROLES, Role, for_roles, me
from loa.web.desk.forms import ReplaceForm
from loa.web.desk.views.common import release_for
from loa.web.paging import page_of

RELEASE_ROLES = (*DESK_ROLES, Role.OPERATOR)
INTERVAL = 1.0  # seconds between two looks at the counters
LONGEST = 600.0  # seconds after which the browser is asked to connect anew
STEERING: dict[str, Callable[..., object]] = {
    "pause": actions.pause,
    "resume": actions.resume,
    "cancel": actions.cancel,
    "retry": actions.retry,
}


@for_roles(*RELEASE_ROLES)
@require_GET
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Where a release stands on each channel, its seal, and what can be done about it."""
    found = release_for(request, code)
    user, unit = me(request), found.bulletin.unit_id
    context = {
        "release": found,
        "manifest": queries.manifest_of(found),
        "successor": queries.replaced_by(found),
        "approval": queries.last_decision(found.bulletin),
        "may_steer": holds(user, Role.APPROVER, unit) or holds(user, Role.OPERATOR, unit),
        "may_replace": holds(user, Role.EDITOR, unit),
        "dead": dead_letters(found).count(),
        **_progress(found),
    }
    return render(request, "desk/release.html", context)


def _progress(found: Release) -> dict[str, Any]:
    rows = progress(found)
    return {"rows": rows, "ended": all(row.ended for row in rows)}


@for_roles(*RELEASE_ROLES)
@require_GET
def events(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Server-sent events: the table of deliveries whenever a figure changes, `end` when nothing more will."""
    found = release_for(request, code)
    user, unit = me(request), found.bulletin.unit_id
    steer = holds(user, Role.APPROVER, unit) or holds(user, Role.OPERATOR, unit)
    language = get_language() or "vi"
    asynchronous = isinstance(request, ASGIRequest)
    stream: Any = _stream(found, language, steer) if asynchronous else _blocking_stream(found, language, steer)
    response = StreamingHttpResponse(stream, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-cache, no-transform"
    response.headers["X-Accel-Buffering"] = "no"  # nginx must pass each event on at once
    return response


def _table(found: Release, language: str, steer: bool) -> tuple[str, bool]:
    with override(language):
        context = {"release": found, "may_steer": steer, **_progress(found)}
        return render_to_string("desk/parts/progress.html", context), bool(context["ended"])


def event(name: str, data: str) -> bytes:
    """One event in the wire form of the HTML standard: a `data:` line for each line of *data*."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()


async def _stream(found: Release, language: str, steer: bool) -> AsyncIterator[bytes]:
    shown, until = "", time.monotonic() + LONGEST
    while time.monotonic() < until:
        table, ended = await sync_to_async(_table)(found, language, steer)
        yield event("progress", table) if table != shown else b": still here\n\n"
        if ended:
            yield event("end", "")
            return
        shown = table
        await asyncio.sleep(INTERVAL)


def _blocking_stream(found: Release, language: str, steer: bool) -> Iterator[bytes]:
    """The same for a WSGI server, as the tests' own one is."""
    shown, until = "", time.monotonic() + LONGEST
    while time.monotonic() < until:
        table, ended = _table(found, language, steer)
        yield event("progress", table) if table != shown else b": still here\n\n"
        if ended:
            yield event("end", "")
            return
        shown = table
        time.sleep(INTERVAL)


@for_roles(Role.APPROVER, Role.OPERATOR)
@require_POST
def steer(request: HttpRequest, code: str, delivery: int, act: str) -> HttpResponse:
    """Pause, resume, cancel or retry one delivery of the release."""
    found = release_for(request, code)
    chosen = get_object_or_404(Delivery, pk=delivery, release=found)
    result = STEERING[act](chosen, by=me(request))
    messages.success(request, _done(act, result), extra_tags="good")
    return redirect("desk-release", found.code)


def _done(act: str, result: object) -> str:
    if act == "retry":
        number = int(str(result))
        return ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", number) % {"n": number}
    words = {
        "pause": _("Paused. What is under way is finished and written down."),
        "resume": _("Going on."),
        "cancel": _("Cancelled. What was sent stays sent."),
    }
    return words[act]


@for_roles(*RELEASE_ROLES)
@require_GET
def failures(request: HttpRequest, code: str) -> HttpResponse:
    """What could not be delivered, in the provider's own words (standards N4)."""
    found = release_for(request, code)
    return render(
        request, "desk/failures.html", {"release": found, "page": page_of(request, dead_letters(found), size=50)}
    )


@for_roles(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, code: str, kind: Replacing) -> HttpResponse:
    """Begin a correction or a recall: a new bulletin to everyone the old one went to (DESIGN §5.2)."""
    found = release_for(request, code)
    old = queries.manifest_of(found)
    sent = request.POST if request.method == "POST" else None
    form = ReplaceForm(sent, initial={"title": replacing.title(old, kind)})
    if request.method == "POST" and form.is_valid():
        made = _begin(request, found, kind, form.cleaned_data)
        return redirect("desk-edit", made.pk)
    return render(request, "desk/replace.html", {"form": form, "release": found, "manifest": old, "kind": kind})


def _begin(request: HttpRequest, found: Release, kind: Replacing, words: dict[str, str]) -> Bulletin:
    texts = replacing.texts(queries.manifest_of(found), kind, words["title"], words["summary"])
    act = bulletins.correct if kind == "correction" else bulletins.recall
    return act(found, by=me(request), texts=texts)
