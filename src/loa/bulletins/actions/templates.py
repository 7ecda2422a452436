"""Patterns of recurring bulletins: kept by a unit, used by it and all below."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.actions.write import create
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.patterns import filled
from loa.bulletins.errors import TemplateNameError
from loa.bulletins.models import Bulletin, BulletinTemplate
from loa.bulletins.queries import latest_draft
from loa.units.models import Unit

EDITOR = RoleAssignment.Role.EDITOR


@transaction.atomic
def keep_template(bulletin: Bulletin, *, by: User, name: str) -> BulletinTemplate:
    """Make a template of *bulletin*'s newest words, or renew the one of that name in its unit.

    Pictures, files and reasons belong to one bulletin and stay with it. Raises `TemplateNameError`, `MissingRoleError`.
    """
    require(by, EDITOR, unit_id=bulletin.unit_id)
    if not name.strip():
        raise TemplateNameError
    draft = replace(latest_draft(bulletin), pictures=(), attachments=(), waivers={}, not_after=None)
    template, _created = BulletinTemplate.objects.update_or_create(
        unit=bulletin.unit, name=name.strip(), defaults={"content": draft.as_dict(), "created_by": by}
    )
    return template


@transaction.atomic
def rename_template(template: BulletinTemplate, *, by: User, name: str) -> None:
    """Call *template* otherwise.

    Raises `TemplateNameError` for an empty name or one that another template of the unit has, `MissingRoleError`.
    """
    require(by, EDITOR, unit_id=template.unit_id)
    others = BulletinTemplate.objects.filter(unit=template.unit, name=name.strip()).exclude(pk=template.pk)
    if not name.strip() or others.exists():
        raise TemplateNameError
    BulletinTemplate.objects.filter(pk=template.pk).update(name=name.strip())


@transaction.atomic
def delete_template(template: BulletinTemplate, *, by: User) -> None:
    """Take *template* away. Bulletins that were begun from it stay as they are."""
    require(by, EDITOR, unit_id=template.unit_id)
    template.delete()


def begin_from(pattern: dict[str, Any], *, by: User, unit: Unit, at: datetime) -> Bulletin:
    """Begin a bulletin of *unit* from the content of a template: its places for day and hour are filled.

    The audience is the unit and all below it, with its residents where the template says so. Raises `MissingRoleError`.
    """
    draft = filled(Draft.from_dict(pattern), at)
    return create(
        by=by,
        unit=unit,
        draft=replace(draft, audience={"units": [unit.pk], "subscribers": bool(draft.audience.get("subscribers"))}),
    )
