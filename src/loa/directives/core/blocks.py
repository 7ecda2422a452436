"""The body as blocks: a marker, its own text, and everything printed below it.

A wrapped line may begin with something like a number ("… quy định tại Điều" / "5. Trong …"), and quoted law has
articles and items of its own: only numbers that continue the count are markers, and nothing inside a quotation is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loa.directives.core.markers import Level, Marker, marker_of

_QUOTE_LIMIT = 40
_OPENING = ("“", '"')


@dataclass(slots=True)
class Block:
    """A paragraph with its marker (None without one) and the deeper blocks that follow it."""

    marker: Marker | None
    text: str
    children: list[Block] = field(default_factory=list)

    @property
    def level(self) -> Level:
        """The level of the marker; text without a marker stands with the dashes."""
        return self.marker.level if self.marker else Level.DASH

    @property
    def no(self) -> str:
        """The number as printed, empty without one."""
        return self.marker.no if self.marker else ""

    def full_text(self) -> str:
        """The block's text and that of everything below it, one paragraph per line."""
        return "\n".join(self._paragraphs())

    def _paragraphs(self) -> Iterable[str]:
        yield self.text
        for child in self.children:
            yield from child.printed()

    def printed(self) -> Iterable[str]:
        """The paragraphs with their markers, as printed."""
        first = self.text
        if self.marker and self.marker.level is not Level.DASH:
            first = f"{self.marker.printed} {self.text}".strip()
        yield first
        for child in self.children:
            yield from child.printed()


def blocks(paragraphs: Sequence[str], articles: bool) -> list[Block]:
    """The paragraphs as a forest of blocks; *articles* says whether "Điều" is a marker in this kind of document."""
    roots: list[Block] = []
    path: list[Block] = []
    for block in _flat(paragraphs, articles):
        while path and not _holds(path[-1], block):
            path.pop()
        (path[-1].children if path else roots).append(block)
        if block.marker and block.marker.level is not Level.DASH:
            path.append(block)
    return roots


def _holds(outer: Block, inner: Block) -> bool:
    """Text without a marker belongs to the last block above it."""
    return outer.level < inner.level


def _flat(paragraphs: Sequence[str], articles: bool) -> Iterable[Block]:
    count = _Count()
    quoted = _quoted(paragraphs)
    for index, paragraph in enumerate(paragraphs):
        marker = None if index in quoted else marker_of(paragraph)
        if marker and not (articles or marker.level is not Level.ARTICLE):
            marker = None
        if marker and not count.accepts(marker):
            marker = None
        yield Block(marker, paragraph[marker.end :] if marker else paragraph)


class _Count:
    """Which number may come next at each level."""

    def __init__(self) -> None:
        self.article = 0
        self.item = 0
        self.subitem: tuple[int, ...] = ()

    def accepts(self, marker: Marker) -> bool:
        """Whether *marker* continues the count; then it is counted."""
        if marker.level is Level.PART:
            # "I." below an article divides that article; a chapter holds articles.
            if self.article and not marker.printed[1:2].islower():
                return False
            self.item, self.subitem = 0, ()
            return True
        if marker.level is Level.ARTICLE:
            return self._article(int("".join(char for char in marker.no if char.isdecimal())))
        if marker.level is Level.ITEM:
            return self._item(int(marker.no))
        if marker.level is Level.SUBITEM:
            return self._subitem(tuple(int(part) for part in marker.no.split(".")))
        return True

    def _article(self, number: int) -> bool:
        if not self.article < number <= self.article + 2:
            return False
        self.article, self.item, self.subitem = number, 0, ()
        return True

    def _item(self, number: int) -> bool:
        # One number may be missing or misprinted; a new list starts again at 1.
        if number != 1 and not self.item < number <= self.item + 2:
            return False
        self.item, self.subitem = number, ()
        return True

    def _subitem(self, number: tuple[int, ...]) -> bool:
        follows = number[-1] == 1 or (
            number[:-1] == self.subitem[: len(number) - 1]
            and len(self.subitem) >= len(number)
            and number[-1] in {self.subitem[len(number) - 1] + 1, self.subitem[len(number) - 1] + 2}
        )
        if number[0] != self.item or not follows:
            return False
        self.subitem = number
        return True


def _quoted(paragraphs: Sequence[str]) -> set[int]:
    """Indices of the paragraphs inside a quotation that opens a paragraph and ends one."""
    inside: set[int] = set()
    start: int | None = None
    for index, paragraph in enumerate(paragraphs):
        if start is None and paragraph[:1] in _OPENING and not _closes(paragraph[1:]):
            start = index
        elif start is not None and _closes(paragraph):
            inside.update(range(start, index + 1))
            start = None
        elif start is not None and index - start > _QUOTE_LIMIT:
            start = None
        elif start is None and _closes(paragraph) and not any(sign in paragraph[:-3] for sign in _OPENING):
            inside.add(index)  # the opening sign was lost
    return inside


def _closes(paragraph: str) -> bool:
    return paragraph.rstrip(" .;,/").endswith(("”", '"'))
