"""Whom a draft would go to, counted now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from pyroaring import BitMap

from loa.bulletins.core.manifest import CHANNELS
from loa.bulletins.models import Bulletin
from loa.delivery.queries import forecast, head_counts
from loa.units.audience import audience


@dataclass(frozen=True, slots=True)
class Reach:
    """People, and per channel the addresses and the expected seconds (None: stopped)."""

    people: int
    channels: Sequence[tuple[str, int, float | None]]


def reach_of(spec: Mapping[str, Any], channels: Sequence[str], replaced: BitMap | None = None) -> Reach:
    """Count the audience *spec* now; *replaced* are those whom the corrected release went to (DESIGN §5.2).

    Raises `UnknownUnitError` or `UnknownAudienceError`.
    """
    people = audience(spec, timezone.now())
    if replaced is not None:
        people = people | replaced
    counts = head_counts(people, channels)
    seconds = forecast(counts)
    return Reach(len(people), [(name, counts[name], seconds[name]) for name in CHANNELS if name in counts])


def replaced_people(bulletin: Bulletin) -> BitMap | None:
    """Everyone the corrected or recalled release went to."""
    return BitMap.deserialize(bytes(bulletin.replaces.audience)) if bulletin.replaces else None
