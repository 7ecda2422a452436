"""What every page knows: the authority, and the parts of the house that the visitor may enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.config import config
from loa.web.access import BOARD_ROLES, DESK_ROLES, DIRECTIVE_ROLES, MANAGING_ROLES, SECURITY_ROLES, Role, my_roles


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation; `here` when the page belongs to it."""

    label: str
    url: str
    here: bool


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `authority` and `menu`."""
    user = getattr(request, "user", None)
    signed = bool(user and user.is_authenticated)
    return {"authority": config().authority, "menu": list(_menu(request)) if signed else []}


def _menu(request: HttpRequest) -> Iterator[Entry]:
    roles = my_roles(request)
    parts: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        (_("Today"), "home", ()),
        (_("Desk"), "desk", DESK_ROLES),
        (_("Coverage"), "board", BOARD_ROLES),
        (_("Dispatches"), "directives", DIRECTIVE_ROLES),
        (_("Rumours"), "rumours", (Role.EDITOR, Role.APPROVER)),
        (_("Check a mail"), "mailcheck", ()),
        (_("Mail security"), "security-desk", SECURITY_ROLES),
        (_("People"), "people", MANAGING_ROLES),
        (_("Record of access"), "people-record", (Role.AUDITOR,)),
        (_("Organisation"), "organisation", (Role.OPERATOR,)),
        (_("Other systems"), "systems", (Role.EDITOR, Role.OPERATOR)),
        (_("Operations"), "operations", (Role.OPERATOR,)),
    )
    for label, name, needed in parts:
        if not needed or roles.intersection(needed):
            url = reverse(name)
            yield Entry(label, url, request.path.startswith(url))
