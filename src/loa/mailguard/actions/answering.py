"""Answers of the check mailbox: they wait while the mail server is down, and are deleted when it took them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import structlog

from loa.channels.mail import single
from loa.mailguard.models import Answer

log = structlog.get_logger(__name__)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


def queue(to: str, subject: str, text: str, *, answers: str, now: datetime) -> Answer:
    """Have an answer sent soon."""
    known = answers.strip() if _MESSAGE_ID.fullmatch(answers.strip()) else ""  # it was written by anybody
    line = " ".join(subject.split())[:300]
    return Answer.objects.create(to=to, subject=line, text=text, answers=known, at=now, next_at=now)


def send_due(now: datetime, limit: int = 50) -> int:
    """Send what waits; how many the server took. It stops at the first failure: the server is away."""
    taken = 0
    for answer in Answer.objects.filter(next_at__lte=now).order_by("next_at", "pk")[:limit]:
        try:
            single.send(answer.to, answer.subject, answer.text, message_id=f"check.{answer.pk}", answers=answer.answers)
        except OSError as error:
            log.warning("an answer waits for the mail server", answer=answer.pk, reason=str(error))
            _postpone(answer, now)
            break
        answer.delete()
        taken += 1
    return taken


def _postpone(answer: Answer, now: datetime) -> None:
    doubled: int = 2 ** min(answer.attempts, 16)
    answer.attempts += 1
    answer.next_at = now + min(FIRST_RETRY * doubled, LONGEST_RETRY)
    answer.save(update_fields=["attempts", "next_at"])
