"""The desk's front page: what is being written, what waits for me, what went out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from loa.accounts.models import User
from loa.bulletins import queries
from loa.bulletins.models import Bulletin
from loa.delivery.queries import troubles
from loa.web.access import DESK_ROLES, Role, for_roles, has_role, me
from loa.web.paging import page_of

State = Bulletin.State


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the desk: its key in the address, its name and its bulletins."""

    key: str
    label: str
    rows: QuerySet[Bulletin]
    count: int


@for_roles(*DESK_ROLES)
def desk(request: HttpRequest) -> HttpResponse:
    """Drafts, what awaits my approval, what is with the approvers, what was released."""
    tabs = _tabs(me(request))
    chosen = next((tab for tab in tabs if tab.key == request.GET.get("tab")), _first(tabs))
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "page": page_of(request, chosen.rows),
        "may_write": has_role(request, Role.EDITOR),
        "troubles": troubles(),
    }
    return render(request, "desk/desk.html", context)


def _tabs(user: User) -> list[Tab]:
    mine = queries.visible_to(user)
    lists = (
        ("waiting", _("Awaiting my approval"), queries.awaiting_approval(user)),
        ("drafts", _("Being written"), mine.filter(state__in=(State.DRAFT, State.RETURNED))),
        ("submitted", _("With the approvers"), mine.filter(state__in=(State.SUBMITTED, State.APPROVED))),
        ("released", _("Released"), mine.filter(state=State.RELEASED)),
    )
    return [Tab(key, label, rows, rows.order_by().count()) for key, label, rows in lists]


def _first(tabs: list[Tab]) -> Tab:
    """What waits for the visitor comes first; then drafts; then what was released."""
    return next((tab for tab in tabs if tab.count), tabs[1])
