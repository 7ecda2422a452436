"""The media store: bytes under their SHA-256, each kept once however often it is used. Nothing here ever changes."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from loa.errors import LoaError


class MissingMediaError(LoaError):
    """The store does not hold what a bulletin names, or not what was put there."""

    code = "missing_media"
    permanent = True
    message = "A file of the bulletin cannot be read from the media folder: %(sha256)s"


def put(content: bytes) -> str:
    """Keep *content*; its SHA-256. What is there already is not written again."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(sha256):
        default_storage.save(sha256, ContentFile(content))
    return sha256


def get(sha256: str, size: int) -> bytes:
    """The *size* bytes under that hash.

    Raises `MissingMediaError` when they are not there or not those.
    """
    try:
        with default_storage.open(sha256, "rb") as source:
            content: bytes = source.read(size + 1)
    except OSError as error:
        raise MissingMediaError(sha256=sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise MissingMediaError(sha256=sha256)
    return content
