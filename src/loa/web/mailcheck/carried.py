"""A mail on its way from the verdict page to the report: it travels in the page, so that nothing is stored unasked."""

from __future__ import annotations

import base64
import binascii
import zlib

from loa.errors import LoaError

CARRIED = 1_400_000  # characters in the page; below Django's limit for forms
LONGEST = 30 * 1024 * 1024  # bytes, as the upload allows


class NotCarriedError(LoaError):
    """What came back is not what the page held."""

    code = "not_carried"
    http_status = 422
    message = "The mail did not come along. Choose the file again and report it from there."


def pack(raw: bytes) -> str:
    """*raw* for a hidden field; empty when it is too large for a page."""
    packed = base64.b64encode(zlib.compress(raw)).decode()
    return packed if len(packed) <= CARRIED else ""


def unpack(packed: str) -> bytes:
    """The bytes again, never more than an upload may hold. Raises `NotCarriedError`."""
    try:
        inflater = zlib.decompressobj()
        raw = inflater.decompress(base64.b64decode(packed, validate=True), LONGEST)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise NotCarriedError from error
    if not raw or not inflater.eof:
        raise NotCarriedError
    return raw
