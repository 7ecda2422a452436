"""Keeping webhooks: who is told what, signed with which secrets."""

from __future__ import annotations

import json
import secrets as randomness
from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from loa.accounts.actions import require
from loa.accounts.actions.records import tell
from loa.accounts.models import Notice, RoleAssignment, User
from loa.config import config
from loa.integrations.core import signature, targets
from loa.integrations.errors import ForbiddenTargetError, NoEventsError
from loa.integrations.models import Dispatch, Endpoint, Event, EventType
from loa.kernel.vault import box
from loa.units.models import Unit

log = structlog.get_logger(__name__)

OVERLAP = timedelta(hours=24)  # how long the old secret signs beside the new one
CHOOSABLE = tuple(each for each in EventType if each != EventType.PING)
STOPPED_BY_HAND = _("stopped by hand")
PURPOSE = "loa webhooks"


@transaction.atomic
def make(*, by: User, unit: Unit, name: str, url: str, events: Collection[str]) -> tuple[Endpoint, str]:
    """A new webhook with its secret, which is shown this once.

    Raises `MissingRoleError`, `ForbiddenTargetError`, `NoEventsError`.
    """
    require(by, RoleAssignment.Role.OPERATOR, unit_id=unit.pk)
    chosen = [each.value for each in CHOOSABLE if each.value in events]
    if not chosen:
        raise NoEventsError
    target = targets.read(url, config().webhook_private_hosts)
    if target is None or not target.allowed:
        raise ForbiddenTargetError
    secret = signature.make_secret()
    endpoint = Endpoint.objects.create(
        name=name.strip()[:120] or target.host[:120],
        unit=unit,
        owner=by,
        url=url,
        events=chosen,
        secrets=_locked([(secret, None)]),
    )
    return endpoint, secret


def _locked(kept: Collection[tuple[str, str | None]]) -> str:
    return box(settings.SECRET_KEY, PURPOSE).encrypt(json.dumps(list(kept)).encode()).decode()


def signing_secrets(endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets that sign at the moment *now*, the newest first."""
    kept = json.loads(box(settings.SECRET_KEY, PURPOSE).decrypt(endpoint.secrets.encode()))
    return [secret for secret, end in kept if end is None or datetime.fromisoformat(end) > now]


@transaction.atomic
def rotate(endpoint: Endpoint, *, by: User) -> str:
    """A new secret; the one before signs beside it for `OVERLAP`, older ones no more."""
    newest = _mine(endpoint, by)
    now, secret = timezone.now(), signature.make_secret()
    old = signing_secrets(newest, now)[:1]
    end = (now + OVERLAP).isoformat()
    newest.secrets = _locked([(secret, None), *((each, end) for each in old)])
    newest.save(update_fields=["secrets"])
    return secret


def _mine(endpoint: Endpoint, by: User) -> Endpoint:
    require(by, RoleAssignment.Role.OPERATOR, unit_id=endpoint.unit_id)
    return Endpoint.objects.select_for_update().get(pk=endpoint.pk)


@transaction.atomic
def start(endpoint: Endpoint, *, by: User) -> None:
    """Go on after a stop: what still waits is sent now."""
    newest = _mine(endpoint, by)
    newest.stopped_at, newest.stopped_reason, newest.failing_since = None, "", None
    newest.save(update_fields=["stopped_at", "stopped_reason", "failing_since"])
    waiting = Dispatch.objects.filter(endpoint=newest, state=Dispatch.State.WAITING)
    waiting.update(next_at=timezone.now(), attempts=0)


@transaction.atomic
def stop(endpoint: Endpoint, *, by: User) -> None:
    """Tell it nothing for the time being; what happens meanwhile is not told later."""
    newest = _mine(endpoint, by)
    newest.stopped_at, newest.stopped_reason = timezone.now(), STOPPED_BY_HAND
    newest.save(update_fields=["stopped_at", "stopped_reason"])


@transaction.atomic
def remove(endpoint: Endpoint, *, by: User) -> None:
    """Forget a webhook with its log."""
    _mine(endpoint, by).delete()


@transaction.atomic
def ping(endpoint: Endpoint, *, by: User) -> Dispatch:
    """Send a trial, soon, to this one alone."""
    newest, now = _mine(endpoint, by), timezone.now()
    key = f"msg_{randomness.token_hex(12)}"
    content = {"type": EventType.PING.value, "timestamp": now.isoformat(), "data": {"name": newest.name}}
    event = Event.objects.create(
        key=key, type=EventType.PING, subject=f"ping:{key}", body=json.dumps(content, ensure_ascii=False), at=now
    )
    return Dispatch.objects.create(endpoint=newest, event=event, next_at=now)


@transaction.atomic
def give_up(endpoint: Endpoint, reason: str, now: datetime) -> None:
    """Stop an endpoint that does not answer, and call the person who made it."""
    stopped = Endpoint.objects.filter(pk=endpoint.pk, stopped_at__isnull=True)
    if stopped.update(stopped_at=now, stopped_reason=reason[:200]):
        tell(endpoint.owner, Notice.Kind.WEBHOOK_STOPPED, endpoint.name)
        log.error("a webhook was stopped", endpoint=endpoint.pk, reason=reason)
