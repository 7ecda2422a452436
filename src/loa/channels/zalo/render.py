"""A release as Zalo shows it: an article for everybody, and the values of the approved template for one person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import normalize

from markdown_it import MarkdownIt

from loa.bulletins.core import chart
from loa.bulletins.core.body import blocks
from loa.bulletins.core.manifest import Picture, PictureFile
from loa.bulletins.core.paths import attachment_url, kind_of, picture_path
from loa.channels.base import ReleaseContext
from loa.channels.zalo.client import MAX_AUTHOR, MAX_DESCRIPTION, MAX_TITLE, Article

TEMPLATE_TITLE, TEMPLATE_SUMMARY = 150, 200  # characters of the registered parameters (contract §6, parameter caps)
MAX_PICTURE = 1_000_000  # bytes of a picture in an article (contract §5)
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
        cover_url=cover(release),
        body=parts(release, footer),
        tracking_link=release.place.page_url(manifest.code),
    )


def cover(release: ReleaseContext) -> str:
    """The first picture that the platform takes, or the installation's own cover."""
    for picture in release.manifest.pictures:
        if file := _picture_file(picture):
            return f"{release.place.base_url}{picture_path(picture, file)}"
    return f"{release.place.base_url}/static/channel_zalo/cover.png"


def _picture_file(picture: Picture) -> PictureFile | None:
    """Its widest JPEG of at most 1 MB (contract §5)."""
    return next((file for file in reversed(picture.of_type("image/jpeg")) if file.size <= MAX_PICTURE), None)


def parts(release: ReleaseContext, footer: str) -> list[dict[str, str]]:
    """The parts of the article in Vietnamese: the claim of a rebuttal first, text and pictures, figures, files, source
    and footer last."""
    text = release.manifest.text("vi")
    found = [_text(text.claim)] if text.claim else []
    for block in blocks(text.body or text.summary, release.manifest.pictures):
        if isinstance(block, str):
            found += [_text(paragraph) for paragraph in plain(block)]
        elif file := _picture_file(block):
            url = f"{release.place.base_url}{picture_path(block, file)}"
            found.append({"type": "image", "url": url, "caption": block.words("vi")})
    after = [*figure_lines(release), *file_lines(release), *([text.source] if text.source else []), footer]
    return found + [_text(line) for line in after]


def _text(content: str) -> dict[str, str]:
    return {"type": "text", "content": content}


def figure_lines(release: ReleaseContext) -> list[str]:
    """The situation figures, a line each with its day."""
    words = chart.Words("vi", _number, "trước:")
    return [
        f"• {chart.described([figure], words)} – {'/'.join(reversed(figure.day.split('-')))}"
        for figure in release.manifest.figures
    ]


def file_lines(release: ReleaseContext) -> list[str]:
    """The files, a line each with kind and address: the platform takes none into an article."""
    return [
        f"• {file.title('vi')} ({kind_of(file)}): {release.place.base_url}{attachment_url(file)}"
        for file in release.manifest.attachments
    ]


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))


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
