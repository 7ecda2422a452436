"""What a push says: Declarative Web Push JSON (standards I4), which every browser gets in the same shape.

    {"web_push": 8030, "mutable": true, "notification": {"title", "body", "lang", "dir", "tag", "navigate",
     "timestamp", "renotify", "requireInteraction", "data": {"code", "kind", "urgency", "page", "token"}}}

`navigate` opens the person's acknowledge page, or the public page where there is no token. No personal data: the
token is opaque and the body is encrypted to the device (standards W3, P6).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from loa.bulletins.core.manifest import ChannelName, Manifest, Text
from loa.bulletins.core.paths import picture_path
from loa.channels.base import Envelope, ReleaseContext

CONTENT_TYPE = "application/notification+json"
JSON_LIMIT = 3000  # bytes (W3)
_SHORT_BODY = 0
_MARK = "\ue000"
_ROOM = 64  # bytes kept for a token in each of its two places


class Timing(NamedTuple):
    """How a push service shall treat a message: seconds it keeps it, and the Urgency header (standards W4)."""

    ttl: int
    urgency: str


_TIMINGS = {
    "immediate": Timing(4 * 3600, "high"),
    "urgent": Timing(4 * 3600, "high"),
    "normal": Timing(24 * 3600, "normal"),
}


class Payload:
    """One variant's JSON as pieces of bytes around the token."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        whole = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        self._pieces = whole.split(_MARK.encode())

    def fill(self, token: str) -> bytes:
        """The JSON for one person. *token* is base64url."""
        return token.encode("ascii").join(self._pieces)

    @property
    def size(self) -> int:
        """Bytes with a token of the longest kind."""
        return sum(map(len, self._pieces)) + _ROOM * (len(self._pieces) - 1)


class Variant(NamedTuple):
    """Which payload of a release."""

    language: str
    personal: bool


@dataclass(frozen=True, slots=True)
class PushRendered:
    """A release as push messages. `short` says only title and address, for services that find the rest too long.

    `topic` makes a correction replace what it corrects while that was not shown yet; `not_after` is Unix time.
    """

    channel: ClassVar[ChannelName] = "app"
    payloads: Mapping[Variant, Payload]
    short: Mapping[Variant, Payload]
    default_language: str
    timing: Timing
    topic: str
    not_after: float | None = None

    def payload(self, envelope: Envelope, short: bool = False) -> bytes:
        """The JSON for this person."""
        table = self.short if short else self.payloads
        variant = Variant(envelope.language, bool(envelope.token))
        found = table.get(variant) or table[variant._replace(language=self.default_language)]
        return found.fill(envelope.token)

    def ttl(self, now: float) -> int:
        """Seconds the push service may keep it, never beyond the bulletin's own end (W4); 0 or less: too late."""
        left = self.timing.ttl if self.not_after is None else min(self.timing.ttl, self.not_after - now)
        return int(left)


def render(release: ReleaseContext, label: Callable[[str], str] = lambda language: "") -> PushRendered:
    """All variants of a release. *label* gives the words before the title in a language ("KHẨN", "Thu hồi")."""
    manifest = release.manifest
    languages = tuple(manifest.texts)
    variants = [Variant(language, personal) for language in languages for personal in (False, True)]
    return PushRendered(
        payloads={variant: _payload(release, variant, label(variant.language)) for variant in variants},
        short={
            variant: Payload(_value(release, variant, label(variant.language), _SHORT_BODY)) for variant in variants
        },
        default_language="vi" if "vi" in languages else languages[0],
        timing=_TIMINGS[manifest.urgency],
        topic=topic(release),
        not_after=_unix(manifest.not_after) if manifest.not_after else None,
    )


def topic(release: ReleaseContext) -> str:
    """The Topic (RFC 8030 §5.4): the code of the first of a line (W4), letters and digits only (W1)."""
    manifest = release.manifest
    first = str(release.extra.get("incident", "")) or manifest.replaces or manifest.code
    return first.replace("-", "")[:32]


def _payload(release: ReleaseContext, variant: Variant, label: str) -> Payload:
    """With as much of the summary as fits."""
    body = len(release.manifest.text(variant.language).summary)
    payload = Payload(_value(release, variant, label, body))
    while payload.size > JSON_LIMIT and body > 0:
        body = body * 3 // 4
        payload = Payload(_value(release, variant, label, body))
    return payload


def _value(release: ReleaseContext, variant: Variant, label: str, body: int) -> dict[str, Any]:
    manifest = release.manifest
    page = release.place.page_url(manifest.code)
    data = {"code": manifest.code, "kind": manifest.kind, "urgency": manifest.urgency, "page": page}
    if variant.personal:
        data["token"] = _MARK
    return {
        "web_push": 8030,
        "mutable": True,
        "notification": {
            **_words(manifest.text(variant.language), label, body),
            "lang": variant.language,
            "dir": "ltr",
            "tag": topic(release),
            "navigate": release.place.acknowledge_url(manifest.code, _MARK) if variant.personal else page,
            "timestamp": int(_unix(manifest.issued_at) * 1000),
            "renotify": True,
            "requireInteraction": manifest.urgency == "immediate",
            "data": data,
            **_image(release),
        },
    }


def image_path(manifest: Manifest) -> str:
    """Where the first picture lies, as wide as a phone; empty when there is none."""
    files = [(picture, file) for picture in manifest.pictures[:1] for file in picture.of_type("image/jpeg")]
    return picture_path(*files[0]) if files else ""


def _image(release: ReleaseContext) -> dict[str, str]:
    """Shown by those that show pictures in notices, passed over by others."""
    path = image_path(release.manifest)
    return {"image": f"{release.place.base_url}{path}"} if path else {}


def _words(text: Text, label: str, body: int) -> dict[str, str]:
    summary = text.summary.replace(_MARK, "")
    title = text.title.replace(_MARK, "")
    words = {"title": f"[{label}] {title}" if label else title}
    if body:
        words["body"] = summary if len(summary) <= body else summary[: body - 1].rstrip() + "…"
    return words


def _unix(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()
