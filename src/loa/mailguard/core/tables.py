"""Shipped lists as look-ups: kinds of hosts, and phrases by what they ask. Read once per process."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from loa.mailguard.core.hosts import registrable
from loa.mailguard.core.text import UNSPACED, PhraseIndex, fold


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of the shipped table `data/<name>.csv`; lines that begin with # say how it was made."""
    text = resources.files("loa.mailguard.data").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=1)
def _host_kinds() -> dict[str, frozenset[str]]:
    return {row["kind"]: frozenset(row["hosts"].split()) for row in rows("hosts")}


def host_is(kind: str, host: str) -> bool:
    """Whether *host*, or a domain above it, is listed under *kind*."""
    listed = _host_kinds()[kind]
    while host:
        if host in listed:
            return True
        host = host.partition(".")[2]
    return False


def url_is(kind: str, host: str, path: str) -> bool:
    """Whether *host* + *path* is listed under *kind*; entries may carry the beginning of a path."""
    if host_is(kind, host):
        return True
    for entry in _host_kinds()[kind]:
        site, slash, start = entry.partition("/")
        if slash and (host == site or host.endswith("." + site)) and path.startswith("/" + start):
            return True
    return False


@lru_cache(maxsize=4096)
def is_freemail(host: str) -> bool:
    """Whether anybody can open a mailbox at *host*."""
    listed = _host_kinds()["freemail"]
    return host in listed or (registrable(host) in listed and host.count(".") < 3)


@lru_cache(maxsize=1)
def phrases() -> PhraseIndex[tuple[str, str]]:
    """Index of all phrases; the value is (category, phrase as written)."""
    return PhraseIndex((row["phrase"], (row["category"], row["phrase"])) for row in rows("phrases"))


@lru_cache(maxsize=1)
def _unspaced_phrases() -> tuple[tuple[str, str, str], ...]:
    found = (row for row in rows("phrases") if UNSPACED.search(row["phrase"]))
    return tuple((fold(row["phrase"]), row["category"], row["phrase"]) for row in found)


def unspaced_phrases(folded: list[str]) -> Iterator[tuple[str, str]]:
    """(category, phrase) of scripts without blanks between words, found as pieces of the *folded* words."""
    text = " ".join(folded)
    if UNSPACED.search(text):
        yield from ((category, phrase) for piece, category, phrase in _unspaced_phrases() if piece in text)
