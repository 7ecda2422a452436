"""The languages a bulletin can be written in, each by its own name. Keys are BCP 47 / ISO 639-3.

Vietnamese always; beside English those of neighbours and visitors, and of the peoples of Viet Nam who have a written
language. Whoever reads none of a bulletin's languages gets the Vietnamese text.
"""

from __future__ import annotations

from collections.abc import Iterable

NAMES: dict[str, str] = {
    "vi": "Tiếng Việt",
    "en": "English",
    "zh": "中文",
    "tyz": "Tày – Nùng",
    "hmn": "Hmoob (Mông)",
    "blt": "Thái",
    "mtq": "Mường",
    "km": "ភាសាខ្មែរ (Khmer)",
    "cjm": "Chăm",
    "jra": "Jrai (Gia Rai)",
    "rad": "Êđê",
    "bdq": "Bahnar (Ba Na)",
    "lo": "ລາວ",
    "ko": "한국어",
    "ja": "日本語",
    "ru": "Русский",
    "fr": "Français",
}


def name(language: str) -> str:
    """What speakers call *language*; the key itself for one we do not know."""
    return NAMES.get(language, language)


def in_order(languages: Iterable[str]) -> list[str]:
    """Vietnamese first, English second, then as in `NAMES`."""
    known = list(NAMES)
    return sorted(set(languages), key=lambda key: (known.index(key) if key in NAMES else len(known), key))
