"""A release that can be checked without us: manifest, signature and public key in one JSON file.

The portal publishes it beside each page (`/b/CODE/release.json`); `loa verify` checks it offline. A key inside the
file proves nothing by itself: the reader must know it from elsewhere (`--key`, the installation, the portal's
well-known page).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loa.trust.core.canonical import canonical_json
from loa.trust.core.signing import key_id, verify
from loa.trust.errors import NotABundleError

SCHEMA = "loa-signed/1"
SIZE_LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was signed, by which key, with which signature."""

    manifest: Mapping[str, Any]
    signature: bytes
    public_key: bytes

    @property
    def key_id(self) -> str:
        """The name of the key inside."""
        return key_id(self.public_key)

    def dumps(self) -> bytes:
        """The file's bytes: canonical JSON, so that rebuilding gives the same file."""
        return canonical_json(
            {
                "schema": SCHEMA,
                "manifest": self.manifest,
                "signature": base64.b64encode(self.signature).decode(),
                "public_key": base64.b64encode(self.public_key).decode(),
                "key_id": self.key_id,
            }
        )

    def check(self) -> None:
        """Check the signature over the manifest's canonical form.

        Raises `SignatureMismatchError`.
        """
        verify(self.public_key, canonical_json(self.manifest), self.signature)


def loads(data: bytes) -> Bundle:
    """Read a bundle.

    Raises `NotABundleError` for anything else.
    """
    if len(data) > SIZE_LIMIT:
        raise NotABundleError(reason="too large")
    try:
        value = json.loads(data)
        if value["schema"] != SCHEMA:
            raise NotABundleError(reason=f"schema {value['schema']!r}")
        return Bundle(
            manifest=dict(value["manifest"]),
            signature=base64.b64decode(value["signature"], validate=True),
            public_key=base64.b64decode(value["public_key"], validate=True),
        )
    except (KeyError, TypeError, ValueError, RecursionError, binascii.Error) as error:
        raise NotABundleError(reason=str(error) or type(error).__name__) from error
