"""Fixtures of the API: a small town, tokens, clients that speak JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.delivery.models import Delivery
from loa.integrations.actions import tokens
from loa.integrations.models import Scope
from loa.trust import actions as trust
from loa.units.models import Unit
from tests.web.world import Town, build_town, release

Role = RoleAssignment.Role


@pytest.fixture
def town(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A small town that can sign."""
    monkeypatch.setattr(trust, "signing_key_path", lambda: tmp_path / "signing.pem")
    trust.ensure_signing_key()
    cache.clear()
    yield build_town()
    cache.clear()


def publish(town: Town, **changes: object) -> Release:
    """A release that stands on the portal."""
    made = release(town, **changes)
    Delivery.objects.filter(release=made, channel="portal").update(state=Delivery.State.DONE)
    return made


class Caller:
    """Another system, with its token or without."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        self.headers = {"accept-language": language} | ({"authorization": f"Bearer {secret}"} if secret else {})
        self.client = Client()

    def get(self, path: str, **query: Any) -> Any:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def send(self, method: str, path: str, value: Any = None, **headers: str) -> Any:
        """POST, PUT … a JSON value."""
        content = json.dumps(value).encode()
        headers = {**self.headers, **headers}
        return self.client.generic(method.upper(), f"/api/v1{path}", content, "application/json", headers=headers)


TokenMaker = Callable[..., Caller]


@pytest.fixture
def with_token(town: Town) -> TokenMaker:
    """A caller with a new token, in the name of the operator, who also edits."""
    grant(town.operator, Role.EDITOR, town.city)

    def make(*scopes: str, unit: Unit | None = None, owner: User | None = None, language: str = "en") -> Caller:
        chosen = scopes or tuple(Scope.values)
        _token, secret = tokens.make(
            owner or town.operator, unit or town.city, chosen, name="Sở Y tế", days=30, by=None
        )
        return Caller(secret, language)

    return make
