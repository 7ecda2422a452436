"""Verbs of rumours: ask, answer, set aside."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.rumours.core.folding import words
from loa.rumours.errors import ClaimTooLongError, EmptyClaimError
from loa.rumours.models import Asker, Rumour
from loa.rumours.queries import Answer, find_answer

CLAIM_LIMIT = 5_000
REMEMBERED = timedelta(days=60)  # how long it is known who asked
RECENT = 500  # how many of the newest claims are compared with a new one


@transaction.atomic
def ask(claim: str, asker: int | None = None) -> Answer:
    """Answer *claim* from what is published, and count it.

    *asker*: the recipient who asks, where we know them: kept for `REMEMBERED`, so that the answer can be sent to them.
    Raises `EmptyClaimError`, `ClaimTooLongError`.
    """
    text = claim.strip()
    if not words(text):
        raise EmptyClaimError
    if len(text) > CLAIM_LIMIT:
        raise ClaimTooLongError(limit=CLAIM_LIMIT)
    answer = find_answer(text)
    rumour = _count(text, answer.release)
    if asker is not None:
        Asker.objects.get_or_create(rumour=rumour, recipient_id=asker)
        Asker.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()
    return answer


def _count(text: str, release: Release | None) -> Rumour:
    """One row per claim: the same words again raise its count."""
    folded = words(text)
    for known in Rumour.objects.order_by("-last_asked_at")[:RECENT]:
        if words(known.text) == folded:
            Rumour.objects.filter(pk=known.pk).update(asked=F("asked") + 1)
            return known
    state = Rumour.State.ANSWERED if release else Rumour.State.NEW
    return Rumour.objects.create(text=text, state=state, answer=release)


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
