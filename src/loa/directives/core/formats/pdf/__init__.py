"""PDF files with a text layer, and what an e-office drew into its signature widgets.

In a document that an e-office numbered, the page text says "Số:      /QĐ-UBND" and "ngày    tháng    năm 2026": the
number, day and month are drawn by the appearance streams of signature fields. Each is put into the line, and at the
place in that line, over which it is drawn. A scanned file has no text but that of a portal's stamp, which is neither
the signer nor the date.

`bounds` refuses what unfolds or draws without measure, `pages` draws, `lines` brings a page into reading order.
"""

from loa.directives.core.formats.pdf.document import extract

__all__ = ["extract"]
