"""What a mail shows besides words: small pictures and charts that travel inside it, because nothing is fetched.

Each is a part of its own beside the HTML (RFC 2387), found by its Content-ID. Sizes are bounded: a mail to a whole
province must stay small, and the page has every picture large.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loa.bulletins.core import chart
from loa.bulletins.core.manifest import Figure, Picture

LARGEST = 70_000  # bytes of one picture
TOGETHER = 160_000  # bytes of all
CHART_WIDTH = 360  # pixels on the screen; drawn twice as fine
_PAGE = """#set page(width: {width}pt, height: auto, margin: 4pt, fill: white)
#set text(fallback: true)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""


@dataclass(frozen=True, slots=True)
class Inline:
    """One part that the HTML shows: `cid` names it, `words` say what it shows, `width` is in pixels."""

    cid: str
    media_type: str
    content: bytes
    words: str
    width: int


def inline_pictures(pictures: Sequence[Picture], files: Mapping[str, bytes], language: str) -> dict[str, Inline]:
    """Key → the narrow JPEG of each picture, as far as there is room. *files*: SHA-256 → bytes."""
    found: dict[str, Inline] = {}
    room = TOGETHER
    for picture in pictures:
        narrow = next(iter(picture.of_type("image/jpeg")), None)
        if narrow is None or narrow.sha256 not in files or narrow.size > min(LARGEST, room):
            continue
        room -= narrow.size
        cid = f"{picture.key}@loa"
        found[picture.key] = Inline(cid, "image/jpeg", files[narrow.sha256], picture.words(language), narrow.width)
    return found


def inline_charts(figures: Sequence[Figure], words: chart.Words) -> list[Inline]:
    """The figures that can be compared, each group as a picture."""
    return [
        Inline(
            f"chart{number}.{words.language}@loa",
            "image/png",
            _png(rows, words),
            chart.described(rows, words),
            CHART_WIDTH,
        )
        for number, rows in enumerate(chart.charts(figures), start=1)
    ]


def _png(rows: Sequence[Figure], words: chart.Words) -> bytes:
    import typst  # takes a moment to load, and most mails have no chart

    drawn = chart.svg(rows, words, ink="#1f2328", background="#ffffff")
    source = _PAGE.format(width=CHART_WIDTH).encode()
    return bytes(typst.compile(source, format="png", ppi=144.0, sys_inputs={"svg": drawn}))
