"""What the linter says: a finding with its place, its weight and its sentence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from loa.bulletins.core.draft import Draft

Severity = Literal["error", "warning"]
PARTS = ("title", "summary", "claim", "body", "source")
# Domains that only bodies of the state and their schools can hold, and those of the health bodies they quote.
OFFICIAL = ("gov.vn", "chinhphu.vn", "edu.vn", "who.int", "un.org", "unicef.org", "cdc.gov", "europa.eu")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules cannot know of themselves: today, and the domains that are ours or official beside `OFFICIAL`."""

    today: date
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of the writing page: the language and part of its text."""

    language: str
    part: str
    text: str

    def find(self, code: str, start: int, end: int, message: str, **more: object) -> Finding:
        """A warning about the characters from *start* to *end*."""
        excerpt = " ".join(self.text[start:end].split())
        return Finding(code, "warning", message, self.language, self.part, excerpt, {"what": excerpt, **more}, start)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `message` is a gettext id filled from `fields`; `part` may also be `figures`, `pictures`,
    `attachments` or `audience`. An error that is `waivable` may stand with a reason."""

    code: str
    severity: Severity
    message: str
    language: str = "vi"
    part: str = "body"
    excerpt: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    start: int = 0
    waivable: bool = True

    @property
    def key(self) -> str:
        """The same while the words that were found are the same, wherever they have moved to."""
        digest = hashlib.sha256(f"{self.language} {self.part} {self.excerpt}".encode()).hexdigest()[:10]
        return f"{self.code}-{digest}"


def passages(draft: Draft) -> Iterator[Passage]:
    """Every text that somebody wrote, in the order of the page."""
    for language in sorted(draft.texts, key=lambda code: (code != "vi", code)):
        text = draft.texts[language]
        for part in PARTS:
            if words := getattr(text, part):
                yield Passage(language, part, words)
