"""Who lets whom in, who gives what to whom, and that it is all written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from loa.accounts import queries
from loa.accounts.actions import enrol_totp, grant, people, revoke
from loa.accounts.actions.sso import account_for
from loa.accounts.errors import (
    AccountInUseError,
    AddressTakenError,
    InvitationError,
    LastOperatorError,
    NotYoursToGiveError,
    UnknownToSsoError,
)
from loa.accounts.models import AccessEvent, Invitation, RoleAssignment, User
from loa.units.models import Staff
from tests.support.people import APP_SECRET, City, account, city

pytestmark = pytest.mark.django_db
Role = RoleAssignment.Role


@pytest.fixture
def town() -> City:
    return city()


@pytest.fixture
def operator(town: City) -> User:
    return account("vanhanh", (Role.OPERATOR, town.root))


def member(code: str) -> Staff:
    return Staff.objects.get(employee_code=code)


def invited(town: City, by: User, role: str = Role.STAFF, email: str = "moi@campha.example") -> people.Ticket:
    return people.invite(email, "Người Mới", role, town.east, by=by)


# Giving roles


@pytest.mark.parametrize("role", Role.values)
def test_an_operator_gives_every_role_but_only_in_the_own_subtree(role: str, town: City) -> None:
    ward_operator, other = account("phuong", (Role.OPERATOR, town.east)), account("ai")
    grant(other, role, town.east, by=ward_operator)
    assert queries.holds(other, role, town.east.pk)
    for unit in (town.root, town.west):
        with pytest.raises(NotYoursToGiveError):
            grant(other, role, unit, by=ward_operator)
        with pytest.raises(NotYoursToGiveError):
            revoke(other, role, unit, by=ward_operator)


@pytest.mark.parametrize("role", Role.values)
def test_a_unit_head_gives_staff_and_focal_points_alone(role: str, town: City) -> None:
    other = account("ai")
    if role in (Role.STAFF, Role.FOCAL_POINT):
        grant(other, role, town.east, by=town.head_of_east)
        return
    with pytest.raises(NotYoursToGiveError):
        grant(other, role, town.east, by=town.head_of_east)


def test_the_head_of_a_city_appoints_the_heads_of_its_wards_and_no_second_self(town: City) -> None:
    mayor, other = account("chutich", (Role.UNIT_HEAD, town.root)), account("ai")
    grant(other, Role.UNIT_HEAD, town.west, by=mayor)
    with pytest.raises(NotYoursToGiveError):
        grant(other, Role.UNIT_HEAD, town.root, by=mayor)


@pytest.mark.parametrize("role", [Role.STAFF, Role.FOCAL_POINT, Role.EDITOR, Role.APPROVER, Role.AUDITOR])
def test_other_roles_give_nothing(role: str, town: City) -> None:
    giver, other = account("ai", (role, town.root)), account("kia")
    for given in Role.values:
        with pytest.raises(NotYoursToGiveError):
            grant(other, given, town.east, by=giver)


def test_nobody_gives_to_themselves(town: City, operator: User) -> None:
    with pytest.raises(NotYoursToGiveError):
        grant(operator, Role.APPROVER, town.root, by=operator)


def test_the_last_operator_stays(town: City, operator: User) -> None:
    with pytest.raises(LastOperatorError):
        revoke(operator, Role.OPERATOR, town.root)
    ward = account("phuong", (Role.OPERATOR, town.east))
    revoke(ward, Role.OPERATOR, town.east, by=operator)
    second = account("hai", (Role.OPERATOR, town.root))
    people.close(second, by=operator)
    with pytest.raises(LastOperatorError):
        revoke(operator, Role.OPERATOR, town.root)
    assert queries.holds(operator, Role.OPERATOR, town.root.pk)


# Invitations


def test_an_invitation_opens_once_and_only_its_hash_is_kept(town: City, operator: User) -> None:
    ticket = invited(town, operator)
    assert ticket.secret not in str(Invitation.objects.values().get())
    user = people.accept(ticket.secret)
    assert queries.holds(user, Role.STAFF, town.east.pk)
    for opens in (people.accept, people.invitation):
        with pytest.raises(InvitationError):
            opens(ticket.secret)


def test_an_invitation_expires_and_a_newer_one_replaces_it(town: City, operator: User) -> None:
    first = invited(town, operator)
    second = people.invite_again(first.invitation.user, by=operator)
    with pytest.raises(InvitationError):
        people.invitation(first.secret)
    assert people.invitation(second.secret).user == first.invitation.user
    Invitation.objects.filter(pk=second.invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(InvitationError):
        people.accept(second.secret)


@pytest.mark.parametrize("secret", ["", "AAAA", "á" * 50, "x" * 5000])
def test_what_never_was_an_invitation_opens_nothing(secret: str) -> None:
    with pytest.raises(InvitationError):
        people.invitation(secret)


def test_a_head_invites_into_the_own_unit_alone(town: City) -> None:
    head = town.head_of_east
    assert people.accept(invited(town, head).secret).email == "moi@campha.example"
    for role, unit in ((Role.STAFF, town.west), (Role.STAFF, town.root), (Role.EDITOR, town.east)):
        with pytest.raises(NotYoursToGiveError):
            people.invite("khac@campha.example", "Khác", role, unit, by=head)


def test_no_head_takes_an_account_over_by_inviting_it(town: City, operator: User) -> None:
    """The key to an account goes only through hands that could have given all that it can do."""
    elsewhere = people.invite("tay@campha.example", "Tây", Role.STAFF, town.west, by=operator).invitation.user
    with pytest.raises(NotYoursToGiveError):
        people.invite(elsewhere.email, "x", Role.STAFF, town.east, by=town.head_of_east)
    with pytest.raises(NotYoursToGiveError):
        people.invite("tay0@campha.example", "x", Role.STAFF, town.east, by=town.head_of_east, staff=member("west0"))
    with pytest.raises(NotYoursToGiveError):
        people.invite_again(elsewhere, by=town.head_of_east)
    with pytest.raises(AccountInUseError):
        people.invite(town.editor.email, "x", Role.STAFF, town.east, by=town.head_of_east)
    assert not town.editor.roles.filter(unit=town.east).exists()
    assert not User.objects.filter(email="tay0@campha.example").exists(), "nothing half done is left"


def test_two_accounts_for_one_member_of_staff_are_refused(town: City, operator: User) -> None:
    people.invite("mot@campha.example", "Một", Role.STAFF, town.east, by=operator, staff=member("east0"))
    with pytest.raises(AddressTakenError):
        people.invite("hai@campha.example", "Hai", Role.STAFF, town.east, by=operator, staff=member("east0"))


def test_a_whole_unit_is_invited_but_those_who_came_in(town: City) -> None:
    head = town.head_of_east
    first = list(people.invite_unit(town.east, by=head))
    assert {ticket.invitation.user.staff for ticket in first} == {member(f"east{n}") for n in range(3)}
    entered = people.accept(first[0].secret)
    entered.set_password("một câu chỉ mình tôi nghĩ ra")
    entered.save()
    second = list(people.invite_unit(town.east, by=head))
    assert {ticket.invitation.user for ticket in second} == {ticket.invitation.user for ticket in first[1:]}
    with pytest.raises(NotYoursToGiveError):
        list(people.invite_unit(town.west, by=head))


# Recovery, closing


@pytest.mark.parametrize("act", [people.recover, people.close])
def test_only_an_operator_over_all_of_it_takes_an_account_out_of_its_owners_hands(
    act: Callable[..., object], town: City, operator: User
) -> None:
    ward_operator = account("phuong", (Role.OPERATOR, town.east))
    both = account("ca-hai", (Role.STAFF, town.east), (Role.EDITOR, town.root))
    for by in (ward_operator, town.head_of_east, both):
        with pytest.raises(NotYoursToGiveError):
            act(both, by=by)
    with pytest.raises(NotYoursToGiveError):
        act(operator, by=ward_operator)
    act(both, by=operator)
    both.refresh_from_db()
    assert not both.has_usable_password()


def test_recovery_closes_every_old_way_in(town: City, operator: User) -> None:
    lost = account("mat", (Role.STAFF, town.east))
    enrol_totp(lost, APP_SECRET)
    before = lost.get_session_auth_hash()
    ticket = people.recover(lost, by=operator)
    lost.refresh_from_db()
    assert not queries.has_second_factor(lost)
    assert lost.get_session_auth_hash() != before, "old sessions are void"
    assert people.accept(ticket.secret) == lost


def test_a_closed_account_opens_again_only_with_an_invitation(town: City, operator: User) -> None:
    gone = account("nghi", (Role.STAFF, town.east))
    people.close(gone, by=operator)
    with pytest.raises(UnknownToSsoError):
        account_for(gone.email)
    assert people.accept(people.reopen(gone, by=operator).secret).is_active


# The provincial sign-in


def test_the_province_vouches_for_accounts_and_staff_on_duty_alone(town: City) -> None:
    assert account_for(town.editor.email.upper()) == town.editor
    hired = account_for("east1@campha.example")
    assert hired.staff == member("east1")
    assert list(hired.roles.values_list("role", "unit")) == [(Role.STAFF, town.east.pk)]
    with pytest.raises(UnknownToSsoError):
        account_for("la@noi-khac.example")
    Staff.objects.filter(employee_code__in=["west0", "west1"]).update(email="chung@campha.example")
    with pytest.raises(UnknownToSsoError):
        account_for("chung@campha.example")


# The record


def test_every_change_is_on_record_and_the_database_keeps_it(town: City, operator: User) -> None:
    ticket = invited(town, operator, Role.EDITOR)
    user = people.accept(ticket.secret)
    revoke(user, Role.EDITOR, town.east, by=operator)
    kept = list(AccessEvent.objects.filter(user=user).order_by("pk").values_list("act", "by"))
    assert kept == [
        ("granted", operator.pk),
        ("invited", operator.pk),
        ("accepted", user.pk),
        ("revoked", operator.pk),
    ]
    for sql in ("UPDATE accounts_accessevent SET detail = 'x'", "DELETE FROM accounts_accessevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
