"""Say what a campaign is: a threat, or none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from loa.accounts.models import User
from loa.mailguard.actions.permission import reason_of, require_desk
from loa.mailguard.actions.state import alone
from loa.mailguard.models import Campaign

State = Campaign.State


@transaction.atomic
def confirm(campaign: Campaign, *, by: User, reason: str, now: datetime | None = None) -> None:
    """Hold the campaign for a threat.

    Raises `MissingRoleError`, `NotFoundError`, `NoReasonError`.
    """
    _decide(campaign, State.CONFIRMED, by, reason, now)


@transaction.atomic
def dismiss(campaign: Campaign, *, by: User, reason: str, now: datetime | None = None) -> None:
    """Hold the campaign for harmless: the raw copies of somebody's honest mail go at once.

    Raises `MissingRoleError`, `NotFoundError`, `NoReasonError`.
    """
    _decide(campaign, State.DISMISSED, by, reason, now)
    campaign.mails.update(raw=None)


def _decide(campaign: Campaign, state: str, by: User, reason: str, now: datetime | None) -> None:
    alone()  # before the look: it may have become a part of another campaign
    require_desk(by, campaign)
    campaign.state, campaign.reason = state, reason_of(reason, 500)
    campaign.decided_by, campaign.decided_at = by, now or timezone.now()
    campaign.save(update_fields=["state", "reason", "decided_by", "decided_at"])
