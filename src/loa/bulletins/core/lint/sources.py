"""News without its source, and a language that is begun and not finished."""

from __future__ import annotations

from collections.abc import Iterator

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import Finding, Severity, Surroundings
from loa.bulletins.core.words import gettext_noop as _

NEEDS_SOURCE = frozenset({"update", "rebuttal"})


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """News, figures and rebuttals name what they rest on; orders should."""
    text = draft.texts.get("vi")
    if text is not None and not text.source.strip() and draft.kind != "recall":
        severity: Severity = "error" if draft.kind in NEEDS_SOURCE or draft.figures else "warning"
        message = _("The source is missing: name the document, the body and the date that this rests on.")
        yield Finding("source", severity, message, part="source")
    yield from _unfinished(draft)


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
