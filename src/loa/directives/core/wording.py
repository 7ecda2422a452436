"""Words for people: marked where they are written, put into the reader's language where they are shown."""

from __future__ import annotations

from loa.errors import translate

__all__ = ["mark", "translate"]


def mark(message: str) -> str:
    """*message* unchanged: marks a sentence for the catalogue (`locale/`) at the place where it is written."""
    return message
