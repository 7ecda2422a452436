"""A PDF file as the lines of a dispatch."""

from __future__ import annotations

import io
import itertools
import logging
import struct
import zlib
from collections.abc import Sequence

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from loa.directives.core import notices
from loa.directives.core.closing import find_close, read_close
from loa.directives.core.errors import DamagedDispatchError, DispatchTooLargeError, EncryptedDispatchError
from loa.directives.core.formats.pdf.bounds import LARGEST_PAGE, OverfullError, check_streams
from loa.directives.core.formats.pdf.lines import page_rows
from loa.directives.core.formats.pdf.pages import drawn_pages
from loa.directives.core.formats.source import Source, from_rows

# The library reports each oddity of a file; what matters to the reader is told by an error or a notice.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

LABEL = "PDF"
MOST_PAGES = 120
_SCANNED_BELOW = 40  # letters of a whole file
_PAGES_WITHOUT_TEXT = 3
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


def extract(data: bytes, filename: str) -> Source:
    """The lines of a PDF file up to the close. Raises a subclass of `UnreadableDispatchError`."""
    check_streams(data, filename)
    try:
        return _source(PDFDocument(PDFParser(io.BytesIO(data))), filename)
    except (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed) as error:
        raise EncryptedDispatchError(file=filename) from error
    except OverfullError as error:
        raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_PAGE // 2**20} MB") from error
    except _DAMAGE as error:
        raise DamagedDispatchError(file=filename, format=LABEL) from error


def _source(document: PDFDocument, filename: str) -> Source:
    """Read page after page until the dispatch is closed: appendices may be long, and drawings are slow."""
    rows: list[str] = []
    number = 0
    for number, page in enumerate(drawn_pages(document), start=1):
        rows += page_rows(page)
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
