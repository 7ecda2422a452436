"""What a guide is made of. Both languages stand side by side, so that neither is forgotten.

In the words, “…” holds what one of our pages says (a test looks each up in the catalogues) and ‘…’ what the phone or
computer itself says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Words(NamedTuple):
    """One sentence in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with the picture of where. *picture*: its name in `pictures/`."""

    words: Words
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Steps under one heading: a device, or an occasion. *ordered*: they follow each other."""

    heading: Words
    steps: tuple[Step, ...]
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Guide:
    """One page. *name*: its place in the address."""

    name: str
    title: Words
    summary: Words
    parts: tuple[Part, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """The names of its pictures in their order."""
        return tuple(step.picture for part in self.parts for step in part.steps if step.picture)


def step(vi: str, en: str, picture: str = "") -> Step:
    """A step in both languages."""
    return Step(Words(vi, en), picture)


def part(vi: str, en: str, *steps: Step, ordered: bool = True) -> Part:
    """A part with its heading in both languages."""
    return Part(Words(vi, en), steps, ordered)
