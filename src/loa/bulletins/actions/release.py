"""Releasing: from an approved revision to an immutable, signed, logged release, in one transaction."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.dateparse import parse_datetime
from pyroaring import BitMap

from loa.bulletins.actions.copies import drop_copies
from loa.bulletins.actions.state import locked, move
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import Area, Manifest
from loa.bulletins.errors import ApprovalMismatchError
from loa.bulletins.models import Bulletin, Decision, NumberSeries, Release, Revision
from loa.bulletins.queries import latest_revision, manifest_of
from loa.config import config
from loa.trust import actions as trust
from loa.trust.core import shortcode
from loa.trust.core.canonical import canonical_json, content_hash
from loa.trust.models import LogEntry
from loa.units.actions import freeze
from loa.units.areas import areas
from loa.units.audience import audience

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_AREAS = 60  # of an alert; a province has 38 to 168 communes; more than these mean the whole
SERIES = "TB"  # thông báo (standards V3)


@transaction.atomic
def release(bulletin: Bulletin, at: datetime) -> Release:
    """Release an approved bulletin at the moment *at*.

    Fail closed: without a signing key (`MissingSigningKeyError`), without an approval of exactly this text
    (`ApprovalMismatchError`) or in another state (`WrongStateError`) nothing changes.
    """
    signer = trust.signer()
    bulletin = locked(bulletin)
    revision = _approved_revision(bulletin)
    move(bulletin, "release")
    drop_copies(bulletin)
    draft = Draft.from_dict(revision.content)
    people = _audience(bulletin, draft, at)
    manifest = _with_code(_manifest(bulletin, draft, people, at))
    content = canonical_json(manifest.as_dict())
    entry = _logged(manifest, content, revision, at)
    return Release.objects.create(
        bulletin=bulletin,
        code=manifest.code,
        number=manifest.number,
        manifest=content,
        manifest_hash=hashlib.sha256(content).hexdigest(),
        signature=signer.sign(content),
        key=trust.register_key(signer),
        log_entry=entry,
        replaces=bulletin.replaces,
        audience=people.serialize(),
        audience_count=len(people),
        snapshot=freeze(at.astimezone(HANOI).date()),
        issued_at=at,
        not_after=parse_datetime(manifest.not_after) if manifest.not_after else None,
    )


def _logged(manifest: Manifest, content: bytes, revision: Revision, at: datetime) -> LogEntry:
    facts = {
        "bulletin": manifest.code,
        "number": manifest.number,
        "contentSHA256": hashlib.sha256(content).hexdigest(),
        "version": revision.number,
        "role": manifest.approved_by_role,
    }
    return trust.append("release", facts, at)


def _approved_revision(bulletin: Bulletin) -> Revision:
    """The newest revision, if an approval binds to its every byte."""
    revision = latest_revision(bulletin)
    approved = Decision.objects.filter(
        revision=revision, verdict=Decision.Verdict.APPROVE, content_hash=content_hash(revision.content)
    )
    if bulletin.state == Bulletin.State.APPROVED and not approved.exists():
        raise ApprovalMismatchError
    return revision


def _audience(bulletin: Bulletin, draft: Draft, at: datetime) -> BitMap:
    """The recipients of the draft's audience, and all that the replaced release went to (DESIGN §5.2)."""
    people: BitMap = audience(draft.audience, at)
    if bulletin.replaces is not None:
        people |= BitMap.deserialize(bytes(bulletin.replaces.audience))
    return people


def _manifest(bulletin: Bulletin, draft: Draft, people: BitMap, at: datetime) -> Manifest:
    return Manifest(
        code="",
        number=_next_number(at),
        kind=draft.kind,
        urgency=draft.urgency,
        issuer=config().authority,
        issuer_unit=bulletin.unit_id,
        issued_at=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        texts=draft.texts,
        channels=tuple(draft.channels),
        audience=draft.audience,
        audience_hash=hashlib.sha256(array("I", people).tobytes()).hexdigest(),
        audience_count=len(people),
        not_after=draft.not_after,
        replaces=bulletin.replaces.code if bulletin.replaces else None,
        directive=bulletin.directive.number if bulletin.directive else None,
        figures=draft.figures,
        attachments=draft.attachments,
        test=draft.test,
        pictures=draft.pictures,
        areas=_areas(bulletin, draft, at),
    )


def _areas(bulletin: Bulletin, draft: Draft, at: datetime) -> tuple[Area, ...]:
    """Where it holds: the areas of the audience's units, or of the issuing unit where no unit or too many are named;
    and what the replaced release named, for a correction goes wherever that went."""
    on = at.astimezone(HANOI).date()
    chosen = areas(draft.audience.get("units") or [bulletin.unit_id], on)
    found = chosen if len(chosen) <= MOST_AREAS else areas([bulletin.unit_id], on)
    named = [Area(each.name, each.list, each.code) for each in found]
    if bulletin.replaces is not None:
        named += [area for area in manifest_of(bulletin.replaces).areas if area not in named]
    return tuple(named)


def _next_number(at: datetime) -> str:
    """The next document number of the year, without gaps (standards V2, V3): `05/TB-UBND`."""
    body, year = config().body_code, at.astimezone(HANOI).year
    series, _created = NumberSeries.objects.select_for_update().get_or_create(body=body, series=SERIES, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.last:02d}/{year}/{SERIES}-{body}"


def _with_code(manifest: Manifest) -> Manifest:
    """The manifest with a short code made of its own content."""
    content = canonical_json(manifest.as_dict())
    attempt = 0
    while Release.objects.filter(code=shortcode.make(content, attempt)).exists():
        attempt += 1
    return replace(manifest, code=shortcode.make(content, attempt))
