"""Text as a person sees it: fold disguises away, and count what folding had to change.

Sources: NFKC and Default_Ignorable_Code_Point of the Unicode standard; the look-alike table follows the idea of
UTS 39 (skeletons), kept to letters that pass for Latin in common fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_TEXT = 24_000  # characters of visible text that are judged: twelve pages; more only costs time

IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U000e0000-\U000e0fff"
)
_IGNORABLE = re.compile(f"[{IGNORABLE}]")
# Inside a word: an honest preheader pads with zero-width signs between blanks, never between two Latin letters.
_INSIDE_WORD = re.compile(
    f"(?<=[A-Za-z\u00c0-\u024f\u1ea0-\u1eff])[{IGNORABLE}]+(?=[A-Za-z\u00c0-\u024f\u1ea0-\u1eff])"
)
_SOFT_HYPHENS = re.compile("^\u00ad+$")
_MATH = re.compile("[\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f130-\U0001f189]")
_FULLWIDTH = re.compile("[\uff21-\uff5a]")
_LATIN = re.compile(r"[A-Za-z]")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u04ff\u0530-\u058f\u13a0-\u13ff]")
_NON_ASCII_WORD = re.compile(r"\w*[^\x00-\x7f\W]\w*")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
# Thai, Lao, Khmer, kana, Han: scripts that set no blanks between words. Korean does, but glues particles to them.
UNSPACED = re.compile("[\u0e01-\u0eff\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")

_LOOKS_LIKE = {
    "a": "аɑαᴀ", "b": "ЬʙВвᏏ", "c": "сϲᴄⅽ", "d": "ԁɗᴅ", "e": "еєεҽᴇ", "f": "ғꜰ", "g": "ɡցɢ", "h": "һհʜНн",
    "i": "іıɩιɪỉ", "j": "јϳᴊ", "k": "кκᴋ", "l": "ӏⅼʟ", "m": "мᴍ", "n": "ոпɴηᴎ", "o": "оοօσᴏ", "p": "рρᴘ",
    "q": "ԛգ", "r": "гʀᴦ", "s": "ѕʂꜱ", "t": "тτᴛ", "u": "υսᴜцս", "v": "νѵᴠ", "w": "ԝωѡᴡ", "x": "хχ", "y": "уүγʏ",
    "z": "ᴢʐ",
    "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СϹᏟ", "E": "ЕΕᎬ", "H": "НΗᎻ", "I": "ІΙӀ", "J": "ЈᎫ", "K": "КΚᏦ", "L": "Ꮮ", "M": "МΜᎷ",
    "N": "Ν", "O": "ОΟՕ", "P": "РΡᏢ", "S": "ЅᏚ", "T": "ТΤᎢ", "V": "Ꮩ", "W": "ᎳԜ", "X": "ХΧ", "Y": "ΥҮ", "Z": "ΖᏃ",
    "G": "Ԍ",
}  # fmt: skip
_CONFUSABLE = {ord(sign): latin for latin, signs in _LOOKS_LIKE.items() for sign in signs if ord(sign) > 127}
del _CONFUSABLE[ord("ỉ")]  # a Vietnamese letter of its own


@dataclass(frozen=True, slots=True)
class Disguise:
    """How many times folding had to undo something that only serves to mislead a reader or a filter."""

    zero_width: int = 0
    mixed_script: int = 0
    styled: int = 0

    @property
    def any(self) -> bool:
        """Whether anything was disguised."""
        return bool(self.zero_width or self.mixed_script or self.styled)


def plain(text: str) -> str:
    """*text* with styled letters, ignorable signs and look-alikes replaced; case and Vietnamese marks stay."""
    if text.isascii():
        return text
    text = _IGNORABLE.sub("", unicodedata.normalize("NFKC", text))
    return _NON_ASCII_WORD.sub(_latinise, text)


def _latinise(match: re.Match[str]) -> str:
    """Map look-alikes of a word, when the whole word then reads as Latin (a Russian word stays Russian)."""
    word = match[0]
    mapped = word.translate(_CONFUSABLE)
    return mapped if mapped != word and not _FOREIGN.search(mapped) else word


def strip_marks(text: str) -> str:
    """*text* without diacritics: `Bộ Y tế` and `Đà Nẵng` as people type them without a keyboard layout."""
    if text.isascii():
        return text
    text = text.replace("đ", "d").replace("Đ", "D")
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not "\u0300" <= sign <= "\u036f")


def fold(text: str) -> str:
    """The form everything is compared in: undisguised, without marks, lower case."""
    return strip_marks(plain(text)).lower()


def words(folded: str) -> list[str]:
    """Words of an already folded text."""
    return _WORD.findall(folded)


def squeeze(text: str, limit: int = 80) -> str:
    """*text* on one line, cut to *limit* characters, without signs that disturb a sentence (for showing)."""
    shown = _SPACE.sub(" ", _IGNORABLE.sub("", text[: limit * 8])).strip()
    shown = "".join(sign for sign in shown if sign.isprintable())
    return shown if len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def disguise(text: str) -> Disguise:
    """Count what misleads in *text*. Emoji joiners, preheader padding and foreign languages count for nothing."""
    if text.isascii():
        return Disguise()
    hidden = [match[0] for match in _INSIDE_WORD.finditer(text)]
    return Disguise(
        zero_width=sum(1 for run in hidden if not _SOFT_HYPHENS.match(run)) + _soft_hyphenation(hidden),
        mixed_script=sum(1 for word in _NON_ASCII_WORD.findall(text) if _mixed(word)),
        styled=len(_MATH.findall(text)) + len(_FULLWIDTH.findall(text)),
    )


def _soft_hyphenation(runs: Iterable[str]) -> int:
    """Soft hyphens are honest in a few long words; dozens of them cut every word to pieces."""
    count = sum(1 for run in runs if _SOFT_HYPHENS.match(run))
    return count if count > 20 else 0


def _mixed(word: str) -> bool:
    return bool(_FOREIGN.search(word) and _LATIN.search(word) and len(word) > 2 and not any(c.isdigit() for c in word))


class PhraseIndex(Generic[T]):
    """Finds many phrases in one pass over the words: a phrase is looked up by its first word."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, value in phrases:
            parts = words(fold(phrase))
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))  # the longest name wins at a place

    def find(self, text: list[str]) -> Iterator[tuple[int, int, T]]:
        """Yield (place, length in words, value) of the longest phrase at each place; places do not overlap."""
        place, by_first = 0, self._by_first
        while place < len(text):
            found = next(
                (e for e in by_first.get(text[place], ()) if text[place : place + len(e[0])] == e[0]),
                None,
            )
            if found:
                yield place, len(found[0]), found[1]
            place += len(found[0]) if found else 1


@lru_cache(maxsize=4096)
def skeleton(label: str) -> str:
    """The shape of an ASCII name as the eye takes it in: `rnicros0ft` and `microsoft` have the same one."""
    shape = label.lower().replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return shape.translate(_SHAPES)


_SHAPES = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "3": "e", "$": "s", "-": None, "_": None})
