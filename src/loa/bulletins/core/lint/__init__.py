"""The linter of bulletins (pure): what an editor should mend before anybody else sees the text.

Errors must be mended, or let stand with a reason that the approver reads; warnings are shown to both.
"""

from __future__ import annotations

from collections.abc import Iterator

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint import figures, links, personal, pictures, sources, wording
from loa.bulletins.core.lint.findings import Finding, Passage, Surroundings

__all__ = ["Finding", "Passage", "Surroundings", "lint", "open_errors"]

RULES = (sources.check, personal.check, links.check, figures.check, pictures.check, wording.check)
MOST = 60  # findings that a page shows: who has more than that mends these first


def lint(draft: Draft, around: Surroundings) -> list[Finding]:
    """Everything found in *draft*, errors first, each once, in the order of the page."""
    found: dict[str, Finding] = {}
    for finding in _all(draft, around):
        found.setdefault(finding.key, finding)
    return sorted(found.values(), key=lambda finding: finding.severity != "error")[:MOST]


def _all(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule(draft, around)


def open_errors(draft: Draft, around: Surroundings) -> list[Finding]:
    """The errors that were neither mended nor let stand with a reason."""
    return [finding for finding in lint(draft, around) if finding.severity == "error" and not waived(draft, finding)]


def waived(draft: Draft, finding: Finding) -> str:
    """Why the editor lets *finding* stand; empty when it may not stand or nobody said why."""
    return draft.waivers.get(finding.key, "").strip() if finding.waivable else ""
