"""Releases as anybody may read them: what stands on the portal, with all that proves it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum
from typing import Annotated, Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from loa.api.answers import PUBLIC, refusals
from loa.api.fields import Code, Day, Id
from loa.api.paging import Page, Paging, page_of
from loa.bulletins.core.manifest import BULLETIN_KINDS, Manifest
from loa.bulletins.models import Release
from loa.bulletins.queries import manifest_of
from loa.config import config
from loa.delivery.queries import published
from loa.errors import NotFoundError
from loa.trust.core import shortcode

router = Router(tags=["releases"])
ReleaseKind = Enum("ReleaseKind", {kind.upper(): kind for kind in BULLETIN_KINDS}, type=str)  # type: ignore[misc]


class UnitRef(Schema):
    """A unit, by its name."""

    id: int
    code: str
    name: str


class Standing(StrEnum):
    """Whether the words still hold."""

    CURRENT = "current"
    CORRECTED = "corrected"
    RECALLED = "recalled"
    EXPIRED = "expired"


class ReleaseBrief(Schema):
    """A release as it stands in a list."""

    code: str
    number: Annotated[str, Field(description=_("Number of the document, as in 05/TB-UBND."))]
    kind: ReleaseKind
    urgency: str
    standing: Annotated[Standing, Field(description=_("Whether the words still hold."))]
    issuer: str
    unit: UnitRef
    issued_at: dt.datetime
    not_after: Annotated[
        dt.datetime | None, Field(description=_("Until when the words hold; null: until further notice."))
    ]
    language: Annotated[
        str, Field(description=_("Language of title and summary: that of Accept-Language if there is one."))
    ]
    languages: list[str]
    title: str
    summary: str
    replaces: Annotated[str | None, Field(description=_("Code of the release that this one corrects or recalls."))]
    replaced_by: Annotated[
        str | None, Field(description=_("Code of the newest release that corrects or recalls this one."))
    ]
    page: Annotated[str, Field(description=_("Address of the page for people."))]
    self: Annotated[str, Field(description=_("Address of the whole release in this interface."))]


class Words(Schema):
    """A release's words in one language; `body` is Markdown."""

    title: str
    summary: str
    body: str
    source: str
    claim: str
    verdict: str


class FigureRow(Schema):
    """One number of the situation, with its day."""

    label: dict[str, str]
    value: float
    day: str
    group: str
    unit: str
    units: dict[str, str]
    previous: float | None


class Links(Schema):
    """Where the same release lies in other forms."""

    page: str
    bundle: Annotated[str, Field(description=_("The signed release in one file, for `loa verify`."))]
    cap: Annotated[str, Field(description=_("The alert in CAP 1.2, signed."))]
    oembed: str
    embed: Annotated[str, Field(description=_("A frame for other sites; it runs no script."))]
    feeds: dict[str, str]


class Verification(Schema):
    """All that a reader needs to check the release without us. The key must be known from elsewhere, too."""

    algorithm: str
    manifest: Annotated[
        str, Field(description=_("Address of the bundle whose manifest was signed as canonical JSON (RFC 8785)."))
    ]
    manifest_sha256: str
    signature: Annotated[str, Field(description=_("Ed25519 signature of the canonical manifest, base64."))]
    key_id: str
    public_key: Annotated[str, Field(description=_("Raw Ed25519 key, base64."))]
    log_sequence: Annotated[int, Field(description=_("Place in the transparency log."))]
    log_root: Annotated[str, Field(description=_("Root of the log after this entry, hexadecimal."))]


class ReleaseWhole(ReleaseBrief):
    """A release with its words, links and proofs."""

    texts: Annotated[dict[str, Words], Field(description=_("The words by language."))]
    figures: list[FigureRow]
    links: Links
    verification: Verification


class ReleaseFilter(Paging):
    """Which releases."""

    kind: Annotated[ReleaseKind | None, Field(description=_("Only releases of this kind."))] = None
    unit: Annotated[Id | None, Field(description=_("Only releases that this unit issued."))] = None
    since: Annotated[Day | None, Field(description=_("Issued on this day (in Viet Nam) or later."))] = None
    until: Annotated[Day | None, Field(description=_("Issued on this day (in Viet Nam) or before."))] = None


@router.get(
    "",
    response={200: Page[ReleaseBrief], **refusals(422, *PUBLIC)},
    summary=_("Releases, the newest first"),
    description=_(
        "Everything that stands on the portal, corrected and recalled releases included with their standing."
    ),
    operation_id="listReleases",
)
def listed(request: HttpRequest, asked: Query[ReleaseFilter]) -> dict[str, Any]:
    """All published releases in pages."""
    return page_of(request, _chosen(asked), asked, lambda found: [brief(release) for release in found])


def _chosen(asked: ReleaseFilter) -> QuerySet[Release]:
    found = published().defer("audience").prefetch_related("replaced_by__bulletin")
    if asked.kind is not None:
        found = found.filter(bulletin__kind=asked.kind.value)
    if asked.unit is not None:
        found = found.filter(bulletin__unit=asked.unit)
    if asked.since is not None:
        found = found.filter(issued_at__gte=_midnight(asked.since))
    if asked.until is not None:
        found = found.filter(issued_at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@router.get(
    "/{code}",
    response={200: ReleaseWhole, **refusals(404, 422, *PUBLIC)},
    summary=_("One release"),
    description=_("Its words in every language, figures, other forms, and what proves that it is ours."),
    operation_id="getRelease",
)
def one(request: HttpRequest, code: Path[Code]) -> dict[str, Any]:
    """One published release."""
    del request
    release = by_code(code)
    manifest = manifest_of(release)
    return {
        **brief(release, manifest),
        "texts": {language: _words(manifest, language) for language in manifest.texts},
        "figures": [_figure(figure) for figure in manifest.figures],
        "links": links(release),
        "verification": _verification(release),
    }


def by_code(code: str) -> Release:
    """The published release of a code, however it was typed. Raises `NotFoundError`."""
    found = published().prefetch_related("replaced_by__bulletin").filter(code=shortcode.normalise(code) or code).first()
    if found is None:
        raise NotFoundError
    return found


def brief(release: Release, manifest: Manifest | None = None) -> dict[str, Any]:
    """A release as `ReleaseBrief`."""
    manifest = manifest or manifest_of(release)
    asked = get_language() or "vi"
    language = asked if asked in manifest.texts else next(iter({"vi": 1} if "vi" in manifest.texts else manifest.texts))
    newest = _replaced_by(release)
    unit = release.bulletin.unit
    return {
        "code": release.code,
        "number": release.number,
        "kind": manifest.kind,
        "urgency": manifest.urgency,
        "standing": standing(release, newest),
        "issuer": manifest.issuer,
        "unit": {"id": unit.pk, "code": unit.code, "name": unit.name},
        "issued_at": release.issued_at,
        "not_after": release.not_after,
        "language": language,
        "languages": sorted(manifest.texts),
        "title": manifest.texts[language].title,
        "summary": manifest.texts[language].summary,
        "replaces": release.replaces.code if release.replaces else None,
        "replaced_by": newest.code if newest else None,
        "page": f"{config().base_url}/b/{release.code}",
        "self": f"{config().base_url}/api/v1/releases/{release.code}",
    }


def _replaced_by(release: Release) -> Release | None:
    newer: Sequence[Release] = sorted(release.replaced_by.all(), key=lambda each: (each.issued_at, each.pk))
    return newer[-1] if newer else None


def standing(release: Release, newest: Release | None) -> str:
    """Whether the words still hold."""
    if newest is not None:
        return "recalled" if newest.bulletin.kind == "recall" else "corrected"
    return "expired" if release.not_after is not None and release.not_after <= timezone.now() else "current"


def _words(manifest: Manifest, language: str) -> dict[str, str]:
    text = manifest.texts[language]
    return {name: getattr(text, name) for name in ("title", "summary", "body", "source", "claim", "verdict")}


def _figure(figure: Any) -> Mapping[str, Any]:
    return {name: getattr(figure, name) for name in ("label", "value", "day", "group", "unit", "units", "previous")}


def links(release: Release) -> dict[str, Any]:
    """Where the same release lies in other forms."""
    base = config().base_url
    page = f"{base}/b/{quote(release.code)}"
    unit = f"{base}/feeds/unit-{release.bulletin.unit_id}"
    return {
        "page": page,
        "bundle": f"{page}/release.json",
        "cap": f"{page}/cap.xml",
        "oembed": f"{page}/oembed.json",
        "embed": f"{page}/embed",
        "feeds": {
            "all": f"{base}/feeds/all.atom",
            "rumours": f"{base}/feeds/rumours.atom",
            "cap": f"{base}/feeds/cap.atom",
            "unit": f"{unit}.atom",
        },
    }


def _verification(release: Release) -> dict[str, Any]:
    return {
        "algorithm": "Ed25519",
        "manifest": links(release)["bundle"],
        "manifest_sha256": release.manifest_hash,
        "signature": base64.b64encode(bytes(release.signature)).decode(),
        "key_id": release.key.key_id,
        "public_key": base64.b64encode(bytes(release.key.public_key)).decode(),
        "log_sequence": release.log_entry.sequence,
        "log_root": bytes(release.log_entry.root).hex(),
    }
