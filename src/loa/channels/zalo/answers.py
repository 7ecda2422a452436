"""Reading the platform's JSON, in which numbers come as texts and texts as numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

from loa.channels.zalo.errors import UnknownOutcomeError


def data_of(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer's `data`; empty where there is none."""
    return object_in(answer, "data")


def required_text(data: dict[str, Any], name: str) -> str:
    """The text *name*. Raises `UnknownOutcomeError`: the call was carried out, but we cannot name its result."""
    text = text_in(data, name)
    if not text:
        raise UnknownOutcomeError(0, f"the answer has no {name}")
    return text


def object_in(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object *name*; empty where there is none."""
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def text_in(values: Mapping[str, Any], name: str) -> str:
    """The text *name*, of a number too; empty where there is none."""
    value = values.get(name)
    return "" if value is None else str(value)


def number_in(values: Mapping[str, Any], name: str, default: int = 0) -> int:
    """Numbers come as numbers here and as texts there."""
    try:
        return int(values.get(name, default))
    except (TypeError, ValueError, OverflowError):  # JSON in Python knows Infinity
        return default


def moment(milliseconds: str) -> datetime | None:
    """Milliseconds since 1970 as an aware time; None where they are none."""
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def normalised(value: Any) -> Any:
    """Every text in *value* in NFC: decomposed Vietnamese would count, and sign, differently (contract §9)."""
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return {name: normalised(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [normalised(part) for part in value]
    return value
