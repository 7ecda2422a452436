"""Addresses that cannot be clicked: for banners, answers, bulletins and reports about dangerous mail. Pure."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"\bhttp(s?)(?=:)", re.IGNORECASE)
# A name with a top level of letters, or four numbers: what a mail program would turn into a link by itself.
_HOST = re.compile(r"(?<![\w.-])((?:[\w-]+\.)+[^\W\d_]{2,}|(?:\d{1,3}\.){3}\d{1,3})(?![\w-])")


def defang(text: str) -> str:
    """*text* with every address and host written so that nothing makes a link of it: `hxxps://evil[.]example`."""
    text = _SCHEME.sub(r"hxxp\1", text)
    return _HOST.sub(lambda found: found[1].replace(".", "[.]"), text)
