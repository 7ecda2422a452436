"""A draft: what an editor has on the desk, as plain data. Its canonical form is what an approval binds to."""

from __future__ import annotations

from collections.abc import Mapping
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
    Text,
    Urgency,
)
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
    """Words per language, to whom, on which channels, how urgent, valid until when (ISO 8601 UTC or None)."""

    kind: BulletinKind
    texts: Mapping[str, Text]
    audience: Mapping[str, Any]
    channels: tuple[ChannelName, ...] = CHANNELS
    urgency: Urgency = "normal"
    not_after: str | None = None
    figures: tuple[Figure, ...] = ()
    attachments: tuple[AttachmentRef, ...] = ()
    test: bool = field(default=False)

    def as_dict(self) -> dict[str, Any]:
        """The JSON value that is stored, hashed and approved."""
        value = asdict(self)
        value["channels"] = sorted(self.channels, key=CHANNELS.index)
        return value

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Draft:
        """Rebuild a draft from its JSON value.

        Raises `BadDraftError` when it is not one.
        """
        try:
            data = dict(value)
            data["texts"] = {language: Text(**text) for language, text in data["texts"].items()}
            data["channels"] = tuple(data["channels"])
            data["figures"] = tuple(Figure(**figure) for figure in data.get("figures", ()))
            data["attachments"] = tuple(AttachmentRef(**item) for item in data.get("attachments", ()))
            draft = cls(**data)
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise BadDraftError(reason=str(error)) from error
        draft.check_words()
        return draft

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
        found.append("The Vietnamese title is missing.")
    if text is None or not text.summary.strip():
        found.append("The Vietnamese summary is missing.")
    if (text is None or not text.body.strip()) and draft.kind != "recall":
        found.append("The Vietnamese text is missing.")
    found += _limits(draft)
    if not draft.channels:
        found.append("No channel is chosen.")
    if draft.kind == "rebuttal" and (text is None or not text.claim or not text.verdict):
        found.append("A rebuttal needs the claim and the verdict.")
    return found


def _limits(draft: Draft) -> list[str]:
    found = []
    for text in draft.texts.values():
        if len(text.title) > TITLE_LIMIT:
            found.append("The title is longer than 150 characters.")
        if len(text.summary) > SUMMARY_LIMIT:
            found.append("The summary is longer than 300 characters.")
        if len(text.body) > BODY_LIMIT:
            found.append("The text is longer than 60,000 characters.")
    return found
