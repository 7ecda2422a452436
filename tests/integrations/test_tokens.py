"""Tokens: shown once, never more than their owner, ended at once."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from loa.accounts.actions import grant, revoke
from loa.accounts.models import AccessEvent, Notice, RoleAssignment
from loa.cli.main import app
from loa.errors import LoaError, NotAllowedError
from loa.integrations.actions import tokens
from loa.integrations.errors import (
    MissingScopeError,
    OwnerLostRoleError,
    TokenLifeError,
    UnknownScopeError,
    UnknownTokenError,
)
from loa.integrations.models import Scope, Token
from tests.web.world import Town, build_town

pytestmark = pytest.mark.django_db
Role = RoleAssignment.Role


@pytest.fixture
def town() -> Town:
    return build_town()


def make(town: Town, *scopes: str, days: int = 30) -> tuple[Token, str]:
    chosen = scopes or (Scope.STAFF_WRITE,)
    return tokens.make(town.operator, town.city, chosen, name="Danh bạ", days=days, by=town.operator)


def test_the_secret_is_kept_by_nobody(town: Town) -> None:
    token, secret = make(town)
    kept = json.dumps(list(Token.objects.values()), default=str)
    assert secret not in kept
    assert token.secret_hash in kept
    assert secret.startswith(token.hint)
    assert tokens.authenticate(secret, timezone.now()) == token
    assert Notice.objects.get().kind == Notice.Kind.TOKEN_MADE
    assert AccessEvent.objects.filter(act=AccessEvent.Act.TOKEN_MADE, user=town.operator).count() == 1


def test_use_is_noted_at_most_once_a_minute(town: Town, django_assert_num_queries: object) -> None:
    token, secret = make(town)
    now = timezone.now()
    tokens.authenticate(secret, now)
    tokens.authenticate(secret, now + dt.timedelta(seconds=59))
    assert Token.objects.get(pk=token.pk).last_used_at == now
    tokens.authenticate(secret, now + dt.timedelta(seconds=61))
    assert Token.objects.get(pk=token.pk).last_used_at == now + dt.timedelta(seconds=61)
    with django_assert_num_queries(1):  # type: ignore[operator]
        tokens.authenticate(secret, now + dt.timedelta(seconds=62))


def test_what_is_no_token_opens_nothing(town: Town) -> None:
    token, secret = make(town)
    now = timezone.now()
    for wrong in ("", "loa_", secret + "x", secret[:-1], token.secret_hash, "\udce9"):
        with pytest.raises(UnknownTokenError):
            tokens.authenticate(wrong, now)
    with pytest.raises(UnknownTokenError):
        tokens.authenticate(secret, token.expires_at)
    tokens.revoke(token, by=town.operator)
    tokens.revoke(token, by=town.operator)
    with pytest.raises(UnknownTokenError):
        tokens.authenticate(secret, now)
    assert AccessEvent.objects.filter(act=AccessEvent.Act.TOKEN_REVOKED).count() == 1


def test_a_closed_account_takes_its_tokens_along(town: Town) -> None:
    _token, secret = make(town)
    town.operator.is_active = False
    town.operator.save()
    with pytest.raises(UnknownTokenError):
        tokens.authenticate(secret, timezone.now())


def test_a_token_is_never_more_than_its_owner(town: Town) -> None:
    with pytest.raises(OwnerLostRoleError):
        make(town, Scope.BULLETINS_WRITE)
    with pytest.raises(OwnerLostRoleError):
        tokens.make(town.head, town.south, [Scope.COVERAGE_READ], name="x", days=1, by=town.head)
    grant(town.operator, Role.EDITOR, town.city)
    token, _secret = make(town, Scope.BULLETINS_WRITE)
    tokens.require_scope(token, Scope.BULLETINS_WRITE)
    with pytest.raises(MissingScopeError):
        tokens.require_scope(token, Scope.STAFF_WRITE)
    revoke(town.operator, Role.EDITOR, town.city)
    with pytest.raises(OwnerLostRoleError):
        tokens.require_scope(token, Scope.BULLETINS_WRITE)


def test_nobody_makes_tokens_in_anothers_name(town: Town) -> None:
    """Else an approver could approve what a token of another's name wrote for them (DESIGN §5.1)."""
    with pytest.raises(NotAllowedError):
        tokens.make(town.editor, town.city, [Scope.BULLETINS_WRITE], name="x", days=1, by=town.operator)


def test_who_may_end_a_token(town: Town) -> None:
    token, _secret = tokens.make(town.editor, town.city, [Scope.BULLETINS_WRITE], name="x", days=1, by=town.editor)
    for stranger in (town.head, town.approver, town.nobody):
        with pytest.raises(NotAllowedError):
            tokens.revoke(token, by=stranger)
    tokens.revoke(token, by=town.operator)


def test_a_token_ends(town: Town) -> None:
    for days in (0, -1, 367):
        with pytest.raises(TokenLifeError):
            make(town, days=days)
    for scopes in (("root",), ("",)):
        with pytest.raises(UnknownScopeError):
            make(town, *scopes)


def test_the_command_makes_lists_and_ends(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loa.cli.setup.django", lambda: None)
    runner = CliRunner()
    asked = ["token", "new", "Danh bạ", "--owner", town.operator.email, "--unit", "cp", "--scope", "staff:write"]
    made = json.loads(runner.invoke(app, [*asked, "--json"]).output)
    assert tokens.authenticate(made["token"], timezone.now()).owner == town.operator
    listed = runner.invoke(app, ["token", "list", "--json"]).output
    assert made["token"] not in listed
    assert [row["number"] for row in json.loads(listed)] == [made["number"]]
    assert made["hint"] in runner.invoke(app, ["token", "list"]).output
    assert runner.invoke(app, ["token", "revoke", str(made["number"])]).exit_code == 0
    assert json.loads(runner.invoke(app, ["token", "list", "--json"]).output) == []
    for wrong in (["token", "revoke", "999"], ["token", "new", "x", "--owner", "a@b.example", *asked[5:]]):
        assert isinstance(runner.invoke(app, wrong).exception, LoaError)
