"""What is asked most, for the portal's front page: numbers only, as the portal has no room for who asked."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import Sum

from loa.channels.portal.channel import publisher, stands
from loa.channels.portal.errors import PortalBusyError
from loa.rumours.models import Rumour

LATELY = timedelta(days=30)  # what nobody has asked since is old news
CLAIMS = 20  # answers handed over: the portal shows the first that still stand

log = structlog.get_logger(__name__)


def times_asked(now: datetime) -> dict[str, int]:
    """How many times the claims that each release answers were asked, by its code: the most asked only."""
    lately = Rumour.objects.filter(state=Rumour.State.ANSWERED, answer__isnull=False, last_asked_at__gt=now - LATELY)
    counted = lately.order_by().values_list("answer__code").annotate(times=Sum("asked"))
    return dict(counted.order_by("-times", "answer__code")[:CLAIMS])


def publish_asked(now: datetime) -> bool:
    """Write them to the portal; False when there is no portal here, or somebody else is publishing to it."""
    if not stands():
        return False
    try:
        publisher().show_asked(times_asked(now))
    except PortalBusyError:
        log.info("what is asked most waits for the portal")
        return False
    return True
