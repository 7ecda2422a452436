"""SVG files: pictures by name, pages by nature. Opened in a browser they run scripts and follow links.

Inside a mail or a page (`<img>`) none of that works; as an attachment the file opens as a page of its own.
"""

from __future__ import annotations

import html
import re

SCANNED = 4 * 1024 * 1024  # bytes
MAX_LINKS = 50
_ACTS = re.compile(
    rb"<(?:\w+:)?(?:script|foreignObject|iframe|embed|handler)\b|javascript:|<!ENTITY\b"
    rb"|\bon(?:load|error|click|begin|end|activate|toggle|focus\w*|mouse\w+|pointer\w+|key\w+|touch\w+|animation\w+)\s*="
    rb"|href\s*=\s*[\"']\s*data:(?:text/html|image/svg|application)",
    re.IGNORECASE,
)
_LINK = re.compile(rb"<(?:\w+:)?a\b[^<>]{0,2000}?href\s*=\s*[\"']\s*(https?://[^\"'\s>]{3,2000})", re.IGNORECASE)


def acts(data: bytes) -> bool:
    """Whether the SVG file *data* runs something or shows a page of its own inside the picture."""
    return bool(_ACTS.search(_plain(data)))


def links(data: bytes) -> list[str]:
    """Web addresses that a touch on the drawing opens, at most `MAX_LINKS`."""
    found = (match[1].decode("utf-8", "replace") for match in _LINK.finditer(_plain(data)))
    return list(dict.fromkeys(html.unescape(link) for link in found))[:MAX_LINKS]


def _plain(data: bytes) -> bytes:
    """One byte a sign, in whichever encoding of Unicode the file is."""
    head = data[:SCANNED]
    return head.replace(b"\x00", b"") if b"\x00" in head[:200] else head
