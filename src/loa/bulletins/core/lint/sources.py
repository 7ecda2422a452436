"""News without its source, and a language that is begun and not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import Finding, Passage, Severity, Surroundings, passages
from loa.bulletins.core.words import gettext_noop as _

PLACE = re.compile(r"\[[^\[\]\n]{1,120}\](?![(\[:])")  # of a template: “[số]”; a link is followed by its address
NEEDS_SOURCE = frozenset({"update", "rebuttal"})


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """News, figures and rebuttals name what they rest on; orders should."""
    text = draft.texts.get("vi")
    if text is not None and not text.source.strip() and draft.kind != "recall":
        severity: Severity = "error" if draft.kind in NEEDS_SOURCE or draft.figures else "warning"
        message = _("The source is missing: name the document, the body and the date that this rests on.")
        yield Finding("source", severity, message, part="source")
    yield from _unfinished(draft)
    yield from _places(draft)


def _places(draft: Draft) -> Iterator[Finding]:
    """Places of a template that are still open, in texts and in the labels of figures."""
    message = _("“%(what)s” is a place of the template that nobody has filled in.")
    labels = [Passage("vi", "figures", str(figure.label.get("vi", ""))) for figure in draft.figures]
    for passage in (*passages(draft), *labels):
        for found in PLACE.finditer(passage.text):
            yield replace(passage.find("place", *found.span(), message), severity="error", waivable=False)


def _unfinished(draft: Draft) -> Iterator[Finding]:
    for language, text in draft.texts.items():
        if language == "vi":
            continue
        for part in ("title", "summary", "body"):
            if not getattr(text, part).strip() and not (part == "body" and draft.kind == "recall"):
                message = _(
                    "This language is begun, but this part of it is empty. Readers of it would see nothing here."
                )
                yield Finding("unfinished", "error", message, language, part, waivable=False)
