"""From reasons to a conclusion: the table of weights, one formula, three levels."""

from __future__ import annotations

from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.level import Level
from loa.mailguard.core.model import Evidence, Verdict
from loa.mailguard.core.scoring import level_of, score_of


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
    return case.owner_called()[0]
