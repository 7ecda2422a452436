"""Where the pictures stand in a text: a line of its own, `![](picture:KEY)`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loa.bulletins.core.manifest import Picture

PLACE = re.compile(r"^[ \t]*!\[[^\]\n]{0,300}\]\(picture:([0-9a-f]{4,64})\)[ \t]*$", re.MULTILINE)


def place_of(picture: Picture) -> str:
    """The line that puts *picture* at its place."""
    return f"![](picture:{picture.key})"


def blocks(body: str, pictures: Sequence[Picture]) -> list[str | Picture]:
    """The text in pieces of Markdown with the pictures between them; those without a place of their own come last."""
    return list(_blocks(body, pictures))


def _blocks(body: str, pictures: Sequence[Picture]) -> Iterator[str | Picture]:
    waiting = {picture.key: picture for picture in pictures}
    end = 0
    for found in PLACE.finditer(body):
        picture = waiting.pop(found[1], None)
        if text := body[end : found.start()].strip("\n"):
            yield text
        if picture is not None:
            yield picture
        end = found.end()
    if text := body[end:].strip("\n"):
        yield text
    yield from waiting.values()


def words(body: str) -> str:
    """The text without the places of pictures."""
    return PLACE.sub("", body)
