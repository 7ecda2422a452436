"""Verbs of rumours: ask, answer, set aside."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.rumours.core.folding import words
from loa.rumours.errors import ClaimTooLongError, EmptyClaimError
from loa.rumours.models import Arrival, Asker, Rumour
from loa.rumours.queries import Answer, find_answer

CLAIM_LIMIT = 5_000
REMEMBERED = timedelta(days=60)  # how long it is known who asked
REPEATED = timedelta(days=7)  # how long a question that is sent again is recognised
OPEN_LIMIT = 5_000  # unanswered claims that are kept: more than anybody can read, less than a vandal could send


@transaction.atomic
def ask(claim: str, asker: int | None = None, reference: str = "") -> Answer:
    """Answer *claim* from what is published, and count it.

    *asker*: the recipient who asks, where we know them: kept for `REMEMBERED`, so that the answer can be sent to them.
    *reference*: a name under which the question comes, however often it is sent: counted once.
    Raises `EmptyClaimError`, `ClaimTooLongError`.
    """
    text = claim.strip()
    if not words(text):
        raise EmptyClaimError
    if len(text) > CLAIM_LIMIT:
        raise ClaimTooLongError(limit=CLAIM_LIMIT)
    answer = find_answer(text)
    if reference and not _first_time(reference):
        return answer
    rumour = _count(text, answer.release)
    if asker is not None:
        Asker.objects.get_or_create(rumour=rumour, recipient_id=asker)
    return answer


def forget_askers(now: datetime) -> int:
    """Forget who asked, once `REMEMBERED` has passed; how many were forgotten (periodic)."""
    return Asker.objects.filter(at__lt=now - REMEMBERED).delete()[0]


def _first_time(reference: str) -> bool:
    """Whether a question of this name comes for the first time; committed with the question, or not at all."""
    Arrival.objects.filter(at__lt=timezone.now() - REPEATED).delete()
    return Arrival.objects.get_or_create(reference=reference)[1]


def claim_key(text: str) -> str:
    """The same for the same words, however they are typed."""
    return blake2b(" ".join(words(text)).encode(), digest_size=16).hexdigest()


def _count(text: str, release: Release | None) -> Rumour:
    """One row per claim: the same words again raise its count."""
    key = claim_key(text)
    if Rumour.objects.filter(key=key).update(asked=F("asked") + 1, last_asked_at=timezone.now()):
        return Rumour.objects.get(key=key)
    state = Rumour.State.ANSWERED if release else Rumour.State.NEW
    if state == Rumour.State.NEW:
        _make_room()
    return Rumour.objects.get_or_create(key=key, defaults={"text": text, "state": state, "answer": release})[0]


def _make_room() -> None:
    """The queue never grows past its limit: what was asked least, and longest ago, gives way.

    So a flood of invented questions pushes itself out, and what many people ask stays.
    """
    waiting = Rumour.objects.filter(state=Rumour.State.NEW)
    if waiting.count() >= OPEN_LIMIT:
        oldest = waiting.order_by("asked", "last_asked_at", "id").values_list("pk", flat=True)[: OPEN_LIMIT // 50]
        Rumour.objects.filter(pk__in=list(oldest)).delete()


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
