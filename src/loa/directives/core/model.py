"""What is read from a dispatch: plain, frozen facts, and the record they make.

A field that the document does not surely give is None or empty, and a notice says so in words: a wrong number, date
or deadline is worse than none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from loa.directives.core.wording import translate


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the reader is unsure of. `message` is a gettext message id, filled from `fields`."""

    code: str
    message: str
    fields: tuple[tuple[str, str], ...] = ()

    def text(self, wording: Callable[[str], str] = translate) -> str:
        """The sentence for a person."""
        return wording(self.message) % dict(self.fields) if self.fields else wording(self.message)


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document named by its number; the date where the text gives it beside the number."""

    number: str
    date: dt.date | None = None

    def to_dict(self) -> dict[str, str | None]:
        """The citation in the record."""
        return {"number": self.number, "date": _iso(self.date)}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that the dispatch orders.

    `no` is the number as printed ("1", "3.1", "Điều 2"), empty without one; `who` the bodies named; `due` only what
    the words surely say, `due_text` the words; `due_unclear` that the words mean a day which they do not surely name.
    """

    no: str
    text: str
    who: tuple[str, ...] = ()
    due: dt.date | None = None
    due_text: str | None = None
    due_unclear: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The task in the record."""
        return {
            "no": self.no,
            "text": self.text,
            "who": list(self.who),
            "due": _iso(self.due),
            "due_text": self.due_text,
        }


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An official dispatch, read into its parts (NĐ 30/2020, article 8(2): standards V1)."""

    kind: str | None = None
    issuer: str | None = None
    issuer_parent: str | None = None
    number: str | None = None
    place: str | None = None
    date: dt.date | None = None
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    cited: tuple[Citation, ...] = ()
    channels: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    recipients: tuple[str, ...] = ()
    filing: str | None = None
    capacity: tuple[str, ...] = ()
    signer: str | None = None
    notices: tuple[Notice, ...] = ()
    text: str = field(default="", repr=False)

    @property
    def warnings(self) -> list[str]:
        """The notices in words."""
        return [notice.text() for notice in self.notices]

    def to_dict(self) -> dict[str, Any]:
        """The record of `loa directive read --json` (DESIGN §9): JSON values only, without the full text."""
        return {
            "kind": self.kind,
            "issuer": self.issuer,
            "issuer_parent": self.issuer_parent,
            "number": self.number,
            "place": self.place,
            "date": _iso(self.date),
            "subject": self.subject,
            "addressees": list(self.addressees),
            "cited": [citation.to_dict() for citation in self.cited],
            "channels": list(self.channels),
            "tasks": [task.to_dict() for task in self.tasks],
            "recipients": list(self.recipients),
            "filing": self.filing,
            "capacity": list(self.capacity),
            "signer": self.signer,
            "warnings": self.warnings,
        }


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
