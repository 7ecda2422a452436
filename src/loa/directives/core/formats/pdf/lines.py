"""A page's lines in reading order, with what widgets draw over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdfminer.layout import LTChar, LTComponent, LTContainer, LTFigure, LTPage, LTTextBox, LTTextLine

from loa.directives.core.formats.pdf.pages import WIDGET

_PAGE_NUMBER = re.compile(r"^\s*-?\s*\d{1,3}\s*-?\s*$")


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


def page_rows(page: LTPage) -> list[str]:
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


def _drawn(page: LTPage) -> Iterator[_Drawn]:
    for figure in page:
        if isinstance(figure, LTFigure) and figure.name.startswith(WIDGET):
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
