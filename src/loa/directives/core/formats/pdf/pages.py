"""Pages of a PDF file, drawn with the appearances of their widgets, as boxes of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTFigure, LTPage, LTTextBox
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, num_value, resolve1

from loa.directives.core.formats.pdf.bounds import BoundedInterpreter

WIDGET = "LoaWidget"  # how the figures begin that widgets draw
_LETTERS = range(41, 20_000)  # of a figure that is a whole page in one form
_OWN_STREAM = -1  # no object of a file has this number


def drawn_pages(document: PDFDocument) -> Iterator[LTPage]:
    """The pages one by one, each drawn only when it is asked for."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(boxes_flow=None))
    interpreter = BoundedInterpreter(resources, device)
    for page in PDFPage.create_pages(document):
        _draw_widgets(page)
        interpreter.process_page(page)
        layout = device.get_result()
        if not any(isinstance(item, LTTextBox) for item in layout):
            _open_figures(layout)
        yield layout


def _open_figures(page: LTPage) -> None:
    """Some printers put a whole page into one form: its letters are then found inside a figure."""
    for figure in [item for item in page if isinstance(item, LTFigure) and not item.name.startswith(WIDGET)]:
        letters = sum(isinstance(item, LTChar) for item in figure)
        if letters in _LETTERS and figure.width < 4 * page.width:
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
        forms[f"{WIDGET}{number}"] = stream
        commands.append(f"q {a:.4f} 0 0 {d:.4f} {e:.4f} {f:.4f} cm /{WIDGET}{number} Do Q\n")
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
