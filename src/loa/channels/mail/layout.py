"""The HTML of a bulletin mail: tables and inline styles only, because Outlook draws with Word's engine.

One column of at most 600 px; nothing is fetched from anywhere. Functions return HTML; what they are given as `text`
is escaped here, what they are given as `html` is already clean.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import nh3
from markdown_it import MarkdownIt

INK, MUTED, RULE, ACCENT, ALERT = "#1f2328", "#57606a", "#d0d7de", "#0b4f9e", "#b00020"
_FONT = "font-family:Arial,'Helvetica Neue',Helvetica,sans-serif"
_PARAGRAPH = f"margin:0 0 14px;{_FONT};font-size:17px;line-height:26px;color:{INK}"
_CELL = f"padding:6px 8px;border:1px solid {RULE};{_FONT};font-size:16px;line-height:22px;color:{INK}"
_HEADING = f"margin:22px 0 8px;{_FONT};font-size:18px;line-height:25px;color:{INK}"
_LIST = f"margin:0 0 14px;padding-left:24px;{_FONT};font-size:17px;line-height:26px;color:{INK}"

_STYLES = {
    "p": _PARAGRAPH,
    "h1": _HEADING,
    "h2": _HEADING,
    "h3": _HEADING,
    "h4": _HEADING,
    "ul": _LIST,
    "ol": _LIST,
    "a": f"color:{ACCENT}",
    "blockquote": f"margin:0 0 14px;padding-left:14px;border-left:4px solid {RULE};color:{MUTED}",
    "table": "border-collapse:collapse;margin:0 0 14px;width:100%",
    "th": _CELL + ";text-align:left",
    "td": _CELL,
}
_TAGS = set(_STYLES) | {"li", "strong", "em", "br", "hr", "thead", "tbody", "tr", "code", "pre", "s"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> str:
    """Markdown as clean HTML with our styles: no images, no scripts, no links but http(s), mail and telephone."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={tag: {"style": style} for tag, style in _STYLES.items()},
    )


def paragraph(text: str, size: int = 17, colour: str = INK, bold: bool = False) -> str:
    """One paragraph of plain words."""
    style = f"{_PARAGRAPH};font-size:{size}px;line-height:{round(size * 1.5)}px;color:{colour}"
    return f'<p style="{style}{";font-weight:bold" if bold else ""}">{escape(text)}</p>'


def title(text: str) -> str:
    """The bulletin's title."""
    style = f"margin:0 0 14px;{_FONT};font-size:25px;line-height:33px;color:{INK}"
    return f'<h1 style="{style}">{escape(text)}</h1>'


def label(text: str, alert: bool) -> str:
    """The line above the title: what this is. Urgency is said in words; the colour only repeats it."""
    return paragraph(text, 14, ALERT if alert else MUTED, bold=True)


def heading(text: str) -> str:
    """A heading inside the mail."""
    return f'<h2 style="{_HEADING}">{escape(text)}</h2>'


def box(lines: Iterable[str], colour: str = ACCENT) -> str:
    """Lines in a frame with a thick left edge (a rumour and its verdict, a correction's reason)."""
    inside = "".join(paragraph(line) for line in lines)
    style = f"padding:12px 16px 2px;border-left:6px solid {colour};background-color:#f6f8fa"
    return f'{_table()}<tr><td style="{style}">{inside}</td></tr></table><p style="margin:0 0 14px"></p>'


def figures(rows: Iterable[tuple[str, str, str]], headings: tuple[str, str, str]) -> str:
    """A table of situation figures: label, number, day."""
    head = "".join(f'<th style="{_STYLES["th"]}">{escape(words)}</th>' for words in headings)
    body = "".join(_figure(row) for row in rows)
    return f'<table cellspacing="0" style="{_STYLES["table"]}"><tr>{head}</tr>{body}</table>'


def _figure(row: tuple[str, str, str]) -> str:
    name, number, day = (escape(cell) for cell in row)
    return (
        f'<tr><td style="{_CELL}">{name}</td><td style="{_CELL};text-align:right"><strong>{number}</strong></td>'
        f'<td style="{_CELL}">{day}</td></tr>'
    )


def button(text: str, url: str) -> str:
    """A link as large as a thumb, drawn by a coloured table cell so that Outlook shows it too."""
    link = f"display:inline-block;padding:14px 22px;{_FONT};font-size:17px;font-weight:bold;color:#ffffff"
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 18px"><tr>'
        f'<td bgcolor="{ACCENT}" style="background-color:{ACCENT};border-radius:4px">'
        f'<a href="{escape(url)}" style="{link};text-decoration:none">{escape(text)}</a></td></tr></table>'
    )


def link(text: str, url: str) -> str:
    """A paragraph that is a link."""
    return f'<p style="{_PARAGRAPH}"><a href="{escape(url)}" style="color:{ACCENT}">{escape(text)}</a></p>'


def links(lines: Iterable[tuple[str, str]]) -> str:
    """A list of links: words and address."""
    items = "".join(
        f'<li><a href="{escape(url)}" style="color:{ACCENT}">{escape(text)}</a></li>' for text, url in lines
    )
    return f'<ul style="{_LIST}">{items}</ul>'


def picture(cid: str, words: str, width: int) -> str:
    """A picture that travels in the mail, with its words for those whose reader shows none."""
    style = f"display:block;border:0;width:100%;max-width:{width}px;height:auto;margin:0 0 14px;{_FONT};color:{MUTED}"
    return f'<img src="cid:{escape(cid)}" alt="{escape(words)}" width="{width}" style="{style}">'


def signature(lines: Iterable[str]) -> str:
    """The block by which the bulletin can be checked."""
    style = f"padding:14px 0 0;border-top:1px solid {RULE}"
    inside = "".join(paragraph(line, 14, MUTED) for line in lines)
    return f'{_table()}<tr><td style="{style};word-break:break-all">{inside}</td></tr></table>'


def page(language: str, subject: str, preheader: str, authority: str, body: str, footer: str) -> str:
    """The whole document. `body` and `footer` are HTML; *preheader* is what a list of mails shows after the subject."""
    hidden = "display:none;max-height:0;overflow:hidden;mso-hide:all"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f'<meta name="color-scheme" content="light">\n<title>{escape(subject)}</title>\n</head>\n'
        f'<body style="margin:0;padding:0;background-color:#ffffff">\n<div style="{hidden}">{escape(preheader)}</div>\n'
        f'{_table()}<tr><td align="center" style="padding:16px">\n'
        '<!--[if mso]><table width="600"><tr><td><![endif]-->\n'
        f'<div style="max-width:600px;text-align:left">\n'
        f"{paragraph(authority, 15, ACCENT, bold=True)}\n{body}\n{footer}\n</div>\n"
        "<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n"
    )


def _table() -> str:
    return '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
