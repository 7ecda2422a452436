"""Telling the hub, so that no crash swallows it: a notice is kept before the publication counts as done, and carried
beside the worker until the hub has answered for good. Who does not subscribe goes on polling meanwhile."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from loa.channels.portal import facts, websub
from loa.channels.portal.core import retries
from loa.channels.portal.models import HubNotice
from loa.channels.portal.websub import Answer

log = structlog.get_logger(__name__)
PERIOD = 2.0  # seconds between two looks
AT_ONCE = 20  # notices of one look
TROUBLE = 3  # attempts that failed before an operator is shown it


def keep(code: str, feeds: Sequence[str], issued_at: datetime, now: datetime) -> None:
    """Have the hub told of the release *code*: once, however often it is published. Old releases are no news."""
    if now - issued_at < retries.LASTING:
        HubNotice.objects.get_or_create(code=code, defaults={"feeds": list(feeds), "at": now, "next_at": now})


def due(now: datetime) -> list[HubNotice]:
    """Notices to try now, the oldest first."""
    return list(HubNotice.objects.filter(state=HubNotice.State.WAITING, next_at__lte=now).order_by("next_at")[:AT_ONCE])


def claim(notice: HubNotice, now: datetime) -> bool:
    """Make *notice* this process's to try: of two, one wins. Who dies with it leaves it due after the pause."""
    pause = retries.pause(notice.attempts + 1, random.random())  # noqa: S311 (spreads tries, guards nothing)
    mine = HubNotice.objects.filter(pk=notice.pk, state=HubNotice.State.WAITING, next_at=notice.next_at)
    return bool(mine.update(next_at=now + pause, attempts=notice.attempts + 1))


def carry(notice: HubNotice, now: datetime) -> None:
    """Tell the hub that is named today, and write down its answer."""
    hub = facts.load().hub
    settle(notice, websub.tell(hub, notice.feeds) if hub else Answer(410, "no hub is named any more"), now)


def settle(notice: HubNotice, answer: Answer, now: datetime) -> None:
    """Taken or refused is the end; silence is tried again until the notice is old."""
    row = HubNotice.objects.filter(pk=notice.pk)
    state = _state(notice, answer, now)
    if state != HubNotice.State.WAITING:
        row.update(state=state, error=answer.error, finished_at=now)
    else:
        wait = retries.pause(notice.attempts + 1, random.random(), answer.retry_after)  # noqa: S311
        row.update(error=answer.error, next_at=now + wait)
    if answer.error:
        log.warning("websub hub not told", release=notice.code, reason=answer.error, state=str(state))


def _state(notice: HubNotice, answer: Answer, now: datetime) -> HubNotice.State:
    if retries.is_final(answer.status):
        return HubNotice.State.REFUSED if answer.error else HubNotice.State.TAKEN
    return HubNotice.State.GIVEN_UP if now - notice.at >= retries.LASTING else HubNotice.State.WAITING


def trouble() -> str:
    """What the hub last said or did, when the newest notice that was tried has met with no success."""
    tried = HubNotice.objects.filter(attempts__gt=0).order_by("-at").first()
    ill = tried is not None and tried.error and (tried.finished_at or tried.attempts >= TROUBLE)
    return tried.error if tried is not None and ill else ""


def run(stop: threading.Event) -> None:
    """Beside a worker: carry what is due until *stop*."""
    while not stop.wait(PERIOD):
        try:
            carry_due(timezone.now())
        except DatabaseError as error:
            log.warning("notices for the hub wait for the database", reason=str(error).strip())
            connection.close()
        except Exception:  # one that stumbles must not silence the others; it comes round again
            log.exception("a notice for the hub stumbled")
    connection.close()


def carry_due(now: datetime) -> None:
    """One look: whatever waits, each by whoever claims it first."""
    for notice in due(now):
        if claim(notice, now):
            carry(notice, now)
