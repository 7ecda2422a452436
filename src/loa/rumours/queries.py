"""Questions about rumours: the published answer to a claim, and what people ask most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from pyroaring import BitMap

from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Release
from loa.bulletins.queries import manifest_of, newest_release_id, releases
from loa.rumours.core.matching import Index, Item, Match
from loa.rumours.models import Asker, Rumour

ANSWERING_KINDS = ("rebuttal", "update", "instruction", "correction")


@dataclass(frozen=True, slots=True)
class Answer:
    """What Loa says to a claim. `kind` is `rebuttal`, `bulletin` or `unknown`; `release` is None when unknown."""

    kind: str
    release: Release | None
    score: float
    candidates: list[Match]


@dataclass
class _Cache:
    """The index of everything published, built again when there is a new release."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    newest: int = -1
    index: Index = field(default_factory=lambda: Index([]))


_cache = _Cache()


def index() -> Index:
    """The index of all releases that still stand (neither recalled nor replaced)."""
    newest = newest_release_id()
    with _cache.lock:
        if _cache.newest != newest:
            _cache.index = Index(_items())
            _cache.newest = newest
        return _cache.index


def _items() -> Iterator[Item]:
    """What answers claims, in one walk. Anybody may ask, so what is on no public page answers nobody."""
    standing = Release.objects.filter(replaced_by__isnull=True).only("code", "manifest")
    for release in standing.iterator(chunk_size=500):
        manifest = manifest_of(release)
        if manifest.kind in ANSWERING_KINDS and "portal" in manifest.channels:
            yield Item(manifest.code, _words(manifest.text("vi")))


def _words(text: Text) -> str:
    """What a release says in short: a long body holds words of every claim, and answers none by that."""
    return "\n".join((text.claim or text.title, text.title, text.summary))


def find_answer(claim: str) -> Answer:
    """The published answer to *claim*, or an honest "unknown" with the nearest candidates."""
    candidates = index().search(claim, limit=5)
    known = index().answer(claim)
    release = releases().filter(code=known.id).first() if known else None
    if known is None or release is None:
        return Answer("unknown", None, candidates[0].score if candidates else 0.0, candidates)
    kind = "rebuttal" if manifest_of(release).kind == "rebuttal" else "bulletin"
    return Answer(kind, release, known.score, candidates)


def open_rumours() -> QuerySet[Rumour]:
    """Claims that nobody has answered yet, the most asked first."""
    return Rumour.objects.filter(state=Rumour.State.NEW).order_by("-asked", "-last_asked_at")


def askers(rumour_id: int) -> BitMap:
    """The recipients whom we know asked about a claim: the audience part `asked_rumour`."""
    found = Asker.objects.filter(rumour=rumour_id, recipient__closed_at__isnull=True)
    return BitMap(found.values_list("recipient_id", flat=True))


def asked_lately(limit: int = 30) -> QuerySet[Rumour]:
    """Claims with somebody to answer to, the newest first."""
    return Rumour.objects.filter(askers__isnull=False).distinct().order_by("-last_asked_at")[:limit]
