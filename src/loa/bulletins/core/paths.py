"""Where the files of a release lie on the portal: under their hashes, so that they are fetched once and kept."""

from __future__ import annotations

import re
from urllib.parse import quote

from loa.bulletins.core.manifest import AttachmentRef, Picture, PictureFile

_ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp", "image/png": "png"}


def attachment_path(file: AttachmentRef) -> str:
    """A file of a release, by the last part of its name, without what paths could abuse."""
    name = re.sub(r"[^\w.\- ]+", "_", file.name.replace("\\", "/").rpartition("/")[2]).lstrip(".") or "file"
    return f"/files/{file.sha256}/{name}"


def attachment_url(file: AttachmentRef) -> str:
    """The same, as it stands in a link."""
    return quote(attachment_path(file))


def picture_path(picture: Picture, file: PictureFile) -> str:
    """One size of a picture."""
    return f"/files/{file.sha256}/{picture.key}-{file.width}.{_ENDINGS.get(file.media_type, 'bin')}"


def kind_of(file: AttachmentRef) -> str:
    """The kind as people call it: PDF, DOCX …"""
    return file.name.rpartition(".")[2].upper()[:5]
