"""The manifest: everything a release says, as plain immutable data.

It is what is canonicalised (RFC 8785), hashed, signed and logged, and the only thing the channels render from.
What is not in the manifest is not part of the release; who receives it is bound by `audience_hash`.
No personal data: approver and authors appear by office only (standards A4, P4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

BulletinKind = Literal["update", "instruction", "rebuttal", "correction", "recall"]
Urgency = Literal["normal", "urgent", "immediate"]
ChannelName = Literal["portal", "app", "mail", "zalo"]

BULLETIN_KINDS: tuple[BulletinKind, ...] = ("update", "instruction", "rebuttal", "correction", "recall")
URGENCIES: tuple[Urgency, ...] = ("normal", "urgent", "immediate")
CHANNELS: tuple[ChannelName, ...] = ("portal", "app", "mail", "zalo")


@dataclass(frozen=True, slots=True)
class Text:
    """A bulletin's words in one language.

    `summary` (≤ 300 characters) is what push, Zalo and lists show; `body` is Markdown.
    `claim` and `verdict` are filled on rebuttals: what is being said, and the verdict code (standards M4).
    """

    title: str
    summary: str
    body: str
    source: str = ""
    claim: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the situation figures: a label per language, a number, its unit, and its day (ISO)."""

    label: Mapping[str, str]
    value: float
    day: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    """A file of the release, bound by its SHA-256 (lower hex); bytes lie in the media store under the hash."""

    name: str
    media_type: str
    size: int
    sha256: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release as it is signed. Times are ISO 8601 in UTC with `Z`; languages are BCP 47 keys of `texts`."""

    code: str
    number: str
    kind: BulletinKind
    urgency: Urgency
    issuer: str
    issuer_unit: int
    issued_at: str
    texts: Mapping[str, Text]
    channels: tuple[ChannelName, ...]
    audience: Mapping[str, Any]
    audience_hash: str
    audience_count: int
    not_after: str | None = None
    replaces: str | None = None
    directive: str | None = None
    figures: tuple[Figure, ...] = ()
    attachments: tuple[AttachmentRef, ...] = ()
    approved_by_role: str = "approver"
    test: bool = False
    schema: str = field(default="loa-release/1")

    def as_dict(self) -> dict[str, Any]:
        """The JSON value that is canonicalised and signed."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Manifest:
        """Rebuild a manifest from its JSON value.

        Raises `TypeError` or `KeyError` on a value that is not one.
        """
        data = dict(value)
        data["texts"] = {language: Text(**text) for language, text in data["texts"].items()}
        data["channels"] = tuple(data["channels"])
        data["figures"] = tuple(Figure(**figure) for figure in data.get("figures", ()))
        data["attachments"] = tuple(AttachmentRef(**item) for item in data.get("attachments", ()))
        return cls(**data)

    def text(self, language: str) -> Text:
        """The words in *language*, or in Vietnamese, or in whatever there is."""
        return self.texts.get(language) or self.texts.get("vi") or next(iter(self.texts.values()))
