"""The formula: from weights to a score, from a score to a level."""

from __future__ import annotations

from collections.abc import Iterable

from loa.mailguard.core.level import Level
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.weights import CAUTION_FROM, DANGEROUS_FROM


def score_of(evidence: Iterable[Evidence]) -> float:
    """100 · (1 − Π(1 − weight/100)): independent doubts, each closing its share of what is left."""
    innocent = 1.0
    for item in evidence:
        innocent *= 1 - item.weight / 100
    return 100 * (1 - innocent)


def level_of(score: float) -> Level:
    """The level that *score* reaches."""
    if score >= DANGEROUS_FROM:
        return Level.DANGEROUS
    return Level.CAUTION if score >= CAUTION_FROM else Level.SAFE
