"""Writing: create a bulletin, save revisions, begin a correction or a recall."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins import queries
from loa.bulletins.actions.copies import drop_copy
from loa.bulletins.actions.media import carry_over
from loa.bulletins.actions.state import locked, move
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import Text
from loa.bulletins.errors import EditConflictError, UnknownFileError
from loa.bulletins.models import Bulletin, Release, Revision
from loa.bulletins.queries import latest_revision, manifest_of
from loa.directives.models import Directive
from loa.errors import NotFoundError
from loa.trust.core.canonical import content_hash
from loa.units.models import Unit

EDITOR = RoleAssignment.Role.EDITOR


@transaction.atomic
def create(
    *, by: User, unit: Unit, draft: Draft, directive: Directive | None = None, replaces: Release | None = None
) -> Bulletin:
    """Begin a bulletin of *unit* with its first revision.

    Raises `MissingRoleError` unless *by* is an editor of the unit.
    """
    require(by, EDITOR, unit_id=unit.pk)
    bulletin = Bulletin.objects.create(
        kind=draft.kind, unit=unit, directive=directive, replaces=replaces, created_by=by
    )
    if replaces is not None:
        carry_over(replaces, bulletin, by)
    _add_revision(bulletin, by, draft, number=1)
    return bulletin


@transaction.atomic
def save(bulletin: Bulletin, *, by: User, draft: Draft, expected: int) -> Revision:
    """Save a new revision on top of revision number *expected*.

    Raises `EditConflictError` when somebody saved in between (nothing is overwritten), `WrongStateError` once the
    bulletin is released. Saving what is already there adds no revision.
    """
    bulletin = locked(bulletin)
    require(by, EDITOR, unit_id=bulletin.unit_id)
    newest = latest_revision(bulletin)
    if newest.content_hash == content_hash(draft.as_dict()):
        drop_copy(bulletin, by)
        return newest
    if newest.number != expected:
        raise EditConflictError(author=newest.author.full_name, number=newest.number)
    move(bulletin, "save")
    if bulletin.kind != draft.kind:
        bulletin.kind = draft.kind
        bulletin.save(update_fields=["kind"])
    drop_copy(bulletin, by)
    return _add_revision(bulletin, by, draft, number=newest.number + 1)


def restore(bulletin: Bulletin, *, by: User, number: int, expected: int) -> Revision:
    """Save what revision *number* said once more, as the newest revision; those in between stay in the history.

    Raises `NotFoundError` for a number that never was, and the errors of `save`.
    """
    found = bulletin.revisions.filter(number=number).first()
    if found is None:
        raise NotFoundError
    return save(bulletin, by=by, draft=Draft.from_dict(found.content), expected=expected)


def _add_revision(bulletin: Bulletin, by: User, draft: Draft, number: int) -> Revision:
    _check_files(bulletin, draft)
    content = draft.as_dict()
    return Revision.objects.create(
        bulletin=bulletin, number=number, author=by, content=content, content_hash=content_hash(content)
    )


def _check_files(bulletin: Bulletin, draft: Draft) -> None:
    """Every file that the draft binds was taken in for this bulletin, byte by byte as it is named."""
    if not draft.pictures and not draft.attachments:
        return
    known = set(queries.upload_hashes(bulletin))
    for item in draft.attachments:
        if item.sha256 not in known:
            raise UnknownFileError(key=item.name)
    for picture in draft.pictures:
        if any(file.sha256 not in known for file in picture.files):
            raise UnknownFileError(key=picture.key)


def correct(release: Release, *, by: User, texts: dict[str, Text]) -> Bulletin:
    """Begin the correction of *release*: a new bulletin to everyone the old one went to (DESIGN §5.2).

    Figures, pictures and files of the old one come along, to be mended.
    """
    old = manifest_of(release).as_dict()
    kept: dict[str, Any] = {part: old[part] for part in ("figures", "pictures", "attachments") if part in old}
    return _replace(release, by, "correction", texts, kept)


def recall(release: Release, *, by: User, texts: dict[str, Text]) -> Bulletin:
    """Begin the recall of *release*; *texts* say why it is withdrawn."""
    return _replace(release, by, "recall", texts, {})


def _replace(release: Release, by: User, kind: str, texts: dict[str, Text], kept: dict[str, Any]) -> Bulletin:
    old = manifest_of(release)
    draft = Draft.from_dict(
        {
            "kind": kind,
            "texts": {language: _as_dict(text) for language, text in texts.items()},
            "audience": dict(old.audience),
            "channels": list(old.channels),
            "urgency": old.urgency,
            **kept,
        }
    )
    return create(
        by=by, unit=release.bulletin.unit, draft=draft, directive=release.bulletin.directive, replaces=release
    )


def _as_dict(text: Text) -> dict[str, str]:
    return {
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "source": text.source,
        "claim": text.claim,
        "verdict": text.verdict,
    }
