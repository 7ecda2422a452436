"""What every format gives: the lines of the text in reading order, and what the file says beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from loa.directives.core import notices
from loa.directives.core.columns import unfold
from loa.directives.core.errors import DispatchTooLargeError
from loa.directives.core.layout import Line, to_lines
from loa.directives.core.letters import normalise
from loa.directives.core.model import Dispatch, Notice

# No dispatch is larger; an upload is bounded before anything is unpacked (standards A1: V5).
LARGEST_FILE = 25 * 1024 * 1024
LARGEST_TEXT = 2_000_000


@dataclass(frozen=True, slots=True)
class Declared:
    """Fields that an exchange envelope (edXML) declares; they are registered by the sender and win over the text."""

    number: str | None = None
    date: dt.date | None = None
    place: str | None = None
    kind: str | None = None
    issuer: str | None = None
    subject: str | None = None
    signer: str | None = None
    capacity: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()

    def merged(self, dispatch: Dispatch) -> Dispatch:
        """*dispatch* with what is declared, and a notice for each contradiction.

        A contradicted number or date is left out: one of the two must be wrong.
        """
        found = list(dispatch.notices)
        values: dict[str, object] = {}
        for name in ("number", "date"):
            printed, declared = getattr(dispatch, name), getattr(self, name)
            values[name] = declared if printed is None else printed
            if printed is not None and declared is not None and _differ(printed, declared):
                values[name] = None
                found.append(notices.differs(name, str(printed), str(declared)))
        for name in ("place", "kind", "issuer", "subject", "signer", "capacity", "addressees", "recipients"):
            values[name] = getattr(dispatch, name) or getattr(self, name)
        kept = tuple(notice for notice in found if not _answered(notice, values))
        return replace(dispatch, notices=kept, **values)  # type: ignore[arg-type]


_ANSWERS = {
    "number": "number",
    "date": "date",
    "issuer": "issuer",
    "subject": "subject",
    "signer": "signer",
    "kind": "kind",
}


def _answered(notice: Notice, values: dict[str, object]) -> bool:
    """Whether the envelope gave what the notice calls missing."""
    field_name, _, problem = notice.code.partition("_")
    return problem in {"missing", "blank", "unclear"} and bool(values.get(_ANSWERS.get(field_name, "")))


def _differ(printed: object, declared: object) -> bool:
    return str(printed).upper() != str(declared).upper()


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a file; `scanned` when it holds pictures of pages only."""

    lines: tuple[Line, ...]
    notices: tuple[Notice, ...] = ()
    scanned: bool = False
    declared: Declared = field(default_factory=Declared)


def from_rows(rows: Iterable[str], filename: str) -> Source:
    """A source from rows of page text, with columns side by side put one after the other."""
    text = normalise("\n".join(rows))
    check_length(text, filename)
    return Source(tuple(to_lines(unfold(text.split("\n")))))


def check_length(text: Sequence[object], filename: str) -> None:
    """Raise `DispatchTooLargeError` for more text than a dispatch can have."""
    if len(text) > LARGEST_TEXT:
        raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_TEXT:,}".replace(",", "."))
