"""The manifest: everything a release says, as plain immutable data.

It is what is canonicalised (RFC 8785), hashed, signed and logged, and the only thing the channels render from.
What is not in the manifest is not part of the release; who receives it is bound by `audience_hash`.
No personal data: approver and authors appear by office only (standards A4, P4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
    """One row of the situation figures: a label per language, a number of `unit`, and its day (ISO).

    Rows of one `group` are compared in one chart. `previous` is the number of the report before. `unit` is Vietnamese;
    `units` says it in further languages.
    """

    label: Mapping[str, str]
    value: float
    day: str
    group: str = ""
    unit: str = ""
    previous: float | None = None
    units: Mapping[str, str] = field(default_factory=dict)

    def unit_in(self, language: str) -> str:
        """What the number counts, in *language* or in Vietnamese."""
        return self.units.get(language) or self.unit


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    """A file of the release, bound by its SHA-256 (lower hex); bytes lie in the media store under the hash.

    `description` is Vietnamese; `titles` says it in further languages.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    description: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, language: str) -> str:
        """What the file is, in *language* or in Vietnamese, or its name."""
        return self.titles.get(language) or self.description or self.name


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One size of a picture in one format, bound by its SHA-256 like an attachment; `width` and `height` in pixels."""

    media_type: str
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the release: what it shows in words per language, and its sizes (WebP and JPEG, narrow to wide).

    Markdown names its place by `key`: a line `![](picture:KEY)`. Without such a line it stands after the text.
    """

    key: str
    alt: Mapping[str, str]
    files: tuple[PictureFile, ...]

    def words(self, language: str) -> str:
        """What it shows, in *language* or in Vietnamese."""
        return self.alt.get(language) or self.alt.get("vi", "")

    def of_type(self, media_type: str) -> list[PictureFile]:
        """Its sizes in one format, narrow to wide."""
        return sorted((file for file in self.files if file.media_type == media_type), key=lambda file: file.width)


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative area that the release is about: its name, and its code in the state's list named `list`."""

    name: str
    list: str
    code: str


# Fields that came after the first releases were signed. An empty one is left out of the JSON, so that what was signed
# before it existed still has the bytes that were signed (ADR 0011).
LATER = ("pictures", "titles", "unit", "previous", "waivers", "units", "areas")


def compact(value: dict[str, Any]) -> dict[str, Any]:
    """The JSON value of a draft or manifest without the empty ones among its `LATER` fields."""
    rows = {name: [_filled(dict(row)) for row in value[name]] for name in ("figures", "attachments") if name in value}
    return _filled(value | rows)


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in value.items() if name not in LATER or part not in (None, "", (), [], {})}


def parts_from(value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a draft's or manifest's JSON value, its parts rebuilt as objects.

    Raises `TypeError`, `KeyError`, `AttributeError` or `ValueError` on a value that is neither.
    """
    data = dict(value)
    data["texts"] = {language: Text(**text) for language, text in data["texts"].items()}
    data["channels"] = tuple(data["channels"])
    data["figures"] = tuple(Figure(**figure) for figure in data.get("figures", ()))
    data["attachments"] = tuple(AttachmentRef(**item) for item in data.get("attachments", ()))
    data["pictures"] = tuple(picture_from(item) for item in data.get("pictures", ()))
    return data


def picture_from(value: Mapping[str, Any]) -> Picture:
    """A picture from its JSON value."""
    return Picture(value["key"], dict(value["alt"]), tuple(PictureFile(**file) for file in value["files"]))


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
    pictures: tuple[Picture, ...] = ()
    areas: tuple[Area, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON value that is canonicalised and signed."""
        return compact(asdict(self))

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Manifest:
        """Rebuild a manifest from its JSON value.

        Raises `TypeError` or `KeyError` on a value that is not one.
        """
        areas = tuple(Area(**area) for area in value.get("areas", ()))
        return cls(**{**parts_from(value), "areas": areas})

    def text(self, language: str) -> Text:
        """The words in *language*, or in Vietnamese, or in whatever there is."""
        return self.texts.get(language) or self.texts.get("vi") or next(iter(self.texts.values()))

    def media(self) -> Iterator[tuple[str, str, int]]:
        """Name, SHA-256 and size in bytes of every file that the release brings along."""
        return files_of(self.attachments, self.pictures)


def files_of(attachments: Iterable[AttachmentRef], pictures: Iterable[Picture]) -> Iterator[tuple[str, str, int]]:
    """Name, SHA-256 and size in bytes of each file."""
    for item in attachments:
        yield item.name, item.sha256, item.size
    for picture in pictures:
        for file in picture.files:
            yield f"{picture.key}-{file.width}", file.sha256, file.size
