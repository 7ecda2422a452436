"""Public acts. Nobody signs in, nothing is kept of who asks; rates are limited instead of asking for captchas."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from loa.bulletins.models import Release
from loa.bulletins.queries import manifest_of
from loa.channels.portal import facts, pages
from loa.channels.portal.core.entry import Entry
from loa.errors import LoaError
from loa.rumours import actions as rumours
from loa.rumours.queries import Answer
from loa.trust.core import shortcode
from loa.web.access import open_to_all
from loa.web.public.limits import limited

CANDIDATES = 3


@open_to_all
@csrf_exempt  # the page is a file and can carry no token; asking changes nothing of anybody's
@never_cache
@require_POST
@limited(per_minute=10)
def check(request: HttpRequest) -> HttpResponse:
    """Is this true? The published answer, or an honest "not known yet"."""
    claim = request.POST.get("claim", "")
    try:
        answer = rumours.ask(claim, asker=getattr(request.user, "staff_id", None))  # only who is signed in is known
    except LoaError as error:
        return _page(status=error.http_status, problem=error.text, claim=claim[:200])
    return _page(status=200, claim=claim, **_words(answer))


def _words(answer: Answer) -> dict[str, Any]:
    if answer.release is None:
        return {"found": None}
    return {"found": _item(answer.release), "rebuttal": answer.kind == "rebuttal"}


def _item(release: Release) -> pages.Item:
    return pages.item(Entry(manifest_of(release), bytes(release.signature), bytes(release.key.public_key)), "vi")


def _page(status: int, **context: Any) -> HttpResponse:
    return HttpResponse(pages.plain(facts.load(), "answer", **context), status=status)


@open_to_all
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From a code, however it was typed, to its page; what is no code gets the page that says so."""
    typed = request.GET.get("code", "")[:40]
    return HttpResponseRedirect(f"/b/{quote(shortcode.normalise(typed) or typed or '-', safe='')}")
