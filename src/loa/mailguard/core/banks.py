"""Banks as a letter names them and as a payment code numbers them."""

from __future__ import annotations

import re
from functools import lru_cache

from loa.mailguard.core.tables import rows
from loa.mailguard.core.text import PhraseIndex, fold, strip_marks, words

_SHORT = 4  # letters: an abbreviation needs its capitals, "mb" is also a size


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    return {row["bin"]: tuple(row["names"].split(";")) for row in rows("bank_bins")}


def _is_short(name: str) -> bool:
    return len(name) <= _SHORT and name.isupper()


@lru_cache(maxsize=1)
def _index() -> PhraseIndex[str]:
    return PhraseIndex((name, number) for number, names in _names().items() for name in names if not _is_short(name))


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    return {name: number for number, names in _names().items() for name in names if _is_short(name)}


def bank_name(number: str) -> str:
    """The name that is shown for the bank with *number*; the number itself when it is not listed."""
    return _names().get(number, (number,))[0]


def banks_named(text: str) -> list[str]:
    """Numbers of the banks that *text* names, in order, each once."""
    found = [number for _, _, number in _index().find(words(fold(text)))]
    written = re.findall(r"(?<![\w.@-])(?<!\d )[A-Z]{2,4}(?![\w@])", strip_marks(text))
    found.extend(_abbreviations()[word] for word in written if word in _abbreviations())
    return list(dict.fromkeys(found))


def number_of(bank: str) -> str:
    """The number of *bank*, given by number, abbreviation or name; empty when nobody knows it."""
    if bank in _names():
        return bank
    return next(iter(banks_named(bank) or banks_named(bank.upper())), "")
