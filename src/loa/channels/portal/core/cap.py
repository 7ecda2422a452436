"""A release as a CAP 1.2 alert, before it is signed (standards §1; the mapping is that of §1.5)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from loa.bulletins.core.manifest import Manifest, Text
from loa.bulletins.core.paths import attachment_url
from loa.channels.portal.core import moments
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.core.markup import to_text
from loa.channels.portal.core.xml import Maker
from loa.trust.core.canonical import canonical_json

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
LANGUAGES = {"vi": "vi-VN", "en": "en-US"}
OUTBREAK = ("OET:v1.2", "OET-062")
HEADLINE = 139  # characters: below Google's 140 (§1.1)
_ESSENCE = re.compile(rb"<(?:identifier|msgType|references)>[^<]+")
_cap = Maker(NAMESPACE, {None: NAMESPACE})


@dataclass(frozen=True, slots=True)
class Assessment:
    """Urgency, severity, certainty, response types, and hours until it expires (the table of §1.5)."""

    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...]
    hours: int


_BY_URGENCY = {
    "immediate": Assessment("Immediate", "Severe", "Observed", ("Avoid", "Execute"), 48),
    "urgent": Assessment("Expected", "Severe", "Observed", ("Avoid", "Prepare"), 72),
    "normal": Assessment("Future", "Minor", "Observed", ("Monitor",), 24),
}
_STANDING_ORDER = Assessment("Future", "Minor", "Observed", ("Monitor",), 30 * 24)
_WITHDRAWN = Assessment("Past", "Minor", "Observed", ("None",), 24)
_RUMOUR = Assessment("Expected", "Moderate", "Observed", ("Avoid",), 72)


def assessment(manifest: Manifest) -> Assessment:
    """How an alert is graded: Immediate and Expected are kept for real action."""
    if manifest.kind == "recall":
        return _WITHDRAWN
    if manifest.text("vi").claim:
        return _RUMOUR
    if manifest.kind == "instruction" and manifest.urgency == "normal":
        return _STANDING_ORDER
    return _BY_URGENCY[manifest.urgency]


def identifier(base_url: str, manifest: Manifest) -> str:
    """Unique per sender, without spaces, commas, `<` and `&` (C15)."""
    host = urlsplit(base_url).hostname or "localhost"
    return f"bantin.{host}-{moments.parse(manifest.issued_at).year}-{manifest.code}"


def is_same(before: bytes, after: bytes) -> bool:
    """Whether both hold the same alert of ours: its identifier, its kind, and the alerts it refers to."""
    return _essence(before) == _essence(after)


def _essence(alert: bytes) -> list[bytes]:
    return _ESSENCE.findall(alert)


def sender(base_url: str) -> str:
    """The sender of all our alerts."""
    return f"bantin@{urlsplit(base_url).hostname or 'localhost'}"


def expires(manifest: Manifest) -> str:
    """When it ends: the release's own end, or the table's."""
    if manifest.not_after:
        return moments.local_iso(manifest.not_after)
    return moments.later(manifest.issued_at, hours=assessment(manifest).hours)


def alert(base_url: str, authority: str, contact: str, entry: Entry, family: Sequence[Entry]) -> etree._Element:
    """The unsigned alert. *family*: all versions of the bulletin; the earlier ones are referenced (C11)."""
    manifest = entry.manifest
    earlier = [version.manifest for version in family if version.order < entry.order]
    first = min([*earlier, manifest], key=lambda version: version.issued_at)
    return _cap(
        "alert",
        _cap("identifier", identifier(base_url, manifest)),
        _cap("sender", sender(base_url)),
        _cap("sent", moments.local_iso(manifest.issued_at)),
        _cap("status", "Exercise" if manifest.test else "Actual"),
        _cap("msgType", _message_type(manifest, earlier)),
        _cap("source", "Loa"),
        _cap("scope", "Public"),
        *([_cap("note", "Exercise")] if manifest.test else []),
        *_references(base_url, manifest, earlier),
        _cap("incidents", first.code),
        *(_info(base_url, authority, contact, manifest, language) for language in _languages(manifest)),
    )


def _message_type(manifest: Manifest, earlier: Sequence[Manifest]) -> str:
    """A correction is an Update, a recall a Cancel; if all that came before has expired, a new Alert (C11, C12)."""
    if not _alive(manifest, earlier):
        return "Alert"
    return "Cancel" if manifest.kind == "recall" else "Update"


def _alive(manifest: Manifest, earlier: Sequence[Manifest]) -> list[Manifest]:
    """The earlier versions that have not expired when this one is sent, oldest first."""
    sent = moments.parse(manifest.issued_at)
    alive = [version for version in earlier if moments.parse(expires(version)) > sent]
    return sorted(alive, key=lambda version: version.issued_at)


def _references(base_url: str, manifest: Manifest, earlier: Sequence[Manifest]) -> list[etree._Element]:
    triplets = [
        f"{sender(base_url)},{identifier(base_url, version)},{moments.local_iso(version.issued_at)}"
        for version in _alive(manifest, earlier)
    ]
    return [_cap("references", " ".join(triplets))] if triplets else []


def _languages(manifest: Manifest) -> list[str]:
    """Vietnamese first; a language whose words are those of another is left out (C6)."""
    ordered = sorted(manifest.texts, key=lambda language: (language != "vi", language))
    seen: dict[Text, str] = {}
    for language in ordered:
        seen.setdefault(manifest.texts[language], language)
    return list(seen.values())


def _info(base_url: str, authority: str, contact: str, manifest: Manifest, language: str) -> etree._Element:
    text, grade = manifest.text(language), assessment(manifest)
    summary, body = to_text(text.summary) or text.title, to_text(text.body)
    return _cap(
        "info",
        _cap("language", LANGUAGES.get(language, language)),
        _cap("category", "Health"),
        _cap("event", "Dịch bệnh" if language == "vi" else "Disease outbreak"),
        *(_cap("responseType", response) for response in grade.responses),
        _cap("urgency", grade.urgency),
        _cap("severity", grade.severity),
        _cap("certainty", grade.certainty),
        _pair("eventCode", *OUTBREAK),
        _cap("effective", moments.local_iso(manifest.issued_at)),
        _cap("expires", expires(manifest)),
        _cap("senderName", authority),
        _cap("headline", _short(text.title)),
        _cap("description", summary),
        *([_cap("instruction", body)] if body and body != summary else []),
        _cap("web", f"{base_url}/b/{manifest.code}"),
        *([_cap("contact", contact)] if contact else []),
        _pair("parameter", "bulletinNo", manifest.number),
        _pair("parameter", "contentSHA256", hashlib.sha256(canonical_json(manifest.as_dict())).hexdigest()),
        *_resources(base_url, manifest),
        *_areas(authority, manifest),
    )


def _areas(authority: str, manifest: Manifest) -> list[etree._Element]:
    """Each area with its code in the state's list of administrative units (C4). A release that names none (it is older
    than the codes, or its units have none) says its issuer's, in our own numbers."""
    if not manifest.areas:
        return [_cap("area", _cap("areaDesc", authority), _pair("geocode", "LOA-unit", str(manifest.issuer_unit)))]
    return [
        _cap("area", _cap("areaDesc", area.name), _pair("geocode", area.list, area.code)) for area in manifest.areas
    ]


def _resources(base_url: str, manifest: Manifest) -> list[etree._Element]:
    return [
        _cap(
            "resource",
            _cap("resourceDesc", file.description or file.name),
            _cap("mimeType", file.media_type),
            _cap("size", str(file.size)),
            _cap("uri", base_url + attachment_url(file)),
        )
        for file in manifest.attachments
    ]


def _pair(name: str, key: str, value: str) -> etree._Element:
    return _cap(name, _cap("valueName", key), _cap("value", value))


def _short(title: str) -> str:
    return title if len(title) <= HEADLINE else title[: HEADLINE - 1].rstrip() + "…"
