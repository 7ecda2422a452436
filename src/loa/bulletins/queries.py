"""Questions about bulletins and releases. Lists are querysets, to be paged by the face."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import units_with
from loa.bulletins import media
from loa.bulletins.core import lint
from loa.bulletins.core.draft import Draft, problems
from loa.bulletins.core.manifest import AttachmentRef, Manifest, Picture, picture_from
from loa.bulletins.errors import EndsTooEarlyError
from loa.bulletins.models import Bulletin, BulletinTemplate, Decision, Release, Revision, Upload, WorkingCopy
from loa.config import config
from loa.errors import NotFoundError
from loa.trust.core import shortcode
from loa.trust.core.signing import verify
from loa.units.queries import tree

Role = RoleAssignment.Role
PRESENCE = timedelta(seconds=75)  # two and a half beats of an open page


def latest_revision(bulletin: Bulletin) -> Revision:
    """The newest saved state."""
    return bulletin.revisions.select_related("author").order_by("-number")[0]


def latest_draft(bulletin: Bulletin) -> Draft:
    """The newest saved words."""
    return Draft.from_dict(latest_revision(bulletin).content)


def surroundings() -> lint.Surroundings:
    """What the linter must know of this installation: the day, and the domains that are its own."""
    settings = config()
    own = (urlsplit(settings.base_url).hostname or "", settings.mail_from.rpartition("@")[2])
    return lint.Surroundings(timezone.localdate(), tuple(filter(None, (*own, *settings.official_domains))))


def findings(draft: Draft) -> list[lint.Finding]:
    """What the linter says of *draft* today."""
    return lint.lint(draft, surroundings())


def obstacles(draft: Draft) -> list[str]:
    """Why *draft* cannot be submitted: a sentence each, in the reader's language; empty when it can."""
    open_errors = lint.open_errors(draft, surroundings())
    found = [gettext(problem) for problem in problems(draft)] + [sentence(finding) for finding in open_errors]
    return found + ([EndsTooEarlyError(end=local_words(end)).text] if (end := past_end(draft, timezone.now())) else [])


def end_of(draft: Draft) -> datetime | None:
    """The moment after which *draft* is late news; one without an offset is local time (Asia/Ho_Chi_Minh)."""
    if not draft.not_after:
        return None
    parsed = datetime.fromisoformat(draft.not_after)
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)


def past_end(draft: Draft, at: datetime) -> datetime | None:
    """The end of *draft*, if a release at the moment *at* would come too late."""
    end = end_of(draft)
    return end if end is not None and end <= at else None


def local_words(at: datetime) -> str:
    """A moment as it is read here: 18:00 08/02/2020."""
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y")


def sentence(finding: lint.Finding) -> str:
    """The finding in the reader's language."""
    return gettext(finding.message) % finding.fields


def working_copy(bulletin: Bulletin, user: User) -> Draft | None:
    """What *user* has typed and not saved, if anything."""
    found = WorkingCopy.objects.filter(bulletin=bulletin, user=user, content__isnull=False).first()
    return Draft.from_dict(found.content) if found and found.content else None


def also_writing(bulletin: Bulletin, user: User, now: datetime) -> list[str]:
    """The names of others who have the writing page open."""
    here = WorkingCopy.objects.filter(bulletin=bulletin, seen_at__gte=now - PRESENCE).exclude(user=user)
    return list(here.order_by("user__full_name").values_list("user__full_name", flat=True)[:5])


def templates_for(user: User) -> QuerySet[BulletinTemplate]:
    """Templates of the units where *user* is editor, and of the units above them."""
    current = tree(timezone.localdate())
    own = units_with(user, Role.EDITOR)
    above = {unit for unit_id in own if unit_id in current for unit in current.ancestors(unit_id)}
    return BulletinTemplate.objects.filter(unit__in=own | above).select_related("unit", "created_by")


def upload_hashes(bulletin: Bulletin) -> Iterator[str]:
    """The SHA-256 of every file that was taken in for *bulletin*."""
    for record in bulletin.uploads.values_list("record", flat=True):
        yield from (file["sha256"] for file in record.get("files", (record,)))


def uploads(bulletin: Bulletin) -> tuple[dict[str, Picture], dict[str, AttachmentRef]]:
    """Pictures and files that were taken in for *bulletin*, by their keys."""
    pictures, attachments = {}, {}
    for upload in bulletin.uploads.all():
        if upload.kind == Upload.Kind.PICTURE:
            pictures[upload.key] = picture_from(upload.record)
        else:
            attachments[upload.key] = AttachmentRef(**upload.record)
    return pictures, attachments


def media_of(content: Draft | Manifest) -> dict[str, bytes]:
    """SHA-256 → bytes of every picture and file that *content* brings along.

    Raises `MissingMediaError`.
    """
    return {sha256: media.get(sha256, size) for _name, sha256, size in content.media()}


def history(bulletin: Bulletin) -> QuerySet[Revision]:
    """Every revision with its author and decisions, newest first."""
    return bulletin.revisions.select_related("author").prefetch_related("decisions__by").order_by("-number")


def authors(bulletin: Bulletin) -> QuerySet[User]:
    """Everyone who wrote a revision: none of them may approve."""
    return User.objects.filter(revisions__bulletin=bulletin).distinct()


def visible_to(user: User) -> QuerySet[Bulletin]:
    """Bulletins of the units where *user* is editor, approver or auditor, newest first, with their title."""
    units: set[int] = set()
    for role in (Role.EDITOR, Role.APPROVER, Role.AUDITOR):
        units |= units_with(user, role)
    newest = Revision.objects.filter(bulletin=OuterRef("pk")).order_by("-number")
    return (
        Bulletin.objects.filter(unit__in=units)
        .select_related("unit", "created_by", "release", "replaces")
        .annotate(title=Subquery(newest.values("content__texts__vi__title")[:1]))
    )


def awaiting_approval(user: User) -> QuerySet[Bulletin]:
    """Submitted bulletins that *user* may approve: approver of the unit and author of no revision."""
    return (
        visible_to(user)
        .filter(state=Bulletin.State.SUBMITTED, unit__in=units_with(user, Role.APPROVER))
        .exclude(revisions__author=user)
    )


def last_decision(bulletin: Bulletin) -> Decision | None:
    """The newest submission, return or approval."""
    return Decision.objects.filter(revision__bulletin=bulletin).select_related("by").order_by("-at", "-id").first()


def releases() -> QuerySet[Release]:
    """All releases, newest first."""
    return Release.objects.select_related("bulletin", "bulletin__unit", "replaces", "key", "log_entry")


def release_by_code(code: str) -> Release:
    """The release with that code, however it was typed.

    Raises `NotFoundError`.
    """
    release = releases().filter(code=shortcode.normalise(code) or code).first()
    if release is None:
        raise NotFoundError
    return release


def manifest_of(release: Release) -> Manifest:
    """The signed content of a release."""
    return Manifest.from_dict(json.loads(bytes(release.manifest)))


def incident(release: Release) -> str:
    """The code of the first release of a line of corrections: what all of the line are about."""
    first = release
    while first.replaces is not None:
        first = first.replaces
    return first.code


def is_public(release: Release) -> bool:
    """Whether everybody may read the release: it stands on the portal."""
    return "portal" in manifest_of(release).channels


def verify_release(release: Release) -> None:
    """Check the stored signature of a release against its key.

    Raises `SignatureMismatchError`.
    """
    verify(bytes(release.key.public_key), bytes(release.manifest), bytes(release.signature))


def replaced_by(release: Release) -> Release | None:
    """The newest correction or recall of *release*, if there is one."""
    return release.replaced_by.order_by("-issued_at", "-id").first()


def newest_release_id() -> int:
    """The id of the newest release, 0 when there is none."""
    return Release.objects.aggregate(newest=Max("id"))["newest"] or 0
