"""Word files (.docx): paragraphs and tables in reading order.

The head and the close are usually tables of two columns without borders (standards V9); each cell is a block, the left
one first.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from loa.directives.core.errors import DamagedDispatchError
from loa.directives.core.formats.archive import open_archive, read_entry
from loa.directives.core.formats.source import Source, from_rows

LABEL = "Word (.docx)"
_DEEPEST_TABLE = 8


def extract(data: bytes, filename: str) -> Source:
    """The lines of a Word file. Raises a subclass of `UnreadableDispatchError`."""
    archive = open_archive(data, filename, LABEL)
    for name in archive.namelist():
        read_entry(archive, name, filename, LABEL)
    try:
        rows = list(_rows(Document(io.BytesIO(data))))
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        etree.LxmlError,
        zipfile.BadZipFile,
    ) as error:
        raise DamagedDispatchError(file=filename, format=LABEL) from error
    return from_rows(rows, filename)


def _rows(document: WordDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        yield from _table(block, 0) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    """The lines of a paragraph; the blank line before it says where a new one begins."""
    yield ""
    yield from paragraph.text.split("\n")


def _table(table: Table, depth: int) -> Iterator[str]:
    """The cells row by row. Each is one element, however many columns it says that it spans."""
    for row in table.rows if depth < _DEEPEST_TABLE else ():
        for element in row._tr.tc_lst:  # noqa: SLF001 - `row.cells` repeats a cell once per spanned column, unbounded
            if element.vMerge != "continue":
                yield ""
                yield from _cell(_Cell(element, table), depth)
    yield ""


def _cell(cell: _Cell, depth: int) -> Iterator[str]:
    for block in cell.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block, depth + 1)
        else:
            yield from block.text.split("\n")
