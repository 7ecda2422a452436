"""A draft: what an editor has on the desk, as plain data. Its canonical form is what an approval binds to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from loa.bulletins.core.manifest import (
    BULLETIN_KINDS,
    CHANNELS,
    URGENCIES,
    AttachmentRef,
    BulletinKind,
    ChannelName,
    Figure,
    Picture,
    Text,
    Urgency,
    compact,
    files_of,
    parts_from,
)
from loa.bulletins.core.words import gettext_noop as _
from loa.errors import LoaError

TITLE_LIMIT = 150  # Zalo article title (Zalo contract §5); also below CAP's 160 (standards §1.1)
SUMMARY_LIMIT = 300  # Zalo article description
BODY_LIMIT = 60_000


class BadDraftError(LoaError):
    """A draft's data does not have the shape of one."""

    code = "bad_draft"
    message = "The bulletin could not be read: %(reason)s"


@dataclass(frozen=True, slots=True)
class Draft:
    """Words per language, to whom, on which channels, how urgent, valid until when (ISO 8601 UTC or None).

    `waivers`: what the linter found and the editor let stand: key of the finding → reason. Approvers see them; they
    are part of what an approval binds to, and never of the release.
    """

    kind: BulletinKind
    texts: Mapping[str, Text]
    audience: Mapping[str, Any]
    channels: tuple[ChannelName, ...] = CHANNELS
    urgency: Urgency = "normal"
    not_after: str | None = None
    figures: tuple[Figure, ...] = ()
    attachments: tuple[AttachmentRef, ...] = ()
    test: bool = field(default=False)
    pictures: tuple[Picture, ...] = ()
    waivers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The JSON value that is stored, hashed and approved."""
        value = compact(asdict(self))
        value["channels"] = sorted(self.channels, key=CHANNELS.index)
        return value

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Draft:
        """Rebuild a draft from its JSON value.

        Raises `BadDraftError` when it is not one.
        """
        try:
            draft = cls(**parts_from(value))
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise BadDraftError(reason=str(error)) from error
        draft.check_words()
        return draft

    def media(self) -> Iterator[tuple[str, str, int]]:
        """Name, SHA-256 and size in bytes of every file that the draft brings along."""
        return files_of(self.attachments, self.pictures)

    def check_words(self) -> None:
        """Refuse values outside the fixed vocabularies with `BadDraftError`."""
        for value, allowed in ((self.kind, BULLETIN_KINDS), (self.urgency, URGENCIES)):
            if value not in allowed:
                raise BadDraftError(reason=value)
        unknown = set(self.channels) - set(CHANNELS)
        if unknown:
            raise BadDraftError(reason=", ".join(sorted(map(str, unknown))))


def problems(draft: Draft) -> list[str]:
    """Why *draft* cannot be submitted yet, as gettext message ids; empty when it can."""
    found = []
    text = draft.texts.get("vi")
    if text is None or not text.title.strip():
        found.append(_("The Vietnamese title is missing."))
    if text is None or not text.summary.strip():
        found.append(_("The Vietnamese summary is missing."))
    if (text is None or not text.body.strip()) and draft.kind != "recall":
        found.append(_("The Vietnamese text is missing."))
    found += _limits(draft)
    if not draft.channels:
        found.append(_("No channel is chosen."))
    if draft.kind == "rebuttal" and (text is None or not text.claim or not text.verdict):
        found.append(_("A rebuttal needs the claim and the verdict."))
    return found


def _limits(draft: Draft) -> list[str]:
    found = []
    for text in draft.texts.values():
        if len(text.title) > TITLE_LIMIT:
            found.append(_("The title is longer than 150 characters."))
        if len(text.summary) > SUMMARY_LIMIT:
            found.append(_("The summary is longer than 300 characters."))
        if len(text.body) > BODY_LIMIT:
            found.append(_("The text is longer than 60,000 characters."))
    return found
