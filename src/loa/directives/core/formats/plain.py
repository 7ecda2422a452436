"""Plain text: UTF-8 in either normal form, UTF-16, and the old Windows code page of Vietnamese (CP1258)."""

from __future__ import annotations

import codecs
import re

from loa.directives.core.errors import UnknownFormatError
from loa.directives.core.formats.source import Source, from_rows

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\ufffd]")
_LINK = re.compile(r"<(https?://[^<>\s]{1,500})>")
_EMPHASIS = re.compile(r"(?<![*\w])\*(?!\s)([^*\n]{1,300}?)(?<!\s)\*(?![*\w])")
_FEW = 0.01


def extract(data: bytes, filename: str) -> Source:
    """The lines of a text file. Raises `UnknownFormatError` for bytes that are no text."""
    text = decode(data, filename)
    text = _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", text))
    return from_rows(text.split("\n"), filename)


def decode(data: bytes, filename: str) -> str:
    """The text of *data* in the first encoding that fits."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise UnknownFormatError(file=filename)


def _candidates(data: bytes) -> list[str]:
    named = [encoding for bom, encoding in _BOMS if data.startswith(bom)]
    if named:
        return named
    sample = data[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    wide = ["utf-16-le"] if odd > len(sample) // 8 else ["utf-16-be"] if even > len(sample) // 8 else []
    return [*wide, "utf-8", "cp1258"]


def _is_text(text: str) -> bool:
    return len(_CONTROLS.findall(text)) <= max(1, _FEW * len(text))
