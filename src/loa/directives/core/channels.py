"""Channels of information that a dispatch lists: "… từ các kênh sau: - (1) Trang http://…; - (2) Ứng dụng …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loa.directives.core.letters import fold

_LEAD = re.compile(r"\bkenh\b[^.:]{0,80}:\s*$")
_ITEM = re.compile(r"^[-–+•*]?\s*(?:\(\d{1,2}\)|\d{1,2}[.)]|[a-zđ]\))?\s*")
_DASHED = re.compile(r"^(?:[-–+•*]|\(\d{1,2}\)|[a-zđ]\))")
_REMARK = re.compile(r"\.\s+\(.*$")


def read_channels(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The items listed below a paragraph that ends in "… kênh …:"."""
    lead = next((index for index, text in enumerate(paragraphs) if _LEAD.search(fold(text))), None)
    if lead is None:
        return ()
    items: list[str] = []
    for text in paragraphs[lead + 1 :]:
        if not _DASHED.match(text):
            break
        marker = _ITEM.match(text)
        items.append(_REMARK.sub("", text[marker.end() if marker else 0 :]).strip(" ;.,"))
    return tuple(item for item in items if item)
