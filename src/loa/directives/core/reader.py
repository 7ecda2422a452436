"""From a file to a `Dispatch`: text out of its format, parts out of the text, fields out of the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from loa.directives.core import formats, issuer, notices, titles
from loa.directives.core.channels import read_channels
from loa.directives.core.closing import Close, read_close
from loa.directives.core.formats.source import Source
from loa.directives.core.head import Head, read_head, without_motto
from loa.directives.core.layout import Line, paragraphs
from loa.directives.core.model import Dispatch, Notice, Task
from loa.directives.core.numbers import citations, symbol
from loa.directives.core.outline import Outline, outline
from loa.directives.core.subjects import title_subject
from loa.directives.core.tasks import Context, read_tasks

# Characters; longer than any real one. Whoever stores the record can rely on them.
LONGEST = {"kind": 40, "number": 80, "issuer": 300, "issuer_parent": 300, "place": 120, "filing": 120, "signer": 120}
MOST_TASKS = 1000
_LONGEST_FOOTNOTE = 1500


def read(data: bytes, filename: str) -> Dispatch:
    """Read a dispatch from a file's bytes; *filename* is only named in errors and decides nothing.

    Raises a subclass of `UnreadableDispatchError` when the file is empty, too large, locked, damaged or of another
    kind. What the document does not surely give is left out, with a notice.
    """
    return read_source(formats.extract(data, filename))


def read_source(source: Source) -> Dispatch:
    """Read a dispatch from the lines of its text."""
    text = "\n".join(line.text for line in source.lines)
    if source.scanned:
        dispatch = Dispatch(notices=(notices.NEEDS_OCR, *source.notices))
    else:
        read_lines = _read_lines(source.lines) if source.lines else Dispatch()
        dispatch = replace(read_lines, notices=(*source.notices, *read_lines.notices), text=text)
    return _bounded(source.declared.merged(dispatch))


def _bounded(dispatch: Dispatch) -> Dispatch:
    """*dispatch* without the fields that are longer than such a field can be."""
    too_long = [name for name, most in LONGEST.items() if len(getattr(dispatch, name) or "") > most]
    if not too_long:
        return dispatch
    cleared: dict[str, Any] = dict.fromkeys(too_long)
    return replace(dispatch, notices=(*dispatch.notices, notices.TOO_LONG), **cleared)


def _read_lines(lines: Sequence[Line]) -> Dispatch:
    parts = outline(lines)
    top = without_motto(parts.head)
    head, close, body = read_head(top), read_close(parts.close), paragraphs(parts.body)
    kind, subject = _kind(parts, head), title_subject(parts.subject) if parts.subject else head.subject
    name, parent, doubt = _issuer(top, head, close, body)
    tasks = read_tasks(body, Context(kind, head.date, parts.addressees))
    dispatch = Dispatch(
        kind=kind,
        issuer=name,
        issuer_parent=parent,
        number=head.number,
        place=head.place,
        date=head.date,
        subject=subject,
        addressees=parts.addressees,
        cited=tuple(citations(" ".join([subject or "", *body]), head.number)),
        channels=read_channels(body),
        tasks=tasks[:MOST_TASKS],
        recipients=close.recipients,
        filing=close.filing,
        capacity=close.capacity,
        signer=close.signer,
    )
    if _is_nothing(dispatch):
        return replace(dispatch, notices=(notices.NOT_A_DISPATCH,))
    limits = (*_too_many(tasks), *_attached(parts, close))
    return replace(dispatch, notices=(*head.notices, *doubt, *_missing(dispatch), *limits, *_unclear(dispatch.tasks)))


def _kind(parts: Outline, head: Head) -> str | None:
    if parts.kind:
        return parts.kind
    if parts.has_address or head.subject:
        return titles.LETTER
    return titles.kind_of_symbol(symbol(head.number)) if head.number else None


def _issuer(
    top: Sequence[Line], head: Head, close: Close, body: Sequence[str]
) -> tuple[str | None, str | None, tuple[Notice, ...]]:
    """The issuer, the body above it, and what is doubtful about them."""
    name, parent = issuer.printed_issuer(top)
    if name:
        return name, parent, ()
    name = issuer.infer_issuer(head.number, head.place, "\n".join(body), close.capacity)
    return name, None, (notices.issuer_inferred(name) if name else notices.ISSUER_MISSING,)


def _missing(dispatch: Dispatch) -> list[Notice]:
    needed = (
        (dispatch.kind, notices.KIND_UNCLEAR),
        (dispatch.subject, notices.SUBJECT_MISSING),
        (dispatch.signer, notices.SIGNER_MISSING),
        (dispatch.tasks, notices.NO_TASKS),
    )
    return [notice for value, notice in needed if not value]


def _too_many(tasks: Sequence[Task]) -> list[Notice]:
    return [notices.too_many_tasks(MOST_TASKS)] if len(tasks) > MOST_TASKS else []


def _attached(parts: Outline, close: Close) -> list[Notice]:
    """Much text behind the close is an appendix; a little, a footnote."""
    behind = sum(len(line.text) for line in parts.close[close.end :])
    return [notices.ATTACHED_NOT_READ] if behind > _LONGEST_FOOTNOTE else []


def _unclear(tasks: Sequence[Task]) -> list[Notice]:
    return [notices.due_unclear(task.no, task.due_text) for task in tasks if task.due_text and task.due_unclear]


def _is_nothing(dispatch: Dispatch) -> bool:
    """Nothing that makes a text an official document was found."""
    return not any(
        (dispatch.number, dispatch.date, dispatch.issuer, dispatch.addressees, dispatch.signer, dispatch.filing)
    )
