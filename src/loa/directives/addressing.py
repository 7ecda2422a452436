"""Which units does a dispatch mean? Names as printed, matched with the names of the organisation.

Officials write one body in many ways ("phường xã", "phường, xã"; "Ban Xây dựng", "Ban xây dựng"): names are
compared without marks, case and punctuation. Words that mean every employee stand for all addressees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

SURE = 88.0  # percent of likeness from which a name is taken as meant
EVERYBODY = re.compile(
    r"\b(?:can bo|cong chuc|vien chuc|nguoi lao dong|cb|cc|vc|nld|ccvc|cbccvc|cac co quan|cac don vi)\b"
)
_MARKS = {ord("đ"): "d", ord("Đ"): "d"}


def fold(name: str) -> str:
    """Bare words of *name*: no marks, no case, no punctuation, short forms of bodies written out."""
    plain = unicodedata.normalize("NFD", name.translate(_MARKS).lower())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", letters).strip()
    return re.sub(r"\btp\b", "thanh pho", re.sub(r"\bubnd\b", "uy ban nhan dan", words))


def suggest_units(who: Iterable[str], units: Mapping[int, str], addressees: Iterable[int] = ()) -> list[int]:
    """The unit ids that the printed names *who* mean, in the order of *units*.

    *units* maps ids to names; *addressees* are the units that the whole dispatch is addressed to.
    """
    folded = {unit_id: fold(name) for unit_id, name in units.items()}
    meant: set[int] = set()
    for name in who:
        best = process.extractOne(fold(name), folded, scorer=fuzz.ratio, score_cutoff=SURE)
        if best is not None:
            meant.add(best[2])
        elif EVERYBODY.search(fold(name)):
            meant.update(addressees)
    return [unit_id for unit_id in units if unit_id in meant]
