"""Questions of the security desk: who may see what, and the lists as the guard takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import units_with
from loa.config import config
from loa.mailguard.core import Evidence, GuardSettings
from loa.mailguard.core.registry import registry
from loa.mailguard.core.text import fold
from loa.mailguard.models import BlockEntry, Campaign, GuardState, ListedHost, RegistryEntry, ReportedMail
from loa.mailguard.site import Site
from loa.units.queries import tree

Role = RoleAssignment.Role
DESK_ROLES = (Role.SECURITY, Role.OPERATOR)
SHOWN_SIGNS = 50  # senders, hosts and files of a campaign that are listed


def sees_all(user: User) -> bool:
    """Whether *user* keeps the desk for the whole organisation."""
    return frozenset(tree(timezone.localdate()).roots()) <= units_with(user, *DESK_ROLES)


def mails(user: User) -> QuerySet[ReportedMail]:
    """What *user* may see: what people of the own subtree reported; whoever keeps the whole desk, everything."""
    if sees_all(user):
        return ReportedMail.objects.all()
    return ReportedMail.objects.filter(unit__in=units_with(user, *DESK_ROLES))


def campaigns(user: User, *states: str) -> QuerySet[Campaign]:
    """Campaigns with a mail that *user* may see, the latest first; `seen` counts those mails."""
    found = Campaign.objects.filter(state__in=states) if states else Campaign.objects.all()
    found = found.order_by("-last_at", "-pk")  # said here: an annotation drops the model's own order
    if sees_all(user):
        return found.annotate(seen=Count("mails"))
    mine = Q(mails__unit__in=units_with(user, *DESK_ROLES))
    return found.annotate(seen=Count("mails", filter=mine)).filter(seen__gt=0)


def evidence_of(mail: ReportedMail) -> list[Evidence]:
    """The reasons as the guard gave them, the heaviest first."""
    found = [Evidence(row["code"], row["weight"], row["where"], row["facts"]) for row in mail.evidence]
    return sorted(found, key=lambda one: -abs(one.weight))


def signs(found: Iterable[ReportedMail]) -> dict[str, list[str]]:
    """What can be blocked, by kind of `BlockEntry`: senders, link hosts and files of *found*, each once."""
    collected: dict[str, dict[str, None]] = {kind: {} for kind in BlockEntry.Kind.values}
    for mail in found:
        if "@" in mail.sender:
            collected[BlockEntry.Kind.SENDER][mail.sender.lower()] = None
        collected[BlockEntry.Kind.HOST].update(dict.fromkeys(mail.hosts))
        collected[BlockEntry.Kind.FILE].update(dict.fromkeys(file["sha256"] for file in mail.files))
    return {kind: list(values)[:SHOWN_SIGNS] for kind, values in collected.items() if values}


def blocked(now: datetime | None = None) -> QuerySet[BlockEntry]:
    """What stands on the block list at *now*."""
    now = now or timezone.now()
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    return BlockEntry.objects.filter(in_time, removed_at__isnull=True).select_related("by")


def lists_stamp(now: datetime | None = None) -> tuple[int, int]:
    """Changes whenever `site` would answer otherwise: with every list, and when an entry runs out."""
    version = GuardState.objects.filter(pk=1).values_list("lists_version", flat=True).first() or 0
    return version, blocked(now).count()


def site(base: Site | None = None) -> Site:
    """*base* (policy and lists of a file) with everything that the desk keeps."""
    base = base or Site()
    by_kind: dict[str, set[str]] = {kind: set() for kind in BlockEntry.Kind.values}
    for kind, value in blocked().values_list("kind", "value"):
        by_kind[kind].add(value)
    listed = ListedHost.objects.values_list("host", flat=True)
    return Site(
        base.policy,
        (*base.registry, *(registry_row(entry) for entry in RegistryEntry.objects.order_by("slug"))),
        base.blocked_hosts | by_kind[BlockEntry.Kind.HOST] | by_kind[BlockEntry.Kind.DOMAIN] | frozenset(listed),
        base.blocked_senders | by_kind[BlockEntry.Kind.SENDER] | by_kind[BlockEntry.Kind.DOMAIN],
    )


def registry_row(entry: RegistryEntry) -> dict[str, str]:
    """One row in the columns of `data/registry.csv`. A body that ships with Loa keeps the domains it has there."""
    domains = dict.fromkeys([*entry.domains.split(";"), *_shipped_domains().get(fold(entry.name_vi), ())])
    return {
        "kind": entry.kind, "id": entry.slug, "name_vi": entry.name_vi, "name_en": entry.name_en or entry.name_vi,
        "names": ";".join(filter(None, (entry.name_vi, entry.name_en, entry.names))), "acronyms": entry.acronyms,
        "common": "", "domains": ";".join(domains), "labels": "",
        "source": entry.source, "as_of": entry.as_of.isoformat(),
    }  # fmt: skip


@lru_cache(maxsize=1)
def _shipped_domains() -> dict[str, tuple[str, ...]]:
    return {fold(body.name_vi): body.domains for body in registry().bodies}


def own_domains() -> tuple[str, ...]:
    """The office's own mail domains, as far as the settings name them."""
    found = (str(address).rpartition("@")[2].lower() for address in (config().mail_from, config().check_mailbox))
    return tuple(dict.fromkeys(filter(None, found)))


def guard_settings(**more: Any) -> GuardSettings:
    """What the check page and the check mailbox tell the guard; *more* goes to `GuardSettings`."""
    base = GuardSettings(own_domains=own_domains(), authserv=config().mail_authserv or None, **more)
    return _site(lists_stamp()).settings(base)


@lru_cache(maxsize=1)
def _site(_stamp: tuple[int, int]) -> Site:
    return site()
