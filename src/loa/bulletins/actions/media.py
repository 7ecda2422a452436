"""Taking in pictures and files: checked, re-made, stored under their hashes, remembered with the bulletin."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins import media
from loa.bulletins.core import files, imaging
from loa.bulletins.core.manifest import AttachmentRef, Picture, PictureFile
from loa.bulletins.errors import TooManyFilesError
from loa.bulletins.models import Bulletin, Release, Upload

EDITOR = RoleAssignment.Role.EDITOR
MOST = 40  # uploads of one bulletin, used or not


def add_picture(bulletin: Bulletin, *, by: User, data: bytes) -> Picture:
    """Take in a picture for *bulletin*. It stands in the text only once a draft names it.

    Raises `PictureTooLargeError`, `TooManyPixelsError`, `NotAPictureError`, `TooManyFilesError`, `MissingRoleError`.
    """
    require(by, EDITOR, unit_id=bulletin.unit_id)
    made = imaging.renditions(data)
    stored = tuple(
        PictureFile(one.media_type, one.width, one.height, len(one.content), media.put(one.content)) for one in made
    )
    picture = Picture(stored[-1].sha256[:12], {}, stored)
    _remember(bulletin, by, Upload.Kind.PICTURE, picture.key, picture)
    return picture


def add_attachment(bulletin: Bulletin, *, by: User, data: bytes, name: str) -> AttachmentRef:
    """Take in a file for *bulletin*, if it is of a harmless kind and is what its name says.

    Raises the errors of `loa.bulletins.core.files`, `TooManyFilesError`, `MissingRoleError`.
    """
    require(by, EDITOR, unit_id=bulletin.unit_id)
    checked = files.check(data, name)
    item = AttachmentRef(checked.name, checked.media_type, len(data), media.put(data))
    _remember(bulletin, by, Upload.Kind.ATTACHMENT, item.sha256, item)
    return item


@transaction.atomic
def _remember(bulletin: Bulletin, by: User, kind: Upload.Kind, key: str, item: Picture | AttachmentRef) -> None:
    if bulletin.uploads.count() >= MOST and not bulletin.uploads.filter(kind=kind, key=key).exists():
        raise TooManyFilesError(limit=MOST)
    Upload.objects.get_or_create(bulletin=bulletin, kind=kind, key=key, defaults={"record": asdict(item), "by": by})


def carry_over(release: Release, bulletin: Bulletin, by: User) -> None:
    """Let a correction use the pictures and files of what it corrects."""
    for old in release.bulletin.uploads.all():
        Upload.objects.get_or_create(
            bulletin=bulletin, kind=old.kind, key=old.key, defaults={"record": old.record, "by": by}
        )
