"""Verbs of rumours: ask, answer, set aside."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.rumours.core.folding import words
from loa.rumours.errors import ClaimTooLongError, EmptyClaimError
from loa.rumours.models import Rumour
from loa.rumours.queries import Answer, find_answer

CLAIM_LIMIT = 5_000
RECENT = 500  # how many of the newest claims are compared with a new one


@transaction.atomic
def ask(claim: str) -> Answer:
    """Answer *claim* from what is published, and count it; who asked is not kept.

    Raises `EmptyClaimError`, `ClaimTooLongError`.
    """
    text = claim.strip()
    if not words(text):
        raise EmptyClaimError
    if len(text) > CLAIM_LIMIT:
        raise ClaimTooLongError(limit=CLAIM_LIMIT)
    answer = find_answer(text)
    _count(text, answer.release)
    return answer


def _count(text: str, release: Release | None) -> None:
    """One row per claim: the same words again raise its count."""
    folded = words(text)
    for known in Rumour.objects.order_by("-last_asked_at")[:RECENT]:
        if words(known.text) == folded:
            Rumour.objects.filter(pk=known.pk).update(asked=F("asked") + 1)
            return
    state = Rumour.State.ANSWERED if release else Rumour.State.NEW
    Rumour.objects.create(text=text, state=state, answer=release)


@transaction.atomic
def answer(rumour: Rumour, release: Release, by: User) -> None:
    """Tie a claim to the release that answers it."""
    require(by, RoleAssignment.Role.EDITOR)
    Rumour.objects.filter(pk=rumour.pk).update(state=Rumour.State.ANSWERED, answer=release)


@transaction.atomic
def dismiss(rumour: Rumour, by: User) -> None:
    """Set a claim aside: it is none, or not ours to answer."""
    require(by, RoleAssignment.Role.EDITOR)
    Rumour.objects.filter(pk=rumour.pk).update(state=Rumour.State.DISMISSED)
