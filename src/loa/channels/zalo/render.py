"""A release as Zalo shows it: an article for everybody, and the values of the approved template for one person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from markdown_it import MarkdownIt

from loa.bulletins.core.manifest import Text
from loa.channels.base import ReleaseContext
from loa.channels.zalo.client import MAX_AUTHOR, MAX_DESCRIPTION, MAX_TITLE, Article

TEMPLATE_TITLE, TEMPLATE_SUMMARY = 150, 200  # characters of the registered parameters (contract §6, parameter caps)
_ELLIPSIS = "…"
_markdown = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class TemplateValues:
    """What fills the registered template; the link is the person's own."""

    title: str
    summary: str
    code: str

    def filled(self, url: str) -> Mapping[str, str]:
        """The `template_data` of one message."""
        return {"title": self.title, "summary": self.summary, "code": self.code, "url": url}


def shorten(text: str, limit: int) -> str:
    """At most *limit* characters of NFC text (contract §9), cut between words."""
    whole = normalize("NFC", " ".join(text.split()))
    if len(whole) <= limit:
        return whole
    cut = whole[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,.;:–-") + _ELLIPSIS


def template_values(release: ReleaseContext, language: str, reminder_mark: str = "") -> TemplateValues:
    """The words of the template message in *language*."""
    text = release.manifest.text(language)
    title = f"{reminder_mark}{text.title}" if reminder_mark else text.title
    return TemplateValues(
        shorten(title, TEMPLATE_TITLE), shorten(text.summary, TEMPLATE_SUMMARY), release.manifest.code
    )


def article(release: ReleaseContext, footer: str) -> Article:
    """The article of a release, in Vietnamese; *footer* names number, code and where to check it."""
    manifest, text = release.manifest, release.manifest.text("vi")
    return Article(
        title=shorten(text.title, MAX_TITLE),
        description=shorten(text.summary, MAX_DESCRIPTION),
        author=shorten(manifest.issuer, MAX_AUTHOR),
        cover_url=f"{release.place.base_url}/static/channel_zalo/cover.png",
        body=[{"type": "text", "content": paragraph} for paragraph in paragraphs(text, footer)],
        tracking_link=release.place.page_url(manifest.code),
    )


def paragraphs(text: Text, footer: str) -> list[str]:
    """The words of a bulletin as plain paragraphs, the claim of a rebuttal first, source and footer last."""
    head = [text.claim] if text.claim else []
    body = plain(text.body) or [text.summary]
    return [*head, *body, *([text.source] if text.source else []), footer]


def plain(markdown: str) -> list[str]:
    """Markdown as plain paragraphs: headings and list items one each, marks gone, links as words (address)."""
    lines: list[str] = []
    marker = ""
    for token in _markdown.parse(markdown):
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "• "
        elif token.type == "inline":
            lines.append(marker + _words(token.content))
            marker = ""
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content.strip())
    return [line for line in lines if line.strip()]


def _words(inline: str) -> str:
    linked = re.sub(r"\[([^\]]+)\]\(([^)\s]+)[^)]*\)", r"\1 (\2)", inline)
    return re.sub(r"(\*\*|__|\*|`)(.+?)\1", r"\2", linked).replace("\n", " ")
