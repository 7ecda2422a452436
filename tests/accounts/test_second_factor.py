"""Approving asks for more than a password, whichever face asks for it."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from loa.accounts.actions import factors
from loa.accounts.errors import LastFactorError, SecondFactorMissingError
from loa.accounts.models import AccessEvent, Notice
from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin
from tests.support import people
from tests.support.releases import draft

pytestmark = pytest.mark.django_db


def submitted(city: people.City) -> Bulletin:
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft(city, ["portal", "mail"]))
    actions.submit(bulletin, by=city.editor)
    return bulletin


def approve(bulletin: Bulletin, city: people.City) -> None:
    actions.approve(bulletin, by=city.approver, seen_hash=queries.latest_revision(bulletin).content_hash)


def test_an_approver_with_a_password_alone_approves_nothing() -> None:
    city = people.city()
    bulletin = submitted(city)
    Authenticator.objects.filter(user=city.approver).delete()
    with pytest.raises(SecondFactorMissingError):
        approve(bulletin, city)
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.SUBMITTED


def test_recovery_codes_alone_are_no_second_factor() -> None:
    city = people.city()
    bulletin = submitted(city)
    Authenticator.objects.filter(user=city.approver).delete()
    RecoveryCodes.activate(city.approver)
    with pytest.raises(SecondFactorMissingError):
        approve(bulletin, city)


def test_with_an_app_it_is_approved() -> None:
    city = people.city()
    bulletin = submitted(city)
    approve(bulletin, city)
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.APPROVED


def test_an_approver_keeps_the_last_factor_and_others_may_give_it_up() -> None:
    city = people.city()
    with pytest.raises(LastFactorError):
        factors.remove(Authenticator.objects.get(user=city.approver))
    assert Authenticator.objects.filter(user=city.approver).exists()
    factors.added(factors.enrol_totp(city.editor, people.APP_SECRET))
    factors.remove(Authenticator.objects.get(user=city.editor, type="totp"))
    assert not Authenticator.objects.filter(user=city.editor).exists(), "recovery codes go with the last factor"
    assert list(Notice.objects.values_list("kind", flat=True)) == ["factor_added", "factor_removed"]
    assert AccessEvent.objects.filter(user=city.editor, act="factor_removed").exists()
