"""What this site has learned from reported mail. Adds a reason of its own; it can never take one away."""

from __future__ import annotations

from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence

STRONG, LIKELY = 0.98, 0.85  # probabilities


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "learned"; nothing without a model."""
    if case.settings.model is None:
        return
    probability, terms = case.settings.model.judge(case.mail)
    if probability >= LIKELY:
        code = "learned.strong" if probability >= STRONG else "learned.likely"
        yield reason(code, "body", words=", ".join(f"“{term}”" for term in terms[:4]))
