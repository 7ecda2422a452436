"""Bounds of a PDF file: what unfolds or draws without measure is refused before it does."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value

from loa.directives.core.errors import DispatchTooLargeError

LARGEST_STREAM = 200 * 1024 * 1024  # bytes that all streams of a file may unfold to
LARGEST_PAGE = 8 * 1024 * 1024  # bytes of drawing commands
_STREAM = re.compile(rb"stream\r?\n")


class OverfullError(Exception):
    """A page draws more than any page of text does."""


def check_streams(data: bytes, filename: str) -> None:
    """Refuse compressed streams that unfold without measure, before the library unfolds them."""
    total = 0
    for match in _STREAM.finditer(data):
        total += _unfolded_size(memoryview(data)[match.end() :], LARGEST_STREAM)
        if total >= LARGEST_STREAM:
            raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_STREAM // 2**20} MB")


def _unfolded_size(data: memoryview | bytes, limit: int) -> int:
    """Bytes that a zlib stream at the start of *data* unfolds to, counted up to *limit*; 0 for anything else."""
    if len(data) < 2 or data[0] & 0x0F != 8 or (data[0] * 256 + data[1]) % 31:
        return 0
    unfold, size, position = zlib.decompressobj(), 0, 0
    try:
        while position < len(data) and not unfold.eof and size < limit:
            chunk = bytes(data[position : position + 16384])
            size += len(unfold.decompress(chunk, limit - size))
            position += 16384
            if unfold.unconsumed_tail:
                return limit
    except zlib.error:
        return size
    return size


class BoundedInterpreter(PDFPageInterpreter):
    """Refuses pages and forms that draw without measure."""

    def render_contents(self, resources: dict[object, object], streams: Sequence[object], ctm: Any = None) -> None:
        for stream in streams:
            if len(stream_value(stream).get_data()) > LARGEST_PAGE:
                raise OverfullError
        super().render_contents(resources, streams, **({} if ctm is None else {"ctm": ctm}))
