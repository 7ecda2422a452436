"""What happens to a mail that reaches the check mailbox. Taken over at least once: what fails is tried again.

Only people on the staff list are answered and heard: a stranger's reports would let an attacker make campaigns.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone

from loa.accounts.actions import throttle
from loa.accounts.errors import TooManyAttemptsError
from loa.config import config
from loa.mailguard.actions.answering import queue
from loa.mailguard.actions.reporting import Reported, report
from loa.mailguard.core.mail import Mail, read_mail
from loa.mailguard.errors import EmptyMailError, TooManyReportsError
from loa.mailguard.mailbox import letters
from loa.mailguard.mailbox.forwarded import originals
from loa.mailguard.mailbox.manners import why_silent
from loa.mailguard.models import ReportedMail
from loa.units.models import Staff
from loa.units.queries import unit_of

log = structlog.get_logger(__name__)
ANSWERS = 20  # answers in a row to one person; after that pauses (accounts.actions.throttle) stop any loop


def receive(raw: bytes, envelope_sender: str, now: datetime | None = None) -> str:
    """Judge what *raw* forwards, keep it as reported, and queue the answer; in a word what was done, for the log."""
    now = now or timezone.now()
    mail = read_mail(raw)
    silent = why_silent(mail, envelope_sender, (config().check_mailbox, config().mail_from))
    staff = None if silent else _staff(mail.sender.address, now)
    if staff is None:
        return f"not answered: {silent or 'not on the staff list'}"
    try:
        throttle.begin(throttle.Subject("check mailbox", mail.sender.address.lower(), ANSWERS), now)
    except TooManyAttemptsError:
        return "not answered: too many"
    return _answer(mail, staff, now)


def _staff(address: str, now: datetime) -> Staff | None:
    """The one person on duty with that mailbox; two with the same are nobody."""
    found = list(Staff.objects.filter(email__iexact=address)[:2]) if address else []
    on_duty = len(found) == 1 and unit_of(found[0], timezone.localdate(now)) is not None
    return found[0] if on_duty else None


def _answer(mail: Mail, staff: Staff, now: datetime) -> str:
    found = _reports(mail.raw, staff, now)
    subject, text = letters.answer(staff.full_name, found) if found else letters.how_to(staff.full_name)
    queue(staff.email, subject, text, answers=mail.header("message-id"), now=now)
    return f"answered: {len(found)} mails"


def _reports(raw: bytes, staff: Staff, now: datetime) -> list[Reported]:
    found = []
    for original in originals(raw):
        try:
            found.append(report(original.raw, via=ReportedMail.Via.MAILBOX, reporter=staff, now=now))
        except (EmptyMailError, TooManyReportsError) as error:
            log.info("a forwarded mail is not kept", reason=error.code)
    return found
