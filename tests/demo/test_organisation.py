"""The demo's organisation is the dispatch's: its four addressees, its wards, and as many made-up people as asked."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from loa.accounts.models import RoleAssignment
from loa.accounts.queries import holders, holds
from loa.demo.organisation import load
from loa.demo.people import Invention
from loa.units.audience import audience
from loa.units.core.names import normalise
from loa.units.models import ContactPoint, Staff, Subscriber, Unit
from loa.units.queries import membership_on, tree

pytestmark = pytest.mark.django_db


def test_the_addressees_of_the_dispatch_are_subtrees() -> None:
    organisation = load(staff=300, residents=40)
    assert [group.name for group in organisation.groups] == [
        "Ủy ban MTTQ thành phố và các đoàn thể",
        "Văn phòng Thành ủy và các Ban Xây dựng Đảng",
        "Các phòng, ban, ngành, đơn vị Thành phố",
        "Ủy ban nhân dân các phường, xã",
    ]
    kinds = Counter(ward.kind for ward in organisation.wards)
    assert kinds == {Unit.Kind.WARD: 13, Unit.Kind.COMMUNE: 3}
    current = tree(timezone.localdate())
    assert set(current.subtree(organisation.root.pk)) == set(current.ids)
    assert all(ward.pk in current.subtree(organisation.groups[3].pk) for ward in organisation.wards)


def test_as_many_people_as_asked_each_in_one_unit() -> None:
    organisation = load(staff=777, residents=55)
    members, duty = membership_on(timezone.localdate())
    assert (organisation.staff, organisation.residents, len(duty)) == (777, 55, 777)
    assert sum(len(people) for people in members.values()) == 777 + 55
    everyone = {"units": [organisation.root.pk], "subscribers": True}
    assert len(audience(everyone, timezone.now())) == 832


def test_nobody_real_can_be_reached_and_names_are_whole() -> None:
    load(staff=400, residents=30)
    mail = ContactPoint.objects.filter(channel="mail")
    assert mail.count() == 400 + 15
    assert all(address.endswith(".example") for address in mail.values_list("address", flat=True))
    assert all(
        normalise(name) == name and len(name.split()) >= 3 for name in Staff.objects.values_list("full_name", flat=True)
    )
    assert 0.4 < ContactPoint.objects.filter(channel="zalo").count() / 430 < 0.8
    assert Subscriber.objects.exclude(consent_text_hash="").count() == 30


def test_the_same_seed_makes_the_same_people() -> None:
    first, second, other = Invention(5), Invention(5), Invention(6)
    people = [first.person("ward", place) for place in range(50)]
    assert people == [second.person("ward", place) for place in range(50)]
    assert people != [other.person("ward", place) for place in range(50)]
    assert len({person.email for person in people}) == 50
    assert people[0].position == "Chủ tịch UBND"


def test_loading_again_changes_nothing() -> None:
    first = load(staff=60, residents=5)
    assert load(staff=9999) == first


def test_every_role_of_the_story_has_an_account_on_its_subtree() -> None:
    organisation = load(staff=300, residents=0)
    users = organisation.users
    assert holds(users["editor"], "editor", organisation.wards[3].pk)
    assert holds(users["approver"], "approver", organisation.root.pk)
    assert not holds(users["approver"], "editor")
    assert holds(users["unit_head"], "unit_head", organisation.wards[0].pk)
    assert not holds(users["unit_head"], "unit_head", organisation.wards[1].pk)
    assert users["staff"].staff is not None
    assert all(user.check_password(organisation.password) for user in (users["editor"], users["focal_point"]))


def test_every_unit_with_people_has_somebody_to_escalate_to() -> None:
    load(staff=1500, residents=0)
    for unit in Unit.objects.filter(memberships__isnull=False).distinct():
        assert holders(RoleAssignment.Role.FOCAL_POINT, [unit.pk]), unit.name


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    load(staff=50, residents=10, progress=lambda what, done, total: told.append((what, done, total)))
    assert told == [("staff", 50, 50), ("residents", 10, 10)]
