"""Small PDF files made by hand: pages of text, and what an e-office draws into signature widgets."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

LINE = 14
LEFT, TOP = 60, 780

# Two-byte codes are the letters themselves; a font of half an em per letter, as wide as it needs to be for layout.
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Letters def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
end
end"""


@dataclass(frozen=True, slots=True)
class Widget:
    """A signature field whose appearance draws *text* at a place on the page (points)."""

    text: str
    x: float
    y: float
    width: float = 60
    height: float = 14


class _File:
    """Numbered objects and the table that finds them."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def add(self, content: bytes) -> int:
        self.objects.append(content)
        return len(self.objects)

    def stream(self, content: bytes, entries: bytes = b"") -> int:
        packed = zlib.compress(content)
        head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), entries)
        return self.add(head + b"\nstream\n" + packed + b"\nendstream")

    def written(self, root: int, trailer: bytes = b"") -> bytes:
        out = bytearray(b"%PDF-1.7\n")
        places = []
        for number, content in enumerate(self.objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(places) + 1, root, trailer)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def pdf(pages: Sequence[str], widgets: Sequence[Widget] = (), trailer: bytes = b"") -> bytes:
    """A file with one page per text; the *widgets* are on the first. What follows "\\t" is the right column."""
    file = _File()
    font = _font(file)
    tree = len(file.objects) + 1
    file.add(b"")  # the page tree, known once the pages are
    kids = []
    for number, text in enumerate(pages):
        annotations = [_widget(file, widget, font) for widget in widgets] if number == 0 else []
        contents = file.stream(_drawn(text))
        named = b" ".join(b"%d 0 R" % annotation for annotation in annotations)
        kids.append(
            file.add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Annots [%s] "
                b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, contents, named, font)
            )
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    file.objects[tree - 1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    return file.written(file.add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree), trailer)


def _font(file: _File) -> int:
    to_unicode = file.stream(_TO_UNICODE)
    info = b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    descriptor = file.add(
        b"<< /Type /FontDescriptor /FontName /Letters /Flags 4 /Ascent 800 /Descent -200 /CapHeight 700 "
        b"/ItalicAngle 0 /StemV 80 /FontBBox [0 -200 500 800] >>"
    )
    letters = file.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Letters /CIDSystemInfo %s /DW 500 /FontDescriptor %d 0 R >>"
        % (info, descriptor)
    )
    return file.add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Letters /Encoding /Identity-H /DescendantFonts [%d 0 R] "
        b"/ToUnicode %d 0 R >>" % (letters, to_unicode)
    )


def _show(text: str, x: float, y: float) -> bytes:
    return b"BT /F1 10 Tf %.1f %.1f Td <%s> Tj ET\n" % (x, y, text.encode("utf-16-be").hex().encode())


def _drawn(text: str) -> bytes:
    commands = b""
    for number, line in enumerate(text.split("\n")):
        left, _, right = line.partition("\t")
        for part, x in ((left, LEFT), (right, LEFT + 240)):
            if part.strip():
                commands += _show(part, x, TOP - number * LINE)
    return commands


def _widget(file: _File, widget: Widget, font: int) -> int:
    """As e-offices do it: the appearance only calls another form, which holds the text."""
    box = b"/Type /XObject /Subtype /Form /BBox [0 0 %.1f %.1f]" % (widget.width, widget.height)
    inner = file.stream(_show(widget.text, 1, 3), box + b" /Resources << /Font << /F1 %d 0 R >> >>" % font)
    outer = file.stream(b"q /FRM Do Q\n", box + b" /Resources << /XObject << /FRM %d 0 R >> >>" % inner)
    corner = (widget.x, widget.y, widget.x + widget.width, widget.y + widget.height)
    return file.add(
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /Rect [%.1f %.1f %.1f %.1f] /AP << /N %d 0 R >> >>"
        % (*corner, outer)
    )
