"""Addresses inside an address: where a redirector or a security gateway that wraps links leads on to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

MAX_ADDRESSES = 12
MAX_LAYERS = 4
MAX_LENGTH = 4096  # characters
MAX_FIELDS = 60
_BEGINS = re.compile(r"(?:https?):/{1,2}[^/\s]", re.IGNORECASE)
_INSIDE = re.compile(r"https?:/{1,2}[^/\s].{0,4096}", re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r"[?#]")
# Proofpoint's second form: `https-3A__host_path-3Fa-3Db`.
_DASHED = re.compile(r"^https?-3A__", re.IGNORECASE)
_DASHED_SIGN = re.compile(r"-([0-9A-F]{2})")


def unwrap(target: str) -> list[str]:
    """*target* and the addresses that it carries, outermost first, at most `MAX_ADDRESSES`. Never raises."""
    found, layer = [target[:MAX_LENGTH]], [target[:MAX_LENGTH]]
    for _ in range(MAX_LAYERS):
        layer = [inner for outer in layer for inner in _carried(outer) if inner not in found][:MAX_ADDRESSES]
        found.extend(dict.fromkeys(layer))
    return found[:MAX_ADDRESSES]


def fields(target: str) -> dict[str, list[str]]:
    """Parameters of *target* after `?` or `#`, names in lower case, percent signs undone once."""
    named: dict[str, list[str]] = {}
    for piece in _pieces(target):
        name, _, value = piece.partition("=")
        named.setdefault(unquote(name).lower(), []).append(unquote(value.replace("+", " ")))
    return named


def _pieces(target: str) -> list[str]:
    asked = _SPLIT.split(target, maxsplit=1)[1:]
    return re.split(r"[&?#]", asked[0])[:MAX_FIELDS] if asked else []


def _carried(target: str) -> Iterator[str]:
    for values in fields(target).values():
        yield from (_undashed(value) for value in values if _BEGINS.match(value) or _DASHED.match(value))
    path = _SPLIT.split(target[8:], maxsplit=1)[0]
    found = _INSIDE.search(unquote(path))
    if found:  # the rest of the address belongs to what stands in its path
        rest = target[8 + len(path) :]
        yield found[0] + rest


def _undashed(value: str) -> str:
    if not _DASHED.match(value):
        return value
    return unquote(_DASHED_SIGN.sub(r"%\1", value.replace("_", "/")))
