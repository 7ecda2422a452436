"""Lists at the security desk: a dry run, then all of it or nothing; the guard knows them at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment
from loa.mailguard import queries
from loa.mailguard.core import check
from loa.mailguard.models import ListedHost, ListUpload, RegistryEntry
from tests.mailguard.builder import GATEWAY
from tests.mailguard.mails import MOH
from tests.web.conftest import Enter
from tests.web.world import Town

pytestmark = pytest.mark.django_db


def upload(desk: Client, text: str, kind: str = "hosts", source: str = "tinnhiemmang.vn") -> str:
    form = {"kind": kind, "file": SimpleUploadedFile("l.csv", text.encode()), "source": source, "as_of": "2026-11-20"}
    answer = desk.post(reverse("guard-list-upload"), form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_list_is_looked_at_then_taken_over_whole(town: Town, enter: Enter) -> None:
    desk = enter(town.security)
    review = upload(desk, "domain\nevil.example\nlua.example\n")
    assert "evil[.]example" in desk.get(review).content.decode()
    assert not ListedHost.objects.exists(), "a dry run changes nothing"
    desk.post(review + "/apply")
    assert queries.site().blocked_hosts == {"evil.example", "lua.example"}
    row = ListedHost.objects.first()
    assert row is not None
    assert (row.source, row.as_of.isoformat()) == ("tinnhiemmang.vn", "2026-11-20")
    desk.post(upload(desk, "domain\nlua.example\nmoi.example\n") + "/apply")
    assert queries.site().blocked_hosts == {"lua.example", "moi.example"}, (
        "the newer list of a source replaces the older"
    )
    desk.post(upload(desk, "domain\nkhac.example\n", source="nơi khác") + "/apply")
    assert len(queries.site().blocked_hosts) == 3


def test_one_bad_row_keeps_everything_out(town: Town, enter: Enter) -> None:
    desk = enter(town.security)
    review = upload(desk, "domain\nevil.example\ngmail.com\n")
    assert "1 dòng" in desk.get(review).content.decode()
    desk.post(review + "/apply")
    assert not ListedHost.objects.exists()
    desk.post(review + "/discard")
    assert not ListUpload.objects.exists()


def test_a_file_that_is_no_list_is_said_beside_the_form(town: Town, enter: Enter) -> None:
    form = {"kind": "hosts", "file": SimpleUploadedFile("l.csv", b"{"), "source": "x", "as_of": "2026-11-20"}
    answer = enter(town.security).post(reverse("guard-list-upload"), form)
    assert answer.status_code == 422
    assert "Không đọc được danh sách" in answer.content.decode()


def test_a_body_of_the_site_is_known_at_once_and_a_shipped_one_keeps_its_domains(town: Town, enter: Enter) -> None:
    desk = enter(town.security)
    ward = MOH.but(sender="UBND phường Cửa Ông <ubnd@cuaong.example>", subject="Lịch họp", text="Mời họp thứ Hai.")
    assert "claim.office" in codes(ward.build())
    desk.post(reverse("guard-body-add"), {"name": "UBND phường Cửa Ông", "domain": "https://cuaong.example/"})
    assert not [code for code in codes(ward.build()) if code.startswith("claim.")]
    desk.post(reverse("guard-body-add"), {"name": "Bộ Y tế", "domain": "boyte.example"})
    assert not [code for code in codes(MOH.build()) if code.startswith("claim.")]
    assert desk.post(reverse("guard-body-add"), {"name": "Sở Z", "domain": "không"}).status_code == 422
    for entry in RegistryEntry.objects.all():
        desk.post(reverse("guard-body-remove", args=[entry.pk]))
    assert "claim.office" in codes(ward.build())


def codes(raw: bytes) -> set[str]:
    from dataclasses import replace

    settings = replace(queries.guard_settings(), authserv=GATEWAY)
    return {one.code for one in check(raw, settings=settings).evidence}


def test_who_keeps_a_ward_changes_no_list_of_all(town: Town, enter: Enter) -> None:
    grant(town.nobody, RoleAssignment.Role.SECURITY, town.south)
    form = {
        "kind": "hosts",
        "file": SimpleUploadedFile("l.csv", b"domain\na.example"),
        "source": "x",
        "as_of": "2026-11-20",
    }
    desk = enter(town.nobody)
    assert desk.post(reverse("guard-list-upload"), form).status_code == 422
    desk.post(reverse("guard-body-add"), {"name": "X", "domain": "x.example"})
    assert not ListUpload.objects.exists()
    assert not RegistryEntry.objects.exists()
    mine = upload(enter(town.security), "domain\na.example\n")
    assert enter(town.operator).get(mine).status_code == 404, "a dry run is its maker's"
