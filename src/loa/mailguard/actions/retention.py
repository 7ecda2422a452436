"""What was reported is forgotten in steps, each as soon as the desk needs it no more (standards P7, P8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from loa.mailguard.actions.state import alone
from loa.mailguard.models import Answer, Campaign, ListUpload, ReportedMail

RAW = timedelta(days=30)  # the mail itself
REPORTER = timedelta(days=90)  # who reported it
HARMLESS = timedelta(days=30)  # after the desk said that it is no threat
WHOLE = timedelta(days=365)  # everything
UPLOADS = timedelta(days=7)  # lists that nobody took over
ANSWERS = timedelta(days=4)  # answers that no mail server took


@transaction.atomic
def purge(now: datetime) -> None:
    """Forget what is due at *now*; the scheduler asks once an hour."""
    alone()
    ReportedMail.objects.filter(at__lt=now - RAW, raw__isnull=False).update(raw=None)
    ReportedMail.objects.filter(at__lt=now - REPORTER, reporter__isnull=False).update(reporter=None)
    harmless = Campaign.objects.filter(state=Campaign.State.DISMISSED, decided_at__lt=now - HARMLESS)
    ReportedMail.objects.filter(campaign__in=harmless, at__lt=now - HARMLESS).delete()
    ReportedMail.objects.filter(at__lt=now - WHOLE).delete()
    Campaign.objects.filter(mails__isnull=True, last_at__lt=now - HARMLESS).delete()
    ListUpload.objects.filter(at__lt=now - UPLOADS).delete()
    Answer.objects.filter(at__lt=now - ANSWERS).delete()
