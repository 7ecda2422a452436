"""Pictures are told in words for those who cannot see them (WCAG 1.1.1); files say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import Finding, Surroundings
from loa.bulletins.core.words import gettext_noop as _

FILE_NAME = re.compile(r"^\S+\.(?:jpe?g|png|webp|gif)$|^(?:img|dsc|image|ảnh|hình)[\s_-]*\d*$", re.IGNORECASE)
SHORTEST = 8  # characters


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Words for each picture in each language, and a title for each file."""
    for number, picture in enumerate(draft.pictures, start=1):
        words = picture.alt.get("vi", "").strip()
        fields = {"what": number}
        if not words:
            message = _("Picture %(what)s: say in words what it shows, for those who cannot see it.")
            yield Finding("alt", "error", message, "vi", "pictures", picture.key, fields, waivable=False)
        elif FILE_NAME.match(words) or len(words) < SHORTEST:
            message = _("Picture %(what)s: these words do not tell what it shows.")
            yield Finding("alt-poor", "warning", message, "vi", "pictures", picture.key, fields)
        for language in sorted(set(draft.texts) - {"vi"}):
            if words and not picture.alt.get(language, "").strip():
                message = _("Picture %(what)s: its words are missing in this language; the Vietnamese ones are used.")
                yield Finding("alt-language", "warning", message, language, "pictures", picture.key, fields)
    yield from _files(draft)


def _files(draft: Draft) -> Iterator[Finding]:
    if draft.attachments and "portal" not in draft.channels:
        message = _("Files are fetched from the portal: choose it as a channel too.")
        yield Finding("file-portal", "error", message, "vi", "attachments", waivable=False)
    for item in draft.attachments:
        if not item.description.strip():
            message = _("The file “%(what)s” has no title: say what it is.")
            yield Finding("file-title", "warning", message, "vi", "attachments", item.name, {"what": item.name})
