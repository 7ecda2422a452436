"""One release as the portal knows it: the signed manifest, its proof, and what has replaced it since."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Literal

from loa.bulletins.core.manifest import Manifest
from loa.trust.core.bundle import Bundle

Standing = Literal["current", "corrected", "recalled"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A published release.

    `signature` and `public_key` are raw bytes. `replaced_by` is the newest release that corrects or recalls it.
    """

    manifest: Manifest
    signature: bytes
    public_key: bytes
    replaced_by: Manifest | None = None

    @property
    def code(self) -> str:
        """The short code, which is also the address."""
        return self.manifest.code

    @property
    def standing(self) -> Standing:
        """Whether the words still hold; withdrawn items stay visible with this state (standards F5)."""
        if self.replaced_by is None:
            return "current"
        return "recalled" if self.replaced_by.kind == "recall" else "corrected"

    @property
    def is_rumour(self) -> bool:
        """Whether it answers a claim."""
        return bool(self.manifest.text("vi").claim)

    @property
    def order(self) -> tuple[str, str]:
        """Releases are ordered by the moment of issue; the code decides between two of one second."""
        return (self.manifest.issued_at, self.manifest.code)

    @property
    def bundle(self) -> Bundle:
        """What `loa verify` checks offline."""
        return Bundle(self.manifest.as_dict(), self.signature, self.public_key)


def decode_signature(text: str) -> bytes:
    """The raw signature of a `ReleaseContext` (base64).

    Raises `ValueError` when it is not one.
    """
    return base64.b64decode(text, validate=True)
