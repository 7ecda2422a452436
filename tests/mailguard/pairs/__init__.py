"""Pairs of made mails, by the trick: an honest notice and a twin that differs only in what deceives.

Written before the rules of the guard were looked at again. Within each kind the pairs stand in turn on the side that
rules are developed on and on the side that is only measured: who mends a rule reads the names on `DEVELOP` alone.
Everything is invented; links lead to names reserved or made up for the test.
"""

from __future__ import annotations

from tests.mailguard.builder import Pair
from tests.mailguard.pairs import (
    asks,
    consents,
    drawings,
    english,
    files,
    hosts,
    letters,
    links,
    meetings,
    names,
    offices,
    passwords,
    payments,
    tricks,
    vouching,
)

KINDS: dict[str, tuple[Pair, ...]] = {
    "names": names.PAIRS,
    "hosts": hosts.PAIRS,
    "links": links.PAIRS,
    "files": files.PAIRS,
    "asks": asks.PAIRS,
    "vouching": vouching.PAIRS,
    "letters": letters.PAIRS,
    "english": english.PAIRS,
    "offices": offices.PAIRS,
    "tricks": tricks.PAIRS,
    "consents": consents.PAIRS,
    "payments": payments.PAIRS,
    "drawings": drawings.PAIRS,
    "meetings": meetings.PAIRS,
    "passwords": passwords.PAIRS,
}
DEVELOP: tuple[Pair, ...] = tuple(pair for pairs in KINDS.values() for pair in pairs[::2])
MEASURE: tuple[Pair, ...] = tuple(pair for pairs in KINDS.values() for pair in pairs[1::2])
