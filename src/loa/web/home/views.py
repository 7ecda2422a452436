"""Today's page for everybody on the staff: what to read, acknowledge and pass on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from pyroaring import BitMap

from loa.accounts.models import User
from loa.bulletins import queries
from loa.bulletins.core.manifest import Manifest, Text
from loa.bulletins.models import Release
from loa.config import config
from loa.errors import NotFoundError
from loa.reach import actions
from loa.reach.models import Receipt
from loa.web.access import me, signed_in
from loa.web.home.unit import family_link, my_unit
from loa.web.qr import qr_code

Kind = Receipt.Kind
RECENT = timedelta(days=30)
LOOKED_AT = 60  # newest releases that are searched for the person
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A release for one person: its words, and whether they have acknowledged."""

    release: Release
    manifest: Manifest
    text: Text
    acknowledged: bool
    url: str


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The must-reads, those not acknowledged first; then how the own unit does, and helping the family."""
    readings = _readings(me(request))
    context = {
        "waiting": [reading for reading in readings if not reading.acknowledged],
        "done": [reading for reading in readings if reading.acknowledged],
        "person": me(request).staff,
        "mine": my_unit(me(request)),
        "link": family_link(me(request)),
    }
    return render(request, "home/home.html", context)


@signed_in
@require_GET
def family(request: HttpRequest) -> HttpResponse:
    """The own invitation for family and neighbours: to show on the screen, to send, to print."""
    link = family_link(me(request))
    if not link:
        raise NotFoundError
    return render(request, "home/family.html", {"link": link, "qr": qr_code(link), "mine": my_unit(me(request))})


def _readings(user: User) -> list[Reading]:
    if user.staff_id is None:
        return []
    recent = queries.releases().filter(issued_at__gte=timezone.now() - RECENT, replaced_by__isnull=True)[:LOOKED_AT]
    mine = [release for release in recent if user.staff_id in BitMap.deserialize(bytes(release.audience))][:SHOWN]
    known = _acknowledged(user.staff_id, mine)
    return [_reading(release, release.pk in known) for release in mine]


def _acknowledged(recipient_id: int, releases: Iterable[Release]) -> frozenset[int]:
    found = Receipt.objects.filter(recipient=recipient_id, kind=Kind.ACKNOWLEDGED, release__in=list(releases))
    return frozenset(found.values_list("release_id", flat=True))


def _reading(release: Release, acknowledged: bool) -> Reading:
    manifest = queries.manifest_of(release)
    text = manifest.text(get_language() or "vi")
    return Reading(release, manifest, text, acknowledged, _url(release))


def _url(release: Release) -> str:
    return f"{config().base_url}/b/{release.code}"


def _mine(request: HttpRequest, code: str) -> tuple[Release, int]:
    """A release that went to the visitor, and the visitor's recipient id.

    Raises `NotFoundError` for every other one.
    """
    release, recipient_id = queries.release_by_code(code), me(request).staff_id
    if recipient_id is None or recipient_id not in BitMap.deserialize(bytes(release.audience)):
        raise NotFoundError
    return release, recipient_id


@signed_in
@require_POST
def acknowledge(request: HttpRequest, code: str) -> HttpResponse:
    """Acknowledge as the person signed in."""
    release, recipient_id = _mine(request, code)
    actions.record(release.pk, recipient_id, Kind.ACKNOWLEDGED, "portal")
    messages.success(request, _("Acknowledged. Thank you."), extra_tags="good")
    return redirect("home")


@signed_in
@require_POST
def shared(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the person passed a bulletin on; to whom is not asked."""
    release, recipient_id = _mine(request, code)
    actions.record(release.pk, recipient_id, Kind.SHARED, "portal")
    messages.success(request, _("Thank you for passing it on."), extra_tags="good")
    return redirect("home")


@signed_in
@require_GET
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet to print and pin up, with a QR code of the public page."""
    release = queries.release_by_code(code)
    if not queries.is_public(release):
        release, _recipient = _mine(request, code)
    manifest = queries.manifest_of(release)
    context = {
        "release": release,
        "manifest": manifest,
        "text": manifest.text("vi"),
        "qr": qr_code(_url(release)),
        "url": _url(release),
    }
    return render(request, "home/notice.html", context)
