"""A bulletin's Markdown as HTML that is safe to show beside our own."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from loa.bulletins.core.body import words

# Raw HTML is off in the parser already; nh3 stands behind it in case a rule of the parser lets something through.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "blockquote", "br", "hr", "a"),
    *("table", "thead", "tbody", "tr", "th", "td", "code", "pre"),
}


def to_html(markdown: str) -> SafeString:
    """*markdown* as HTML; a first-level heading becomes a second-level one, for the page has its own title."""
    html = _MARKDOWN.render(words(markdown)).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return mark_safe(  # noqa: S308 - cleaned on this very line
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
        )
    )
