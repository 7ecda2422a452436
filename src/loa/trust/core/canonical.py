"""The one canonical form of everything that is hashed or signed: RFC 8785 JSON (standards A4)."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from loa.trust.errors import NotCanonicalError


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 form of a JSON value, UTF-8.

    Raises `NotCanonicalError` for what JSON cannot say (NaN, integers beyond 2^53, other types).
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise NotCanonicalError(reason=str(error)) from error


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical form, 64 lower hex digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
