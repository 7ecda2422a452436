"""Words for people, without Django: the room's own Vietnamese catalogue, or the English ids where it is not compiled.

A record is read once and kept, beside a Vietnamese document; its warnings are therefore in Vietnamese whoever asks.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from loa.errors import LoaError

_LOCALE = Path(__file__).resolve().parent.parent / "locale"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("django", localedir=_LOCALE, languages=["vi"], fallback=True)


def translate(message: str) -> str:
    """*message* in Vietnamese."""
    return _catalogue().gettext(message)


def explain(error: LoaError) -> str:
    """The sentence of *error* in Vietnamese, where Django is not set up (the command line)."""
    return translate(error.message) % error.fields if error.fields else translate(error.message)
