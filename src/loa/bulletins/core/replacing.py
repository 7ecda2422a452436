"""How a correction and a recall begin: in the languages of their release, with what is still to be said in brackets.

The linter lets no open bracket go out, so that no reader gets an old text under the name of a correction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from loa.bulletins.core.draft import TITLE_LIMIT
from loa.bulletins.core.manifest import Manifest, Text
from loa.bulletins.core.words import gettext_noop as _

Replacing = Literal["correction", "recall"]
RECALL = _("Recall (offered where a release is recalled)")  # its name in the list of ready texts


@dataclass(frozen=True, slots=True)
class Opening:
    """The first words in one language. Places: `{title}`, `{number}` and `{code}` of the old release."""

    titles: dict[Replacing, str]
    reason: str
    recall_summary: str
    recall_body: str


OPENINGS = {
    "vi": Opening(
        {"correction": "Đính chính: {title}", "recall": "Thu hồi: {title}"},
        "[Điều sai và điều đúng]",
        "Bản tin {number} bị thu hồi. [Điều sai và điều đúng]",
        "## Bản tin bị thu hồi\n\n{number} “{title}”, mã {code}.\n\n## Vì sao thu hồi\n\n[Điều sai và điều đúng]\n\n"
        "## Việc cần làm\n\n1. Không làm theo và không chia sẻ bản tin đã thu hồi.\n"
        "2. Báo cho người mình đã chuyển bản tin ấy.\n3. [Việc khác, hoặc chờ bản tin thay thế]",
    ),
    "en": Opening(
        {"correction": "Correction: {title}", "recall": "Recalled: {title}"},
        "[What was wrong, and what is right]",
        "Bulletin {number} is withdrawn. [What was wrong, and what is right]",
        "## The bulletin that is withdrawn\n\n{number} “{title}”, code {code}.\n\n## Why\n\n"
        "[What was wrong, and what is right]\n\n## What to do\n\n1. Do not follow or share the withdrawn bulletin.\n"
        "2. Tell those whom you sent it to.\n3. [Anything else, or: wait for the bulletin that takes its place]",
    ),
}


def title(manifest: Manifest, kind: Replacing, language: str = "vi") -> str:
    """The first title in *language*; one of a language that has no words for it stays as it was."""
    old = manifest.text(language).title
    opening = OPENINGS.get(language)
    return opening.titles[kind].replace("{title}", old)[:TITLE_LIMIT] if opening else old


def texts(manifest: Manifest, kind: Replacing, first: str, summary: str) -> dict[str, Text]:
    """The first texts, with *first* and *summary* as the Vietnamese title and summary.

    A correction has every language of the old release and its words, to be mended; a recall those of its languages that
    we have words for.
    """
    build = _corrected if kind == "correction" else _recalled
    languages = [language for language in manifest.texts if kind == "correction" or language in OPENINGS]
    begun = {language: build(manifest, language) for language in ("vi", *languages)}
    return begun | {"vi": replace(begun["vi"], title=first, summary=summary)}


def _corrected(manifest: Manifest, language: str) -> Text:
    reason = OPENINGS.get(language, OPENINGS["en"]).reason
    return replace(manifest.text(language), title=title(manifest, "correction", language), summary=reason)


def _recalled(manifest: Manifest, language: str) -> Text:
    old, opening = manifest.text(language), OPENINGS[language]
    places = {"{number}": manifest.number, "{title}": old.title, "{code}": manifest.code}

    def put(words: str) -> str:
        return re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], words)

    return replace(
        old,
        title=title(manifest, "recall", language),
        summary=put(opening.recall_summary),
        body=put(opening.recall_body),
    )
