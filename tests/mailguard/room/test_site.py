"""The desk's lists on their way to the gateway: by file, and beside the database as they change."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from loa.accounts.models import User
from loa.cli.main import run
from loa.mailguard import desk_site, queries
from loa.mailguard.actions.state import lists_changed
from loa.mailguard.models import BlockEntry
from loa.mailguard.site import Policy, Site
from tests.mailguard.mails import COLLEAGUE


def entry(value: str) -> BlockEntry:
    user, _ = User.objects.get_or_create(email="antoan@campha.example", full_name="Ngô Văn Thành")
    made = BlockEntry.objects.create(kind="sender", value=value, reason="x", by=user, at=timezone.now())
    lists_changed()
    return made


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        run(["mail", *arguments])
    return int(stop.value.code or 0)


@pytest.mark.django_db
def test_the_file_keeps_the_policy_and_judges_with_the_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry("thu.tran@gmail.com")
    policy, out, mail = tmp_path / "policy.json", tmp_path / "site.json", tmp_path / "a.eml"
    policy.write_text(Site(Policy(dangerous="reject"), blocked_hosts=frozenset({"a.example"})).to_json())
    assert call("site", "--policy", str(policy), "--out", str(out)) == 0
    made = Site.from_json(out.read_text())
    assert made.policy.dangerous == "reject"
    assert (made.blocked_hosts, made.blocked_senders) == ({"a.example"}, {"thu.tran@gmail.com"})
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    mail.write_bytes(COLLEAGUE.build())
    capsys.readouterr()
    assert call("check", str(mail), "--jsonl", "--site", str(out)) == 0
    codes = {one["code"] for one in json.loads(capsys.readouterr().out)["evidence"]}
    assert "history.blocked" in codes


@pytest.mark.django_db(transaction=True)
def test_a_gateway_beside_the_database_sees_a_change_from_inside_its_loop() -> None:
    site, stamp = desk_site.from_desk(lambda: Site(Policy(fail="closed")), lambda: 1)

    async def looks() -> tuple[Site, object]:
        return site(), stamp()

    before, stamp_before = asyncio.run(looks())
    assert (before.blocked_senders, before.policy.fail) == (frozenset(), "closed")
    made = entry("gia-mao@gmail.com")
    after, stamp_after = asyncio.run(looks())
    assert after.blocked_senders == {"gia-mao@gmail.com"}
    assert stamp_after != stamp_before
    made.delete()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_an_error_that_the_milter_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> Site:
        raise OperationalError("no route")

    monkeypatch.setattr(queries, "site", away)
    site, _ = desk_site.from_desk(Site, lambda: 1)
    with pytest.raises(desk_site.ListsAwayError):
        site()
