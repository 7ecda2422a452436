"""What this site has learned from reported mail. Adds a reason of its own; it can never take one away."""

from __future__ import annotations

from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import squeeze
from loa.mailguard.core.weights import WEIGHTS

STRONG = 0.98  # probability from which the sentence says "very much like"
_FULL = WEIGHTS["learned"]


def find(case: Case, evidence: list[Evidence]) -> Iterator[Evidence]:
    """One reason, as heavy as the model is sure: nothing at an even chance, the table's weight at certainty."""
    if case.settings.model is None:
        return
    probability, terms = case.settings.model.judge(case.mail, evidence)
    weight = round(_FULL * (2 * probability - 1))
    if weight > 0:
        words = ", ".join(f"“{term}”" for term in terms[:4])
        code = "learned.strong" if probability >= STRONG else "learned.likely"
        yield Evidence(code, weight, "body", {"words": squeeze(words, 200)})
