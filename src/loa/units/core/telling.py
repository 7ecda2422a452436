"""How far a long act is: told in steps, cheap enough to be told from inside a loop. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[str, int, int], None]  # what is done, how many of it, of how many
Item = TypeVar("Item")
STEP = 500  # rows between two words


def silent(_what: str, _done: int, _total: int) -> None:
    """For those who do not want to know."""


def counted(items: Sequence[Item], what: str, progress: Progress) -> Iterator[Item]:
    """*items*, with a word to *progress* after every `STEP` and at the end."""
    total = len(items)
    for done, item in enumerate(items, start=1):
        yield item
        if done % STEP == 0 or done == total:
            progress(what, done, total)
