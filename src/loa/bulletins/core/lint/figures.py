"""Figures need the day they were counted, in the table and in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import Finding, Passage, Surroundings, passages
from loa.bulletins.core.manifest import Figure
from loa.bulletins.core.words import gettext_noop as _

OLD = timedelta(days=31)
COUNTED = re.compile(
    r"(?<![\w/.,-])\d{1,3}(?:[.,]?\d{3}){0,3}\s+(?:ca\b|người (?:mắc|nhiễm|tử vong|đang|phải|được|bị|đã|cách ly|khỏi)|"
    r"trường hợp|bệnh nhân|F[01]\b|cases?\b|deaths?\b|patients?\b|people (?:in|under|have|were|are)\b)",
    re.IGNORECASE,
)
DATED = re.compile(
    r"\b\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{2,4})?\b|\bngày\b|\bhôm (?:nay|qua)\b|\btính đến\b|"
    r"\btrong (?:tuần|tháng|24 giờ)\b|"
    r"\b\d{1,2}\s*(?:giờ|h)\b|\b\d{1,2}:\d{2}\b|\bas of\b|\btoday\b|\byesterday\b|"
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """The table's days, then numbers in the text whose paragraph names no day."""
    yield from _table(draft, around)
    for passage in passages(draft):
        if passage.part in {"summary", "body", "title"}:
            yield from _undated(passage, whole=_whole(draft, passage))


def _whole(draft: Draft, passage: Passage) -> str:
    """Where the day of a title or summary may stand: in either of the two."""
    text = draft.texts[passage.language]
    return "" if passage.part == "body" else f"{text.title} {text.summary}"


def _undated(passage: Passage, whole: str) -> Iterator[Finding]:
    begins = 0
    before = ""
    for paragraph in re.split(r"(\n\s*\n)", passage.text):
        found = COUNTED.search(paragraph)
        if found and not any(DATED.search(place) for place in (paragraph, before, whole)):
            message = _("“%(what)s”: since when? A figure needs its day, and an hour when it changes fast.")
            yield passage.find("undated", begins + found.start(), begins + found.end(), message)
        before = paragraph if paragraph.strip() else before
        begins += len(paragraph)


def _table(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    for figure in draft.figures:
        label, day = str(figure.label.get("vi", "")), _day(figure.day)
        fields = {"what": label}
        if day is None:
            message = _("“%(what)s” has no day on which it was counted.")
            yield Finding("figure-day", "error", message, part="figures", excerpt=label, fields=fields, waivable=False)
        elif day > around.today:
            message = _("“%(what)s” is dated in the future.")
            yield Finding("figure-future", "error", message, part="figures", excerpt=label, fields=fields)
        elif around.today - day > OLD:
            message = _("“%(what)s” is older than a month. Say in the text why it is still told.")
            yield Finding("figure-old", "warning", message, part="figures", excerpt=label, fields=fields)
        yield from _untranslated(draft, figure)


def _untranslated(draft: Draft, figure: Figure) -> Iterator[Finding]:
    """Words of a row that readers of a language would see in Vietnamese."""
    label = str(figure.label.get("vi", ""))
    for language in sorted(set(draft.texts) - {"vi"}):
        if language not in figure.label:
            message = _("“%(what)s” has no label in this language; readers of it see the Vietnamese one.")
            yield Finding("figure-label", "warning", message, language, "figures", label, fields={"what": label})
        if figure.unit and language not in figure.units:
            message = _("“%(what)s” has no unit in this language; readers of it see the Vietnamese one.")
            yield Finding("figure-unit", "warning", message, language, "figures", label, fields={"what": label})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
