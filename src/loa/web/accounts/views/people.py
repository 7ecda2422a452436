"""Managing people: who is in my subtree, what they may do, and how they get in."""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.accounts import queries
from loa.accounts.actions import grant, people, revoke
from loa.accounts.models import Invitation, RoleAssignment, User
from loa.config import config
from loa.errors import LoaError
from loa.web.access import MANAGING_ROLES, Role, for_roles, me
from loa.web.accounts.forms import GrantForm, InviteForm, InviteUnitForm
from loa.web.paging import page_of

EVENTS = 15  # lines of the record on a person's page


@for_roles(*MANAGING_ROLES)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The people of my subtree, searched and in pages."""
    text = request.GET.get("q", "")
    rows = _with_state(queries.people_in(queries.managed_units(me(request)), text))
    return render(request, "accounts/people.html", {"page": page_of(request, rows), "text": text})


def _with_state(rows: QuerySet[User]) -> QuerySet[User]:
    """What the list says of each account, asked once for the whole page."""
    now = timezone.now()
    open_invitation = Invitation.objects.filter(
        user=OuterRef("pk"), used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )
    keys = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=[Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
    )
    guarded = RoleAssignment.objects.filter(user=OuterRef("pk"), role__in=queries.GUARDED_ROLES)
    return rows.annotate(
        invited=Exists(open_invitation), lacks_factor=Exists(guarded) & ~Exists(keys)
    ).prefetch_related("roles__unit")


@for_roles(*MANAGING_ROLES)
@never_cache
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: roles, state, what I may do about it, and what was done."""
    return _person_page(request, _mine(request, pk))


def _mine(request: HttpRequest, pk: int) -> User:
    """The account, if it is somebody in my subtree; else it does not exist for me."""
    return get_object_or_404(queries.people_in(queries.managed_units(me(request))), pk=pk)


def _person_page(request: HttpRequest, user: User, form: GrantForm | None = None) -> HttpResponse:
    by = me(request)
    recoverable, entered = queries.may_recover(by, user), queries.was_entered(user)
    gives = queries.gives(by)
    context = {
        "person": _with_state(User.objects.filter(pk=user.pk)).get(),
        "roles": [(row, row.unit_id in gives[row.role]) for row in _roles(user)],
        "form": form or GrantForm(by=by),
        "may_grant": by.pk != user.pk and user.is_active,
        "may_invite": user.is_active and not entered and queries.may_let_in(by, user),
        "may_recover": recoverable and user.is_active and entered,
        "may_close": recoverable and user.is_active,
        "may_reopen": recoverable and not user.is_active,
        "entered": entered,
        "page": page_of(request, user.access_events.select_related("by", "unit"), EVENTS),
    }
    return render(request, "accounts/person.html", context, status=422 if form and form.errors else 200)


def _roles(user: User) -> QuerySet[RoleAssignment]:
    return user.roles.select_related("unit").order_by("role", "unit__position", "unit__name")


@for_roles(*MANAGING_ROLES)
@require_POST
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role on a subtree."""
    user = _mine(request, pk)
    form = GrantForm(request.POST, by=me(request))
    if not form.is_valid():
        return _person_page(request, user, form)
    return _tried(
        request,
        pk,
        lambda: grant(user, form.cleaned_data["role"], form.cleaned_data["unit"], by=me(request)),
        _("Role granted."),
    )


@for_roles(*MANAGING_ROLES)
@require_POST
def revoke_role(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    """Take a role back."""
    user = _mine(request, pk)
    held = get_object_or_404(RoleAssignment.objects.select_related("unit"), pk=assignment, user=user)
    answer = _tried(request, pk, lambda: revoke(user, held.role, held.unit, by=me(request)), _("Role taken back."))
    still_mine = queries.people_in(queries.managed_units(me(request))).filter(pk=pk).exists()
    return answer if still_mine else redirect("people")


@for_roles(*MANAGING_ROLES)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody into the account any more."""
    user = _mine(request, pk)
    return _tried(request, pk, lambda: people.close(user, by=me(request)), _("Account closed."))


def _tried(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    """Do *act* and go back to the person's page, with a word on how it went."""
    try:
        act()
    except LoaError as error:
        messages.error(request, error.text, extra_tags="grave")
    else:
        messages.success(request, done, extra_tags="good")
    return redirect("person", pk)


@for_roles(*MANAGING_ROLES)
@never_cache
@require_POST
def let_in(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """A new invitation for one person: again, after recovery, or after reopening."""
    user = _mine(request, pk)
    acts = {"invite": people.invite_again, "recover": people.recover, "reopen": people.reopen}
    try:
        ticket = acts[way](user, by=me(request))
    except LoaError as error:
        messages.error(request, error.text, extra_tags="grave")
        return redirect("person", pk)
    return _sheet(request, [ticket])


@for_roles(*MANAGING_ROLES)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one person with a role."""
    by = me(request)
    form = InviteForm(request.POST if request.method == "POST" else None, by=by)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            return _sheet(
                request,
                [
                    people.invite(
                        given["email"], given["full_name"], given["role"], given["unit"], by=by, staff=given["staff"]
                    )
                ],
            )
        except LoaError as error:
            form.add_error(None, error.text)
    context = {"form": form, "unit_form": InviteUnitForm(by=by)}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@for_roles(*MANAGING_ROLES)
@never_cache
@require_POST
def invite_unit(request: HttpRequest) -> HttpResponse:
    """Invite everybody of a unit who has never come in."""
    by = me(request)
    form = InviteUnitForm(request.POST, by=by)
    if not form.is_valid():
        return render(request, "accounts/invite.html", {"form": InviteForm(by=by), "unit_form": form}, status=422)
    with transaction.atomic():
        tickets = list(people.invite_unit(form.cleaned_data["unit"], by=by))
    return _sheet(request, tickets)


def _sheet(request: HttpRequest, tickets: list[people.Ticket]) -> HttpResponse:
    """The invitations to print or to show. Their secrets are kept nowhere: this page is the only time they are seen."""
    cards = []
    for ticket in tickets:
        link = config().base_url + reverse("invitation", args=[ticket.secret])
        picture = segno.make(link, error="m").svg_inline(scale=4, border=2, omitsize=True, svgclass="qr")
        roles = list(_roles(ticket.invitation.user))
        cards.append({"invitation": ticket.invitation, "roles": roles, "link": link, "qr": mark_safe(picture)})  # noqa: S308
    return render(request, "accounts/sheet.html", {"cards": cards, "limit": people.AT_ONCE})


@for_roles(*MANAGING_ROLES, Role.AUDITOR)
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """The record of my subtree: who changed whose access."""
    user = me(request)
    units = queries.units_with(user, *MANAGING_ROLES, Role.AUDITOR)
    return render(request, "accounts/events.html", {"page": page_of(request, queries.events(units))})
