"""The first account, and the way back in for whoever lost everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loa.accounts.actions import check_code
from loa.accounts.actions.factors import recovery_codes
from loa.accounts.models import AccessEvent, User
from loa.accounts.queries import has_second_factor, holds
from loa.cli import setup
from loa.cli.createadmin import app
from loa.trust import actions as trust
from tests.support.people import app_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_this_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "django", lambda: None)
    monkeypatch.setattr(setup, "migrate", lambda: None)
    monkeypatch.setattr(trust, "signing_key_path", lambda: tmp_path / "signing.pem")


def make(*options: str) -> str:
    result = CliRunner().invoke(app, ["--email", "vanhanh@campha.example", "--name", "Đỗ Minh Khôi", *options])
    assert result.exit_code == 0, result.exception
    return result.stdout


def test_the_first_account_operates_the_root() -> None:
    password = make().split()[-1]
    user = User.objects.get()
    assert user.check_password(password)
    assert holds(user, "operator")
    assert not has_second_factor(user)


def test_an_authenticator_comes_with_recovery_codes_that_open() -> None:
    said = make("--authenticator")
    user = User.objects.get()
    secret = re.search(r"secret=([A-Z2-7]+)", said)
    assert secret is not None
    assert check_code(user, app_code(secret[1]))
    codes = re.findall(r"^  (\S+)$", said, re.MULTILINE)
    assert codes == recovery_codes(user)
    assert len(codes) >= 8
    assert check_code(user, codes[0])
    assert AccessEvent.objects.filter(user=user, act="factor_added", by=None).exists()


def test_the_command_given_again_replaces_what_was_lost() -> None:
    old = re.findall(r"^  (\S+)$", make("--authenticator"), re.MULTILINE)
    new = re.findall(r"^  (\S+)$", make("--authenticator"), re.MULTILINE)
    assert not set(old) & set(new)
    assert recovery_codes(User.objects.get()) == new
