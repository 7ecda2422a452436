"""Mails to the owners of accounts about their own account; the scheduler has them sent."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import translation
from django.utils.translation import gettext as _

from loa.accounts.actions import records, throttle
from loa.accounts.models import Notice
from loa.channels.mail import single
from loa.web.templatetags.loa_ui import moment

log = structlog.get_logger()


def send_due(now: datetime) -> int:
    """Send what waits; return how many mails the server took. It stops at the first failure: the server is away."""
    taken = 0
    for notice in records.due(now):
        try:
            single.send(notice.user.email, *words(notice))
        except OSError as error:
            log.warning("a notice waits for the mail server", notice=notice.pk, reason=str(error))
            records.postpone(notice, now)
            break
        records.sent(notice, now)
        taken += 1
    throttle.forget_old(now)
    return taken


def words(notice: Notice) -> tuple[str, str]:
    """Subject and text, in the owner's language. There is no link in it: nothing to forge (standards on phishing)."""
    with translation.override(notice.user.language):
        what = Notice.Kind(notice.kind).label
        if notice.kind == Notice.Kind.WEBHOOK_STOPPED:
            return str(what), "\n\n".join(_of_webhook(notice)) + "\n"
        lines = [
            _("Dear %(name)s,") % {"name": notice.user.full_name},
            _("This happened to your account %(email)s:") % {"email": notice.user.email},
            f"    {what}" + (f" – {notice.detail}" if notice.detail else ""),
            f"    {moment(notice.at)}",
            _("Was it you? Then there is nothing to do."),
            _(
                "If not: tell the person who manages accounts in your office at once. Open the sign-in page yourself, "
                "as you always do; this mail holds no link on purpose."
            ),
        ]
        return _("Your account: %(what)s") % {"what": what}, "\n\n".join(lines) + "\n"


def _of_webhook(notice: Notice) -> list[str]:
    """Nothing happened to the account: somebody has to look after a receiver."""
    return [
        _("Dear %(name)s,") % {"name": notice.user.full_name},
        _("The webhook “%(name)s” that you made was stopped on %(at)s, for its receiver takes nothing any more.")
        % {"name": notice.detail, "at": moment(notice.at)},
        _(
            "Ask the people who run the receiver. Then start it again on the page “Other systems”; its log says what "
            "failed."
        ),
    ]
