"""The page that a member of staff sends to family and neighbours.

It is the install page of the app, with one difference: what is installed from it starts with the invitation in its
address (an installed app on an iPhone shares no storage with the browser), tells it once, and the unit of whoever
invited counts one more device. Neither the inviter nor the invited is written down (DESIGN §5.7).
"""

from __future__ import annotations

import json
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loa.channels.portal import facts, pages
from loa.kernel import tokens
from loa.units.queries import unit_of_staff
from loa.web.access import open_by_secret

PLAIN_PAGE = "/app/install"


def inviting_unit(token: str) -> int | None:
    """The unit in which the bearer of *token* works today; None when the link proves nothing, or they have left."""
    staff = tokens.read("family", "", token)
    return unit_of_staff(staff) if staff is not None else None


@open_by_secret
@require_safe
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """How to install the app. A link that proves nothing leads to the same page without an invitation."""
    if inviting_unit(token) is None:
        return HttpResponseRedirect(PLAIN_PAGE)
    language = translation.get_language() or "vi"
    page = pages.plain(facts.load(), "invitation", language, manifest=reverse("family-manifest", args=[token]))
    answer = HttpResponse(page)
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the inviter's own
    return answer


@open_by_secret
@require_safe
def manifest(request: HttpRequest, token: str) -> HttpResponse:
    """The app's own manifest, started the first time with the invitation."""
    value = json.loads((files("loa.channels.app") / "public" / "manifest.webmanifest").read_bytes())
    if tokens.read("family", "", token) is not None:
        value["start_url"] = f"{value['start_url']}&family={token}"
    return JsonResponse(value, content_type="application/manifest+json")
