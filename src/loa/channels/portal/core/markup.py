"""Markdown of a bulletin to HTML that cannot do harm: a short list of tags, no raw HTML, no remote pictures."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

from loa.bulletins.core.body import words

_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "del",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=1024)  # the same words stand on the page and in several feeds
def to_html(markdown: str) -> str:
    """The HTML of *markdown*; its headings begin at level 2, for the page's title is level 1."""
    tokens = _parser.parse(words(markdown))
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener nofollow",
    ).strip()


@lru_cache(maxsize=1024)
def to_text(markdown: str) -> str:
    """The words alone, paragraphs parted by an empty line: for CAP, feeds and read-aloud (standards C7)."""
    lines = []
    for token in _parser.parse(words(markdown)):
        if token.type == "inline":
            parts = [child.content if child.type in {"text", "code_inline"} else " " for child in token.children or ()
                     if child.type in {"text", "code_inline", "softbreak", "hardbreak"}]  # fmt: skip
            lines.append("".join(parts).strip())
    return "\n\n".join(line for line in lines if line)
