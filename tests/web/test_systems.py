"""The page “Other systems”: secrets shown once, the own subtree alone, a log that says what failed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment
from loa.integrations.actions import endpoints, tokens
from loa.integrations.models import Dispatch, Endpoint, Token
from tests.web.conftest import Enter
from tests.web.world import Town

pytestmark = pytest.mark.django_db
Role = RoleAssignment.Role
SECRET = re.compile(r"(loa_|whsec_)[\w+/=-]{40,}")


def shown(answer: object) -> str:
    """The secret of a page."""
    found = SECRET.search(answer.content.decode())  # type: ignore[attr-defined]
    assert found, answer.content.decode()  # type: ignore[attr-defined]
    assert "no-store" in answer["Cache-Control"]  # type: ignore[index]
    return found.group(0)


def new_token(client: Client, town: Town, *scopes: str) -> object:
    form = {"token-name": "Sở Y tế", "token-unit": town.city.pk, "token-scopes": list(scopes), "token-days": 90}
    return client.post(reverse("token-new"), form)


def test_a_token_is_shown_once_works_and_is_revoked(town: Town, enter: Enter) -> None:
    client = enter(town.editor)
    secret = shown(new_token(client, town, "bulletins:write", "coverage:read"))
    token = tokens.authenticate(secret, timezone.now())
    assert (token.owner, token.scopes) == (town.editor, ["bulletins:write", "coverage:read"])
    page = client.get(reverse("systems")).content.decode()
    assert secret not in page
    assert token.hint in page
    assert "còn hiệu lực" in page
    client.post(reverse("token-revoke", args=[token.pk]))
    assert "đã thu hồi" in client.get(reverse("systems")).content.decode()


def test_nobody_is_offered_more_than_they_may_do(town: Town, enter: Enter) -> None:
    client = enter(town.editor)
    assert "staff:write" not in client.get(reverse("systems")).content.decode()
    refused = new_token(client, town, "staff:write")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    grant(town.head, Role.EDITOR, town.north)
    assert new_token(enter(town.head), town, "bulletins:write").status_code == 422  # type: ignore[attr-defined]
    assert not Token.objects.exists()


def test_an_operator_sees_the_tokens_of_the_own_units_alone(town: Town, enter: Enter) -> None:
    tokens.make(town.editor, town.city, ["bulletins:write"], name="Của thành phố", days=9, by=town.editor)
    grant(town.head, Role.OPERATOR, town.north)
    grant(town.focal, Role.OPERATOR, town.south)
    tokens.make(town.head, town.north, ["staff:write"], name="Của phường Bắc", days=9, by=town.head)
    pages = {
        user.full_name: enter(user).get(reverse("systems")).content.decode()
        for user in town.people.values()
        if user in (town.operator, town.head, town.focal)
    }
    for person, expected in ((town.operator, (True, True)), (town.head, (False, True)), (town.focal, (False, False))):
        page = pages[person.full_name]
        assert ("Của thành phố" in page, "Của phường Bắc" in page) == expected, person.full_name


def test_a_webhook_from_its_making_to_its_end(town: Town, enter: Enter) -> None:
    client = enter(town.operator)
    form = {
        "webhook-name": "Cổng Sở Y tế",
        "webhook-url": "https://hooks.example/loa",
        "webhook-unit": town.city.pk,
        "webhook-events": ["release.published", "release.recalled"],
    }
    secret = shown(client.post(reverse("webhook-new"), form))
    endpoint = Endpoint.objects.get()
    assert endpoints.signing_secrets(endpoint, timezone.now()) == [secret]
    page = reverse("webhook", args=[endpoint.pk])
    assert "Bản tin đã được thu hồi" in client.get(page).content.decode()

    def act(name: str) -> object:
        return client.post(reverse("webhook-act", args=[endpoint.pk, name]))

    assert shown(act("rotate")) != secret
    act("ping")
    Dispatch.objects.update(attempts=1, status=502, error="kaputt")
    log = client.get(page).content.decode()
    assert "502" in log
    assert "kaputt" in log
    act("stop")
    assert "dừng bằng tay" in client.get(page).content.decode()
    act("start")
    assert act("nonsense").status_code == 404  # type: ignore[attr-defined]
    act("remove")
    assert not Endpoint.objects.exists()


def test_an_address_in_our_network_is_refused_with_its_reason(town: Town, enter: Enter) -> None:
    form = {
        "webhook-name": "x",
        "webhook-url": "https://192.168.1.7/",
        "webhook-unit": town.city.pk,
        "webhook-events": ["release.published"],
    }
    answer = enter(town.operator).post(reverse("webhook-new"), form)
    assert answer.status_code == 422
    assert "LOA_WEBHOOK_PRIVATE_HOSTS" in answer.content.decode()
    assert "192.168.1.7" in answer.content.decode(), "what was typed is kept"
