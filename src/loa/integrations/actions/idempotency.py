"""One key, one effect: a request that is sent again gets the answer of the first (draft-ietf-httpapi-idempotency-key).

Three cases beside the simple one: the first is still under way (409); its process died before it answered (the key
is taken over after `LEASE`, and nothing of the first was kept, for effect and answer are one transaction); it was
refused (nothing changed, so the key is free again).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from loa.integrations.errors import InvalidKeyError, KeyReusedError, StillRunningError
from loa.integrations.models import StoredAnswer, Token

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)  # longer than any request of ours takes
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. `replayed`: it was given before."""

    status: int
    content_type: str
    body: bytes
    replayed: bool = False


def fingerprint(method: str, address: str, content: Iterable[bytes]) -> str:
    """What makes two requests the same."""
    digest = hashlib.sha256(f"{method} {address}\n".encode())
    for piece in content:
        digest.update(piece)
    return digest.hexdigest()


def once(token: Token, key: str, mark: str, now: datetime, act: Callable[[], Answer]) -> Answer:
    """Have *act* done once for *key*, however often it is asked for within `KEPT`.

    An answer of 400 and above undoes what *act* changed and frees the key, as an exception does. Raises
    `InvalidKeyError`, `KeyReusedError`, `StillRunningError`.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise InvalidKeyError(most=LONGEST_KEY)
    row = _begin(token, key, mark, now)
    if row.status is not None:
        return Answer(row.status, row.content_type, bytes(row.body), replayed=True)
    try:
        answer = _act_and_store(row, act)
    except BaseException:
        _free(row)
        raise
    if answer.status >= 400:
        _free(row)
    return answer


@transaction.atomic
def _act_and_store(row: StoredAnswer, act: Callable[[], Answer]) -> Answer:
    answer = act()
    if answer.status >= 400:
        transaction.set_rollback(True)
        return answer
    mine = StoredAnswer.objects.filter(pk=row.pk, begun_at=row.begun_at, status__isnull=True)
    kept = mine.update(status=answer.status, content_type=answer.content_type, body=answer.body)
    if not kept:  # we were so slow that the key was taken over: the other one's effect counts
        raise StillRunningError
    return answer


def _free(row: StoredAnswer) -> None:
    StoredAnswer.objects.filter(pk=row.pk, begun_at=row.begun_at, status__isnull=True).delete()


def _begin(token: Token, key: str, mark: str, now: datetime) -> StoredAnswer:
    """Our new row for *key*, or the finished one of before."""
    try:
        with transaction.atomic():
            return StoredAnswer.objects.create(token=token, key=key, fingerprint=mark, begun_at=now)
    except IntegrityError:
        return _known(token, key, mark, now)


def _known(token: Token, key: str, mark: str, now: datetime) -> StoredAnswer:
    row = StoredAnswer.objects.filter(token=token, key=key).first()
    if row is None:  # it was freed between our two looks
        raise StillRunningError
    if row.begun_at <= now - KEPT:
        return _take_over(row, mark, now)
    if row.fingerprint != mark:
        raise KeyReusedError
    if row.status is not None:
        return row
    if row.begun_at > now - LEASE:
        raise StillRunningError
    return _take_over(row, mark, now)


def _take_over(row: StoredAnswer, mark: str, now: datetime) -> StoredAnswer:
    """Make an expired or abandoned row ours; of two that try, one wins."""
    same = StoredAnswer.objects.filter(pk=row.pk, begun_at=row.begun_at)
    if not same.update(begun_at=now, fingerprint=mark, status=None, content_type="", body=b""):
        raise StillRunningError
    row.begun_at, row.fingerprint, row.status = now, mark, None
    return row


def forget_old(now: datetime) -> int:
    """Delete answers that are kept no longer; return how many."""
    return StoredAnswer.objects.filter(begun_at__lte=now - KEPT).delete()[0]
