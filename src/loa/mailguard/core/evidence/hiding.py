"""How it hides: letters and words that a person sees and a filter does not, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.model import Evidence

_MANY = 3  # one stray sign is a slip of an editor
_FEW_WORDS = 40
_MORE = (
    1.5  # times the visible text: a page that is laid out twice, for phones and for screens, hides as much as it shows
)
_PREHEADER = 300  # letters: an honest hidden preview line is not longer


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of the family "how it hides"."""
    yield from _letters(case)
    yield from _pages(case)
    if _only_picture(case):
        yield reason("hide.image", "body")


def _letters(case: Case) -> Iterator[Evidence]:
    for where in ("From", "Subject"):
        signs = case.mail.disguises[where]
        if signs.any:
            shown = case.mail.sender.name if where == "From" else case.mail.subject
            yield reason(
                "hide.name", where, text=shown, count=str(signs.zero_width + signs.mixed_script + signs.styled)
            )
            break
    body = case.mail.disguises["body"]
    if body.zero_width >= _MANY:
        yield reason("hide.zero_width", "body", count=str(body.zero_width))
    if body.mixed_script >= _MANY - 1:
        yield reason("hide.mixed", "body", count=str(body.mixed_script))
    if body.styled >= 2 * _MANY:
        yield reason("hide.styled", "body", count=str(body.styled))


def _pages(case: Case) -> Iterator[Evidence]:
    hidden = sum(page.hidden_letters for page in case.mail.pages)
    split = sum(page.split_words for page in case.mail.pages)
    if split >= _MANY:
        yield reason("hide.split", "body", count=str(split))
    elif hidden > _PREHEADER and hidden > _MORE * len(case.mail.visible):
        yield reason("hide.padding", "body", count=str(hidden), shown=str(len(case.mail.visible)))
    elif hidden:
        code = "hide.text" if hidden > _PREHEADER else "hide.some"
        yield reason(code, "body", count=str(hidden))


def _only_picture(case: Case) -> bool:
    return (
        bool(case.mail.images)
        and len(case.mail.folded) < _FEW_WORDS
        and any(link.address.host for link in case.mail.links)
    )
