"""The search index that needs no server: segments of plain words that the page's script reads newest first.

Words are folded (no diacritics, `đ` as `d`, small letters) on both sides, so "dich benh" finds "dịch bệnh".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from loa.channels.portal.core.entry import Entry
from loa.channels.portal.core.markup import to_text

BODY_WORDS = 150
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Small letters without tone and vowel marks."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def segment(entries: Iterable[Entry]) -> bytes:
    """One segment: a row per release: code, moment, standing, title, summary, claim and further words."""
    rows = [_row(entry) for entry in entries]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _row(entry: Entry) -> list[str]:
    text = entry.manifest.text("vi")
    shown = f"{text.title} {text.summary} {text.claim}"
    return [
        entry.code,
        entry.manifest.issued_at,
        entry.standing,
        text.title,
        text.summary,
        text.claim,
        " ".join([entry.manifest.number.lower(), *_further_words(shown, to_text(text.body))]),
    ]


@lru_cache(maxsize=1024)
def _further_words(shown: str, body: str) -> list[str]:
    """The body's words that the shown ones do not hold, each once, in order."""
    known = set(_WORD.findall(fold(shown)))
    found = dict.fromkeys(word for word in _WORD.findall(fold(body)) if len(word) > 1 and word not in known)
    return list(found)[:BODY_WORDS]


def directory(segments: int, total: int) -> bytes:
    """What the script reads first: how many segments there are; the highest number is the newest."""
    return json.dumps({"segments": segments, "total": total}).encode()
