"""What this site has learned from reported mail. Kept apart from the rules; it can never silence a hard one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import squeeze
from loa.mailguard.core.weights import HARD_FROM, WEIGHTS

STRONG = 0.98  # probability from which the sentence says "very much like"
EVEN = 0.5
_FULL = WEIGHTS["learned"]


def apply(case: Case, evidence: list[Evidence]) -> list[Evidence]:
    """*evidence* with what the site's model makes of it; unchanged without a model.

    Sure of bad mail, the model adds a reason, as heavy as it is sure. Sure of honest mail, it lightens the weak hints
    (`HARD_FROM` and above stay as they are: a hard rule is never silenced).
    """
    if case.settings.model is None:
        return evidence
    probability, terms = case.settings.model.judge(case.mail, evidence)
    if probability < EVEN:
        return [_lighter(item, probability / EVEN) for item in evidence]
    return [*evidence, *_reason(probability, terms)]


def _lighter(item: Evidence, share: float) -> Evidence:
    return item if item.weight >= HARD_FROM else replace(item, weight=round(item.weight * share))


def _reason(probability: float, terms: list[str]) -> Iterator[Evidence]:
    weight = round(_FULL * (2 * probability - 1))
    if weight > 0:
        words = ", ".join(f"“{term}”" for term in terms[:4])
        code = "learned.strong" if probability >= STRONG else "learned.likely"
        yield Evidence(code, weight, "body", {"words": squeeze(words, 200)})
