"""From reasons to a conclusion: the table of weights, one formula, three levels."""

from __future__ import annotations

from collections.abc import Iterable

from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.model import Evidence, Level, Verdict
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


def conclude(case: Case, evidence: list[Evidence]) -> Verdict:
    """The verdict over *evidence*, heaviest reason first."""
    unique = {item.code: item for item in reversed(evidence)}
    ordered = tuple(sorted(unique.values(), key=lambda item: (-item.weight, item.code)))
    score = score_of(ordered)
    level = level_of(score)
    impersonates = case.claimed[0].name_vi if case.claimed and level is not Level.SAFE else None
    return Verdict(level, score, ordered, impersonates, _official(case, level))


def _official(case: Case, level: Level) -> str | None:
    if level is not Level.SAFE or case.authenticated != "pass" or case.owner is None:
        return None
    return case.owner.name_vi
