"""PDF files with a text layer, and what an e-office drew into its signature widgets.

In a document that an e-office numbered, the page text says "Số:      /QĐ-UBND" and "ngày    tháng    năm 2026": the
number, day and month are drawn by the appearance streams of signature fields. Each is put into the line, and at the
place in that line, over which it is drawn. A scanned file has no text but that of a portal's stamp, which is neither
the signer nor the date.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTComponent, LTContainer, LTFigure, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, list_value, num_value, resolve1, stream_value
from pdfminer.psexceptions import PSException

from loa.directives.core import notices
from loa.directives.core.closing import find_close, read_close
from loa.directives.core.errors import DamagedDispatchError, DispatchTooLargeError, EncryptedDispatchError
from loa.directives.core.formats.source import Source, from_rows

# The library reports each oddity of a file; what matters to the reader is told by an error or a notice.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

LABEL = "PDF"
MOST_PAGES = 120
LARGEST_STREAM = 200 * 1024 * 1024
LARGEST_PAGE = 8 * 1024 * 1024
_SCANNED_BELOW = 40
_PAGES_WITHOUT_TEXT = 3
_MOST_LETTERS = 20_000
_PREFIX = "LoaWidget"
_OWN_STREAM = -1  # no object of a file has this number
_STREAM = re.compile(rb"stream\r?\n")
_PAGE_NUMBER = re.compile(r"^\s*-?\s*\d{1,3}\s*-?\s*$")
# What pdfminer raises on damaged files beside its own exceptions; found by fuzzing.
_DAMAGE = (
    PDFException,
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
    NotImplementedError,
    UnicodeError,
    zlib.error,
    struct.error,
    StopIteration,
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A piece of text that a widget draws on the page (points)."""

    x: float
    middle: float
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A text line with its box (points, y upwards); `block` numbers the text box it belongs to."""

    text: str
    x0: float
    y0: float
    y1: float
    block: int


def extract(data: bytes, filename: str) -> Source:
    """The lines of a PDF file up to the close. Raises a subclass of `UnreadableDispatchError`."""
    _check_streams(data, filename)
    try:
        return _source(PDFDocument(PDFParser(io.BytesIO(data))), filename)
    except (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed) as error:
        raise EncryptedDispatchError(file=filename) from error
    except _OverfullError as error:
        raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_PAGE // 2**20} MB") from error
    except _DAMAGE as error:
        raise DamagedDispatchError(file=filename, format=LABEL) from error


def _source(document: PDFDocument, filename: str) -> Source:
    """Read page after page until the dispatch is closed: appendices may be long, and drawings are slow."""
    rows: list[str] = []
    number = 0
    for number, page in enumerate(_pages(document), start=1):
        rows += _page_rows(page)
        if number >= MOST_PAGES or _is_closed(rows, filename) or (number == _PAGES_WITHOUT_TEXT and _is_bare(rows)):
            break
    if not number:
        raise DamagedDispatchError(file=filename, format=LABEL)
    if _is_bare(rows):
        return Source((), scanned=True)
    source = from_rows(rows, filename)
    more = _page_count(document) > number
    return Source(source.lines, (notices.ATTACHED_NOT_READ,) if more else ())


def _is_bare(rows: Sequence[str]) -> bool:
    return sum(len(row) for row in rows) < _SCANNED_BELOW


def _is_closed(rows: Sequence[str], filename: str) -> bool:
    """Whether the list of recipients and a signer's name have been read."""
    lines = from_rows(rows, filename).lines
    close = read_close(lines[find_close(lines) :])
    return bool(close.signer and (close.filing or close.recipients))


def _page_count(document: PDFDocument) -> int:
    return sum(1 for _ in itertools.islice(PDFPage.create_pages(document), MOST_PAGES + 1))


# Bounds


class _OverfullError(Exception):
    """A page draws more than any page of text does."""


def _check_streams(data: bytes, filename: str) -> None:
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


class _Interpreter(PDFPageInterpreter):
    """Refuses pages and forms that draw without measure."""

    def render_contents(self, resources: dict[object, object], streams: Sequence[object], ctm: Any = None) -> None:
        for stream in streams:
            if len(stream_value(stream).get_data()) > LARGEST_PAGE:
                raise _OverfullError
        super().render_contents(resources, streams, **({} if ctm is None else {"ctm": ctm}))


# Pages


def _pages(document: PDFDocument) -> Iterator[LTPage]:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(boxes_flow=None))
    interpreter = _Interpreter(resources, device)
    for page in PDFPage.create_pages(document):
        _draw_widgets(page)
        interpreter.process_page(page)
        layout = device.get_result()
        if not any(isinstance(item, LTTextBox) for item in layout):
            _open_figures(layout)
        yield layout


def _open_figures(page: LTPage) -> None:
    """Some printers put a whole page into one form: its letters are then found inside a figure."""
    for figure in [item for item in page if isinstance(item, LTFigure) and not item.name.startswith(_PREFIX)]:
        letters = sum(isinstance(item, LTChar) for item in figure)
        if _SCANNED_BELOW < letters < _MOST_LETTERS and figure.width < 4 * page.width:
            figure.analyze(LAParams(boxes_flow=None, all_texts=True))
            for box in figure:
                page.add(box)


def _draw_widgets(page: PDFPage) -> None:
    """Let the page draw its widgets' appearances as if they were its own, named so that they are found again."""
    drawn = list(_appearances(page))
    if not drawn:
        return
    resources = dict(dict_value(page.resources) if page.resources else {})
    forms = dict(dict_value(resources.get("XObject", {})))
    commands = []
    for number, (stream, a, d, e, f) in enumerate(drawn):
        forms[f"{_PREFIX}{number}"] = stream
        commands.append(f"q {a:.4f} 0 0 {d:.4f} {e:.4f} {f:.4f} cm /{_PREFIX}{number} Do Q\n")
    resources["XObject"] = forms
    page.resources = resources
    stream = PDFStream({}, "".join(commands).encode())
    stream.set_objid(_OWN_STREAM, 0)
    page.contents = [*page.contents, stream]


def _appearances(page: PDFPage) -> Iterator[tuple[PDFStream, float, float, float, float]]:
    """Each widget's normal appearance and the scale and shift that put its box onto its rectangle (PDF 12.5.5)."""
    for reference in list_value(page.annots) if page.annots else ():
        annotation = resolve1(reference)
        if not isinstance(annotation, dict) or "Widget" not in str(annotation.get("Subtype")):
            continue
        appearance = resolve1(dict_value(annotation.get("AP", {})).get("N"))
        if isinstance(appearance, PDFStream):
            yield appearance, *_placement(appearance, list_value(annotation.get("Rect")))


def _placement(appearance: PDFStream, rectangle: Sequence[object]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(num_value(value)) for value in rectangle)
    box = [float(num_value(value)) for value in list_value(appearance.get("BBox", [0, 0, x1 - x0, y1 - y0]))]
    width, height = box[2] - box[0], box[3] - box[1]
    a, d = (x1 - x0) / width if width else 1.0, (y1 - y0) / height if height else 1.0
    return a, d, x0 - box[0] * a, y0 - box[1] * d


# Lines


def _page_rows(page: LTPage) -> list[str]:
    """The lines of a page in reading order, columns one after the other, blocks parted by blank lines."""
    drawn = list(_drawn(page))
    rows = [
        _Row(_with_drawn(line, drawn), line.x0, line.y0, line.y1, number)
        for number, box in enumerate(box for box in page if isinstance(box, LTTextBox))
        for line in box
        if isinstance(line, LTTextLine)
    ]
    ordered = [row for band in _bands(rows) for row in _in_columns(band, page.width)]
    texts: list[str] = []
    for index, row in enumerate(ordered):
        if index and (row.block != ordered[index - 1].block or _far(ordered[index - 1], row)):
            texts.append("")
        texts.append(" ".join(row.text.split()))
    return ["", *_without_page_number(texts)]


def _far(above: _Row, below: _Row) -> bool:
    return above.y0 - below.y1 > 0.8 * (above.y1 - above.y0)


def _without_page_number(texts: list[str]) -> list[str]:
    filled = [index for index, text in enumerate(texts) if text.strip()]
    for index in {filled[0], filled[-1]} if filled else ():
        if _PAGE_NUMBER.match(texts[index]):
            texts[index] = ""
    return texts


def _bands(rows: Iterable[_Row]) -> list[list[_Row]]:
    """Rows whose boxes' heights overlap, from the top of the page down."""
    blocks: dict[int, list[_Row]] = {}
    for row in rows:
        blocks.setdefault(row.block, []).append(row)
    bands: list[list[list[_Row]]] = []
    for block in sorted(blocks.values(), key=lambda block: -block[0].y1):
        floor = min((row.y0 for inside in bands[-1] for row in inside), default=0.0) if bands else None
        if floor is not None and block[0].y1 > floor + 2:
            bands[-1].append(block)
        else:
            bands.append([block])
    return [[row for block in band for row in block] for band in bands]


def _in_columns(band: Sequence[_Row], width: float) -> list[_Row]:
    """The blocks that begin in the left part of the page, then the others; each from the top down."""
    edge: dict[int, float] = {}
    for row in band:
        edge[row.block] = min(edge.get(row.block, row.x0), row.x0)
    left = [row for row in band if edge[row.block] < 0.42 * width or len(edge) == 1]
    right = [row for row in band if edge[row.block] >= 0.42 * width and len(edge) > 1]
    return [*sorted(left, key=_downwards), *sorted(right, key=_downwards)]


def _downwards(row: _Row) -> tuple[float, float]:
    return -round(row.y0, 1), row.x0


# Widgets


def _drawn(page: LTPage) -> Iterator[_Drawn]:
    for figure in page:
        if isinstance(figure, LTFigure) and figure.name.startswith(_PREFIX):
            chars = sorted(_chars(figure), key=lambda char: char.x0)
            text = "".join(char.get_text() for char in chars).strip()
            if text:
                yield _Drawn(chars[0].x0, (chars[0].y0 + chars[0].y1) / 2, text)


def _chars(component: LTComponent) -> Iterator[LTChar]:
    if isinstance(component, LTChar):
        yield component
    elif isinstance(component, LTContainer):
        for child in component:
            yield from _chars(child)


def _with_drawn(line: LTTextLine, drawn: Sequence[_Drawn]) -> str:
    """The line's text with what widgets draw over it, each at its place."""
    pieces = [(char.x0, char.get_text()) for char in line if isinstance(char, LTChar)]
    over = [item for item in drawn if line.y0 <= item.middle <= line.y1 and line.x0 - 5 <= item.x <= line.x1 + 60]
    if not over:
        return str(line.get_text())
    for item in over:
        index = next((i for i, (x, _) in enumerate(pieces) if x >= item.x - 1), len(pieces))
        pieces.insert(index, (item.x, item.text))
    return "".join(text for _, text in pieces)
