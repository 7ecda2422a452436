"""Personal links. The token in the address is the only proof; there is no account, no cookie and no script.

For the same reason these forms carry no CSRF token: nothing that a browser adds by itself gives any right here, and
in-app browsers (Zalo's, mail programs') often keep no cookies.
"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from pyroaring import BitMap

from loa.bulletins import queries
from loa.bulletins.core.manifest import CHANNELS
from loa.bulletins.models import Release
from loa.errors import NotFoundError
from loa.kernel import tokens
from loa.reach import actions
from loa.reach.models import Receipt
from loa.units.actions.addresses import unsubscribe
from loa.units.models import Recipient
from loa.web.access import open_by_secret

Kind = Receipt.Kind
BEACON_LIMIT = 1024  # bytes of a beacon's body
BEACONS = {"delivered": Kind.DELIVERED, "opened": Kind.OPENED}


class BadLinkError(NotFoundError):
    """A personal link that proves nothing: cut, mistyped or foreign."""

    code = "bad_link"
    message = (
        "This link is not complete. Open it from the message again, or look the bulletin up by its code on the portal."
    )


def _person(purpose: tokens.Purpose, code: str, token: str) -> tuple[Release, Recipient]:
    """The release and the person that a token proves.

    Raises `BadLinkError`, the same for every reason.
    """
    try:
        release = queries.release_by_code(code)
    except NotFoundError:
        raise BadLinkError from None
    recipient_id = tokens.read(purpose, release.code, token)
    recipient = Recipient.objects.filter(pk=recipient_id).first() if recipient_id is not None else None
    if recipient is None:
        raise BadLinkError
    return release, recipient


@open_by_secret
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """GET shows the bulletin and one button; only POST acknowledges, and doing it twice changes nothing."""
    release, recipient = _person("acknowledge", code, token)
    if request.method == "POST":
        actions.record(release.pk, recipient.pk, Kind.ACKNOWLEDGED, _via(request))
    chosen = request.COOKIES.get("django_language") or recipient.language
    with translation.override(chosen):
        response = render(request, "personal/acknowledge.html", _letter(release, recipient, translation.get_language()))
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the person's secret
    return response


def _letter(release: Release, recipient: Recipient, language: str | None) -> dict[str, object]:
    manifest = queries.manifest_of(release)
    successor = queries.replaced_by(release)
    shown = language if language in manifest.texts else "vi"
    return {
        "release": release,
        "manifest": manifest,
        "text": manifest.text(shown or "vi"),
        "text_language": shown,
        "receipt": Receipt.objects.filter(release=release, recipient=recipient, kind=Kind.ACKNOWLEDGED).first(),
        "name": recipient.staff.full_name if recipient.kind == Recipient.Kind.STAFF else "",
        "successor": successor,
        "successor_url": _link(successor, recipient) if successor else "",
    }


def _link(release: Release, recipient: Recipient) -> str:
    """The person's own page of another release, or its public page if it did not go to them."""
    if recipient.pk in BitMap.deserialize(bytes(release.audience)):
        return reverse("acknowledge", args=[release.code, tokens.make("acknowledge", release.code, recipient.pk)])
    return f"/b/{release.code}"


def _via(request: HttpRequest, otherwise: str = "portal") -> str:
    """The channel that the link came by, as far as the link says; the acknowledge page itself is the portal's."""
    named = request.GET.get("via", "")
    return named if named in CHANNELS else otherwise


@open_by_secret
@csrf_exempt
@never_cache
@require_POST
def beacon(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """ "Delivered" or "opened", said by an app or a mail program: a hint, never an acknowledgement (standards N3).

    The answer is 204 whatever was sent, so that nothing can be learned by trying.
    """
    found, kind = _bearer(code, token), BEACONS.get(_beacon_kind(request))
    if found is not None and kind is not None:
        actions.record(found[0].pk, found[1].pk, kind, _via(request, "app"))
    return HttpResponse(status=204)


def _bearer(code: str, token: str) -> tuple[Release, Recipient] | None:
    """Whoever holds the stronger token of the acknowledge link may say "delivered" and "opened" with it too."""
    purposes: tuple[tokens.Purpose, ...] = ("receipt", "acknowledge")
    for purpose in purposes:
        try:
            return _person(purpose, code, token)
        except BadLinkError:
            continue
    return None


def _beacon_kind(request: HttpRequest) -> str:
    """From a JSON body, a form, or the query (`navigator.sendBeacon` may send any of them)."""
    if "kind" in request.GET:
        return request.GET["kind"]
    if request.content_type == "application/x-www-form-urlencoded":
        return request.POST.get("kind", "")
    try:
        document = json.loads(request.body[:BEACON_LIMIT] or b"{}")
    except ValueError:
        return ""
    return str(document.get("kind", "")) if isinstance(document, dict) else ""


@open_by_secret
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One-click unsubscribe (RFC 8058, standards E4): POST acts at once, GET only shows the button.

    A bad token gets the same answer as a good one. Staff on duty stay: their mail is work (standards E5).
    """
    recipient_id = tokens.read("unsubscribe", "", token)
    done = request.method == "POST"
    duty = False
    if recipient_id is not None:
        duty = Recipient.objects.filter(pk=recipient_id, kind=Recipient.Kind.STAFF).exists()
        if done and not duty:
            unsubscribe(recipient_id)
    response = render(request, "personal/unsubscribe.html", {"done": done and not duty, "duty": duty})
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
