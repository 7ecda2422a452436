"""Take in a mail that somebody reports: judge it, keep what the desk needs, join it to its campaign."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from loa.mailguard import queries
from loa.mailguard.actions.state import alone
from loa.mailguard.core import GuardSettings, Verdict, campaigns
from loa.mailguard.core.evidence.base import Case
from loa.mailguard.core.guard import examine
from loa.mailguard.errors import EmptyMailError, TooManyReportsError
from loa.mailguard.models import Campaign, CampaignKey, Level, ReportedMail
from loa.units.models import Staff
from loa.units.queries import unit_of

AN_HOUR = 30  # reports of one person
KEPT_BYTES = 2 * 1024 * 1024  # of a raw mail
KEPT_COPIES = 5  # raw mails of one campaign: the others are like them
MANY = 30  # files, hosts and reasons of one mail that are kept
_ORDER = [Level.SAFE, Level.CAUTION, Level.DANGEROUS]
_STRONGEST = [Campaign.State.DISMISSED, Campaign.State.OPEN, Campaign.State.CONFIRMED]


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report. `new` is False for what the same person had reported before."""

    mail: ReportedMail
    verdict: Verdict
    new: bool


def report(
    raw: bytes, *, via: str, reporter: Staff | None, settings: GuardSettings | None = None, now: datetime | None = None
) -> Reported:
    """Keep *raw* as reported by *reporter*; the same mail from the same person is kept once.

    Raises `EmptyMailError`, `TooManyReportsError`.
    """
    now = now or timezone.now()
    if not raw.strip():
        raise EmptyMailError
    settings = settings or queries.guard_settings()
    case, verdict = examine(raw, settings)  # before the transaction: a large mail takes its time
    keys = campaigns.keys(case.mail, case.registry, settings.own_domains)
    with transaction.atomic():
        alone()
        known = _known(raw, reporter)
        if known is not None:
            return Reported(known, verdict, new=False)
        _refuse_floods(reporter, now)
        campaign = _campaign_of(keys, case, verdict, now)
        mail = _keep(raw, case, verdict, campaign, via, reporter, now)
    return Reported(mail, verdict, new=True)


def _known(raw: bytes, reporter: Staff | None) -> ReportedMail | None:
    if reporter is None:
        return None
    digest = hashlib.sha256(raw).hexdigest()
    return ReportedMail.objects.filter(reporter=reporter, sha256=digest).select_related("campaign").first()


def _refuse_floods(reporter: Staff | None, now: datetime) -> None:
    recent = ReportedMail.objects.filter(reporter=reporter, at__gt=now - timedelta(hours=1)).count()
    if recent >= AN_HOUR:
        raise TooManyReportsError(limit=AN_HOUR)


def _campaign_of(keys: frozenset[str], case: Case, verdict: Verdict, now: datetime) -> Campaign:
    """The campaign that *keys* lead to, joining those they link; else a new one."""
    met = list(Campaign.objects.filter(keys__key__in=keys).distinct().order_by("pk"))
    home = met[0] if met else _begin(case, verdict, now)
    for other in met[1:]:
        _join(home, other)
    CampaignKey.objects.bulk_create([CampaignKey(key=key, campaign=home) for key in keys], ignore_conflicts=True)
    _note(home, verdict, now)
    return home


def _begin(case: Case, verdict: Verdict, now: datetime) -> Campaign:
    return Campaign.objects.create(
        level=verdict.level.value,
        subject=case.mail.subject[:200],
        impersonates=(verdict.impersonates or "")[:200],
        first_at=now,
        last_at=now,
    )


def _join(home: Campaign, other: Campaign) -> None:
    """Make *other* a part of *home*; the stronger decision, the worse level and the earlier warning stay."""
    ReportedMail.objects.filter(campaign=other).update(campaign=home)
    CampaignKey.objects.filter(campaign=other).update(campaign=home)
    other.blocks.update(campaign=home)
    if _STRONGEST.index(Campaign.State(other.state)) > _STRONGEST.index(Campaign.State(home.state)):
        home.state, home.reason = other.state, other.reason
        home.decided_by, home.decided_at = other.decided_by, other.decided_at
    home.level = max(home.level, other.level, key=lambda level: _ORDER.index(Level(level)))
    home.impersonates = home.impersonates or other.impersonates
    home.warning = home.warning or other.warning
    home.reports += other.reports
    home.first_at, home.last_at = min(home.first_at, other.first_at), max(home.last_at, other.last_at)
    home.save()
    other.delete()


def _note(campaign: Campaign, verdict: Verdict, now: datetime) -> None:
    """Count one more report. What was held for harmless is looked at again when a dangerous mail joins it."""
    if campaign.state == Campaign.State.DISMISSED and verdict.level.value == Level.DANGEROUS:
        campaign.state = Campaign.State.OPEN
    campaign.level = max(campaign.level, verdict.level.value, key=lambda level: _ORDER.index(Level(level)))
    campaign.impersonates = campaign.impersonates or (verdict.impersonates or "")[:200]
    campaign.last_at = max(campaign.last_at, now)
    campaign.save(update_fields=["state", "level", "impersonates", "last_at"])
    Campaign.objects.filter(pk=campaign.pk).update(reports=F("reports") + 1)
    campaign.refresh_from_db(fields=["reports"])


def _keep(
    raw: bytes, case: Case, verdict: Verdict, campaign: Campaign, via: str, reporter: Staff | None, now: datetime
) -> ReportedMail:
    kept = ReportedMail.objects.filter(campaign=campaign, raw__isnull=False).count()
    return ReportedMail.objects.create(
        campaign=campaign,
        at=now,
        via=via,
        reporter=reporter,
        unit=unit_of(reporter, timezone.localdate(now)) if reporter else None,
        level=verdict.level.value,
        score=verdict.score,
        impersonates=(verdict.impersonates or "")[:200],
        sender_name=case.mail.sender.name[:200],
        sender=case.mail.sender.address[:320],
        subject=case.mail.subject[:200],
        evidence=[
            {"code": one.code, "weight": one.weight, "where": one.where, "facts": one.facts}
            for one in verdict.evidence[:MANY]
        ],
        hosts=campaigns.places(case.mail)[:MANY],
        files=[{"name": name, "sha256": digest} for name, digest in campaigns.files(case.mail)[:MANY]],
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        raw=zlib.compress(raw[:KEPT_BYTES]) if kept < KEPT_COPIES else None,
    )
