"""Our account at each provider: the shared token bucket and the circuit breaker, one database row a channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import structlog
from django.db import transaction

from loa.config import config
from loa.delivery import alerts
from loa.delivery.core import breaker as core
from loa.delivery.core import bucket as buckets
from loa.delivery.core.breaker import Breaker, BreakerState
from loa.delivery.models import Delivery, ProviderAccount

log = structlog.get_logger(__name__)

PROBE_LENGTH = timedelta(seconds=30)  # how long the others are held back while one worker tries
_RATES = {"mail": "mail_rate", "app": "push_rate", "zalo": "zalo_rate"}
_random = Random()  # noqa: S311 - jitter, not a secret


def rate(channel: str) -> int:
    """Messages a second that are allowed on *channel*; 0: no limit."""
    setting = _RATES.get(channel)
    return int(getattr(config(), setting)) if setting else 0


def draw(channel: str, wanted: int, now: datetime) -> tuple[int, float]:
    """Take up to *wanted* messages out of the shared bucket; (granted, seconds to wait when none was)."""
    limit = rate(channel)
    if not limit:
        return wanted, 0.0
    with transaction.atomic():
        account = _locked(channel)
        kept = buckets.Bucket(account.tokens, account.tokens_at or now - timedelta(seconds=1))
        taken = buckets.draw(kept, limit, wanted, now)
        account.tokens, account.tokens_at = taken.bucket.tokens, taken.bucket.at
        account.save(update_fields=["tokens", "tokens_at"])
    return taken.granted, taken.wait


def _locked(channel: str) -> ProviderAccount:
    account, _made = ProviderAccount.objects.select_for_update().get_or_create(channel=channel)
    return account


def _breaker(account: ProviderAccount) -> Breaker:
    return Breaker(BreakerState(account.breaker), account.failures, account.retry_at, account.reason)


def enter(channel: str, now: datetime) -> float | None:
    """May the channel be tried? 0: yes; seconds to wait; None: it is stopped until a person has looked.

    Behind an open breaker one caller at a time gets the 0 and is the probe.
    """
    account = ProviderAccount.objects.filter(channel=channel).first()
    if account is None:
        return 0.0
    seconds = core.wait(_breaker(account), now)
    if seconds != 0.0 or account.breaker != BreakerState.OPEN:
        return seconds
    probe = core.probe(_breaker(account), now, PROBE_LENGTH)
    won = ProviderAccount.objects.filter(channel=channel, breaker=BreakerState.OPEN, retry_at=account.retry_at)
    return 0.0 if won.update(retry_at=probe.retry_at) else PROBE_LENGTH.total_seconds()


def _change(channel: str, now: datetime, change: Callable[[Breaker], Breaker]) -> tuple[Breaker, Breaker]:
    with transaction.atomic():
        account = _locked(channel)
        before = _breaker(account)
        after = change(before)
        if after != before:
            account.breaker, account.failures = after.state.value, after.failures
            account.retry_at, account.reason = after.retry_at, after.reason
            account.changed_at = now
            account.save(update_fields=["breaker", "failures", "retry_at", "reason", "changed_at"])
    return before, after


def worked(channel: str, now: datetime) -> None:
    """The provider answered: close the breaker if it is not."""
    troubled = ProviderAccount.objects.filter(channel=channel).exclude(failures=0, retry_at=None)
    if troubled.exists():
        _change(channel, now, core.worked)


def failed(channel: str, reason: str, now: datetime) -> float:
    """The provider could not be reached; seconds until it is tried again."""
    before, after = _change(channel, now, lambda breaker: core.failed(breaker, reason, now, _random))
    if after.state is BreakerState.OPEN and before.state is BreakerState.CLOSED:
        alerts.raise_alert(alerts.Alert("channel_down", channel, reason, now))
    return core.wait(after, now) or 0.0


def throttled(channel: str, seconds: float, reason: str, now: datetime) -> None:
    """The provider asks everyone to wait."""
    _change(channel, now, lambda breaker: core.throttled(breaker, seconds, reason, now))


def stop(channel: str, reason: str, now: datetime) -> None:
    """Our own set-up is wrong: stop the channel and call a person. No contact point is touched (DESIGN §5.6)."""
    with transaction.atomic():
        before, _after = _change(channel, now, lambda _breaker: core.stopped(reason))
        Delivery.objects.filter(channel=channel, state__in=(Delivery.State.PLANNED, Delivery.State.SENDING)).update(
            state=Delivery.State.STOPPED, stop_reason=reason
        )
        if before.state is not BreakerState.STOPPED:  # with the fact: a worker that dies now has called all the same
            alerts.raise_alert(alerts.Alert("channel_stopped", channel, reason, now))


def reopen(channel: str, now: datetime) -> None:
    """A person has looked: use the channel again."""
    _change(channel, now, lambda _breaker: Breaker())
