"""Invitations for family and neighbours: counted for the unit, once per device, and nobody is written down."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from loa.kernel import tokens
from loa.reach.models import Installation
from loa.units.actions import close_staff
from loa.units.models import Staff
from loa.units.queries import unit_of_staff
from tests.web.conftest import Enter
from tests.web.world import START, Town

pytestmark = pytest.mark.django_db


def link(town: Town) -> str:
    return tokens.make("family", "", town.staff.staff_id or 0)


def install(client: Client, **told: str) -> bool:
    answer = client.post("/app/installations", json.dumps(told), content_type="application/json")
    return bool(answer.json()["counted"])


def test_the_home_shows_the_own_link_and_what_the_unit_brought_about(town: Town, enter: Enter, client: Client) -> None:
    install(client, device="phone-of-a-mother", family=link(town))
    page = enter(town.staff).get(reverse("home"))
    assert page.context["mine"].family == 1
    assert link(town) in enter(town.staff).get(reverse("home-family")).content.decode()


def test_a_device_counts_once_for_the_unit_and_nobody_is_written_down(town: Town, client: Client) -> None:
    for _start_of_the_app in range(3):
        assert install(client, device="phone-of-a-mother", family=link(town))
    row = Installation.objects.get()
    assert (row.family_of_unit_id, row.recipient_id) == (town.north.pk, None)
    assert set(Installation._meta.get_fields()) == {
        Installation._meta.get_field(name)
        for name in ("id", "recipient", "family_of_unit", "device", "installed_at", "seen_at", "removed_at")
    }, "a new column has to be looked at: it must not tell whose family it is"


def test_staff_who_open_a_relatives_link_count_as_staff(town: Town, enter: Enter) -> None:
    install(enter(town.focal), device="own-phone", family=link(town))
    assert Installation.objects.get().recipient_id == town.focal.staff_id


@pytest.mark.parametrize("forged", ["AAAA", "", "x" * 150])
def test_a_forged_link_counts_nothing_and_still_helps(forged: str, town: Town, client: Client) -> None:
    assert not install(client, device="d", family=forged)
    assert not install(client, device="d", family=tokens.make("invite", "", town.staff.staff_id or 0))
    assert not Installation.objects.exists()
    if forged:
        assert client.get(reverse("family-invitation", args=[forged]))["Location"] == "/app/install"


def test_the_link_of_somebody_who_left_counts_no_more(town: Town, client: Client) -> None:
    close_staff(Staff.objects.get(pk=town.staff.staff_id), START.replace(year=2021))
    assert unit_of_staff(town.staff.staff_id or 0) is None
    assert not install(client, device="d", family=link(town))


def test_the_installed_app_starts_with_the_invitation(town: Town, client: Client) -> None:
    page = client.get(reverse("family-invitation", args=[link(town)])).content.decode()
    address = reverse("family-manifest", args=[link(town)])
    assert f'rel="manifest" href="{address}"' in page
    manifest = json.loads(client.get(address).content)
    assert manifest["start_url"].endswith(f"&family={link(town)}")
    assert manifest["id"] == "/", "still the one app, not a second one beside it"
