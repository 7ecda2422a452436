"""Take over a list in two steps: look at what it would change, then have all of it or nothing."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import blake2s

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from loa.accounts.models import User
from loa.mailguard.actions.permission import require_whole_desk
from loa.mailguard.actions.state import lists_changed
from loa.mailguard.core.text import fold
from loa.mailguard.errors import ListHasMistakesError, NoDomainError
from loa.mailguard.lists.files import Rows, read_bodies, read_hosts
from loa.mailguard.models import ListedHost, ListUpload, RegistryEntry
from loa.mailguard.queries import own_domains

__all__ = ["NoDomainError", "add_body", "apply_list", "counts", "remove_body", "upload_list"]
Kind = ListUpload.Kind


@transaction.atomic
def upload_list(data: bytes, *, kind: str, name: str, source: str, as_of: date, by: User) -> ListUpload:
    """Read a list and keep it beside; nothing is changed yet. One waits per person.

    Raises `UnreadableListError`, `MissingRoleError`, `WholeHouseError`.
    """
    require_whole_desk(by)
    found = _read(data, kind)
    ListUpload.objects.filter(by=by).delete()
    return ListUpload.objects.create(
        kind=kind, by=by, at=timezone.now(), name=name[:200], source=source[:200], as_of=as_of,
        rows=found.rows, problems=found.problems,
    )  # fmt: skip


def _read(data: bytes, kind: str) -> Rows:
    if kind == Kind.HOSTS:
        return read_hosts(data, own_domains())
    return read_bodies(data, _("The row names no body."), _("The row holds no domain name that can be used."))


def counts(upload: ListUpload) -> dict[str, int]:
    """How many rows are new and how many of the same source would go."""
    if upload.kind == Kind.HOSTS:
        before = set(ListedHost.objects.filter(source=upload.source).values_list("host", flat=True))
        after = {row["host"] for row in upload.rows}
    else:
        before = set(RegistryEntry.objects.filter(source=upload.source).values_list("name_vi", flat=True))
        after = {row["name"] for row in upload.rows}
    return {"new": len(after - before), "same": len(after & before), "gone": len(before - after)}


@transaction.atomic
def apply_list(upload: ListUpload, *, by: User) -> int:
    """Replace what came from the same source by *upload*, whole; how many rows stand there now.

    Raises `ListHasMistakesError`, `MissingRoleError`, `WholeHouseError`.
    """
    require_whole_desk(by)
    upload = ListUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.problems:
        raise ListHasMistakesError
    number = _hosts(upload) if upload.kind == Kind.HOSTS else _bodies(upload)
    upload.delete()
    lists_changed()
    return number


def _hosts(upload: ListUpload) -> int:
    ListedHost.objects.filter(source=upload.source).delete()
    made = [
        ListedHost(host=row["host"], note=row["note"], source=upload.source, as_of=upload.as_of) for row in upload.rows
    ]
    return len(ListedHost.objects.bulk_create(made, batch_size=2000))


def _bodies(upload: ListUpload) -> int:
    RegistryEntry.objects.filter(source=upload.source).delete()
    made = [_body(row["name"], row["domains"], upload.source, upload.as_of) for row in upload.rows]
    return len(RegistryEntry.objects.bulk_create(made, batch_size=500))


def _body(name: str, domains: str, source: str, as_of: date) -> RegistryEntry:
    digest = blake2s(f"{source}\0{fold(name)}\0{name}".encode(), digest_size=10).hexdigest()
    return RegistryEntry(slug=f"site:{digest}", kind="local", name_vi=name, domains=domains, source=source, as_of=as_of)


@transaction.atomic
def add_body(name: str, domains: str, *, by: User, source: str, now: datetime | None = None) -> RegistryEntry:
    """Put one body into the registry, or change the domains of the one of that name and source.

    Raises `MissingRoleError`, `WholeHouseError`.
    """
    require_whole_desk(by)
    made = _body(" ".join(name.split()), domains, source, timezone.localdate(now))
    RegistryEntry.objects.filter(slug=made.slug).delete()
    made.save()
    lists_changed()
    return made


@transaction.atomic
def remove_body(entry: RegistryEntry, *, by: User) -> None:
    """Take a body of this site out of the registry. Raises `MissingRoleError`, `WholeHouseError`."""
    require_whole_desk(by)
    entry.delete()
    lists_changed()
