"""Situation figures as a bar chart: plain SVG with every label beside its bar, readable at the width of a phone.

No legend and no axis to read off: what a bar means stands above it, how much beside it, and the report before as a thin
bar below with its own number. The table with the days stands behind the chart; this is never the only form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from loa.bulletins.core.manifest import Figure

WIDTH = 360  # user units: one per pixel on a small phone
ROOM = 84  # kept free for the number at the end of the longest bar
LINE, BAR, THIN, GAP = 18, 18, 7, 14  # heights
LETTERS = 46  # of a label's line
INK, BARS, BEFORE = "currentColor", "#1f7a5c", "#8a8f94"  # both bars 3:1 and more on white and on black


@dataclass(frozen=True, slots=True)
class Words:
    """How numbers are written in the reader's language, and what the report before is called."""

    language: str
    number: Callable[[float], str]
    before: str


def charts(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Which figures are drawn together: those of one group and unit, if there is something to compare."""
    together: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        together.setdefault((figure.group, figure.unit), []).append(figure)
    return [rows for rows in together.values() if len(rows) > 1 or rows[0].previous is not None]


def label(figure: Figure, language: str) -> str:
    """What is counted, in *language* or in Vietnamese."""
    return str(figure.label.get(language) or figure.label.get("vi") or next(iter(figure.label.values()), ""))


def amount(figure: Figure, value: float, words: Words) -> str:
    """A number with its unit."""
    return f"{words.number(value)} {figure.unit_in(words.language)}".strip()


def described(figures: Iterable[Figure], words: Words) -> str:
    """The chart in one sentence for those who cannot see it."""
    return "; ".join(_said(figure, words) for figure in figures)


def _said(figure: Figure, words: Words) -> str:
    said = f"{label(figure, words.language)}: {amount(figure, figure.value, words)}"
    if figure.previous is None:
        return said
    return f"{said} ({words.before} {amount(figure, figure.previous, words)})"


def svg(figures: Sequence[Figure], words: Words, ink: str = INK, background: str = "") -> str:
    """The chart. *ink*: colour of letters; *background*: painted below where nothing else is (pictures in mail)."""
    top = max([1e-9, *(abs(value) for figure in figures for value in (figure.value, figure.previous or 0.0))])
    pieces, y = [], 4.0
    for figure in figures:
        drawn, y = _row(figure, words, top, y)
        pieces += drawn
    height = round(y - GAP + 6)
    paper = f'<rect width="{WIDTH}" height="{height}" fill="{background}"/>' if background else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure-chart" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'aria-label="{escape(described(figures, words))}" font-family="Be Vietnam Pro, Arial, Helvetica, sans-serif" '
        f'font-size="14" fill="{ink}">{paper}{"".join(pieces)}</svg>'
    )


def _row(figure: Figure, words: Words, top: float, y: float) -> tuple[list[str], float]:
    """One figure's label, bar, number and the thin bar of the report before; and where the next one begins."""
    pieces = []
    for line in _lines(label(figure, words.language)):
        y += LINE
        pieces.append(_text(0, y - 4, line))
    length = _length(figure.value, top)
    pieces.append(_bar(y, length, BAR, BARS))
    pieces.append(_text(length + 6, y + 14, amount(figure, figure.value, words), bold=True))
    y += BAR
    if figure.previous is not None:
        length = _length(figure.previous, top)
        pieces.append(_bar(y + 3, length, THIN, BEFORE))
        pieces.append(_text(length + 6, y + 12, f"{words.before} {words.number(figure.previous)}", size=12))
        y += THIN + 6
    return pieces, y + GAP


def _lines(words: str) -> Iterator[str]:
    """At most two lines; what is longer ends in an ellipsis (the table has it whole)."""
    line = ""
    done = 0
    for word in words.split():
        if line and len(line) + 1 + len(word) > LETTERS:
            if done == 1:
                line = f"{line[: LETTERS - 1]}…"
                break
            yield line
            done, line = 1, word
        else:
            line = f"{line} {word}".strip()
    yield line[:LETTERS]


def _length(value: float, top: float) -> float:
    return round(max(1.5, abs(value) / top * (WIDTH - ROOM)), 1)


def _bar(y: float, length: float, height: float, colour: str) -> str:
    return f'<rect y="{y:g}" width="{length:g}" height="{height}" rx="2" fill="{colour}"/>'


def _text(x: float, y: float, words: str, *, bold: bool = False, size: int = 0) -> str:
    weight = ' font-weight="700"' if bold else ""
    small = f' font-size="{size}"' if size else ""
    return f'<text x="{x:g}" y="{y:g}"{weight}{small}>{escape(words)}</text>'
