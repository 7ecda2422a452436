"""Writing: drafts that people go on with, receipts of the own staff, staff lists all or nothing; each at most once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loa.accounts.actions import revoke
from loa.accounts.models import RoleAssignment
from loa.api import gate
from loa.bulletins import actions as bulletins
from loa.bulletins.errors import SelfApprovalError
from loa.bulletins.models import Bulletin
from loa.bulletins.queries import latest_revision
from loa.integrations.actions import rates
from loa.integrations.models import StoredAnswer, Token
from loa.kernel.limits import Limiter
from loa.reach.models import Receipt
from loa.units.models import Staff
from tests.api.conftest import Caller, TokenMaker, publish
from tests.support.spreadsheets import workbook
from tests.web.world import Town

pytestmark = pytest.mark.django_db
Role = RoleAssignment.Role


def draft(town: Town, **changes: Any) -> dict[str, Any]:
    words = {"title": "Đeo khẩu trang", "summary": "Từ hôm nay.", "body": "Đeo khẩu trang.", "source": "Công văn 365"}
    return {
        "kind": "instruction",
        "texts": {"vi": words},
        "audience": {"units": [town.north.pk]},
        "channels": ["mail", "portal"],
        "figures": [
            {"label": {"vi": "Số ca"}, "value": 3, "day": "2020-02-07", "unit": "ca", "units": {"en": "cases"}}
        ],
        "not_after": "2030-02-08T07:00:00+07:00",
        **changes,
    }


# Drafts


def test_a_draft_waits_on_the_desk_and_cannot_be_approved_by_its_owner(town: Town, with_token: TokenMaker) -> None:
    answer = with_token("bulletins:write").send("post", "/bulletins", draft(town))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    bulletin = Bulletin.objects.get(pk=made["id"])
    assert (made["state"], made["revision"], bulletin.created_by) == ("draft", 1, town.operator)
    content = latest_revision(bulletin).content
    assert content["channels"] == ["portal", "mail"]
    assert content["figures"][0]["units"] == {"en": "cases"}
    assert content["not_after"] == "2030-02-08T00:00:00Z"
    assert made["page"].endswith(f"/desk/{bulletin.pk}/")
    bulletins.submit(bulletin, by=town.editor)
    from loa.accounts.actions import enrol_totp, grant

    grant(town.operator, Role.APPROVER, town.city)
    enrol_totp(town.operator, "JBSWY3DPEHPK3PXP")
    with pytest.raises(SelfApprovalError):
        bulletins.approve(bulletin, by=town.operator, seen_hash=made["content_hash"])


def test_no_address_submits_approves_or_releases(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("bulletins:write")
    pk = caller.send("post", "/bulletins", draft(town)).json()["id"]
    for act in ("submit", "approve", "release"):
        assert caller.send("post", f"/bulletins/{pk}/{act}", {}).status_code == 404


def test_words_are_replaced_on_top_of_what_was_seen(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("bulletins:write")
    pk = caller.send("post", "/bulletins", draft(town)).json()["id"]
    changed = draft(town, kind="update", expected=1)
    assert caller.send("put", f"/bulletins/{pk}", changed).json()["revision"] == 2
    stale = caller.send("put", f"/bulletins/{pk}", draft(town, urgency="urgent", expected=1))
    assert (stale.status_code, stale.json()["code"]) == (409, "edit_conflict")
    assert [item["revision"] for item in caller.get("/bulletins").json()["items"]] == [2]


def test_a_token_writes_only_within_its_subtree(town: Town, with_token: TokenMaker) -> None:
    ward = with_token("bulletins:write", unit=town.south)
    for wrong in ({"unit": town.city.pk}, {"unit": town.north.pk}, {"audience": {"units": [town.north.pk]}}):
        refused = ward.send("post", "/bulletins", draft(town, **wrong))
        assert (refused.status_code, refused.json()["code"]) == (403, "outside_units")
    foreign = with_token("bulletins:write").send("post", "/bulletins", draft(town)).json()["id"]
    assert ward.get(f"/bulletins/{foreign}").status_code == 404
    assert ward.send("put", f"/bulletins/{foreign}", draft(town, expected=1)).status_code == 404
    assert ward.get("/bulletins").json()["total"] == 0


def test_who_loses_the_role_takes_it_from_the_token(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("bulletins:write")
    revoke(town.operator, Role.EDITOR, town.city)
    refused = caller.send("post", "/bulletins", draft(town))
    assert (refused.status_code, refused.json()["code"]) == (403, "owner_lost_role")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "recall"},
        {"texts": {}},
        {"texts": {"vi": {"title": "x\x00"}}},
        {"channels": ["fax"]},
        {"figures": [{"label": {"vi": "x"}, "value": 1e300, "day": "2020-02-07"}]},
        {"not_after": "2020-02-07T07:00:00"},
        {"not_after": "0001-01-01T00:00:00+14:00"},
        {"audience": {"units": [-1]}},
    ],
)
def test_what_is_no_draft_is_refused_with_its_place(town: Town, with_token: TokenMaker, wrong: dict[str, Any]) -> None:
    refused = with_token("bulletins:write").send("post", "/bulletins", draft(town, **wrong))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith(f"#/{next(iter(wrong))}")
    assert not Bulletin.objects.exists()


# Receipts


def test_receipts_are_kept_once_and_of_the_own_staff_alone(town: Town, with_token: TokenMaker) -> None:
    made = publish(town)
    caller = with_token("receipts:write")
    batch = {"receipts": [{"release": made.code, "employee_code": "canbo", "kind": "acknowledged"}]}
    assert caller.send("post", "/receipts", batch).json() == {"received": 1, "new": 1}
    assert caller.send("post", "/receipts", batch).json() == {"received": 1, "new": 0}
    kept = Receipt.objects.get()
    assert (kept.recipient_id, kept.kind, kept.channel) == (town.staff.staff_id, Receipt.Kind.ACKNOWLEDGED, "api")
    ward = with_token("receipts:write", unit=town.south)
    refused = ward.send("post", "/receipts", batch)
    assert (refused.status_code, refused.json()["code"]) == (422, "receipts_refused")


def test_a_batch_is_kept_whole_or_not_at_all(town: Town, with_token: TokenMaker) -> None:
    everybody = publish(town)
    north = publish(town, audience={"units": [town.north.pk], "subscribers": False})
    rows = [
        (everybody.code, "canbo"),
        (everybody.code, "khongco"),
        ("0000-0000", "canbo"),
        (north.code, "daumoi"),
        (north.code, "canbo"),
    ]
    receipts = [{"release": code, "employee_code": who, "kind": "opened"} for code, who in rows]
    refused = with_token("receipts:write").send("post", "/receipts", {"receipts": receipts})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/receipts/1", "#/receipts/2", "#/receipts/3"]
    assert not Receipt.objects.exists()
    too_many = {"receipts": receipts[:1] * 501}
    assert with_token("receipts:write").send("post", "/receipts", too_many).status_code == 422


def test_a_long_batch_costs_no_more_queries(town: Town, with_token: TokenMaker) -> None:
    made, caller = publish(town), with_token("receipts:write")

    def asked(number: int) -> int:
        row = {"release": made.code, "employee_code": "canbo", "kind": "opened"}
        with CaptureQueriesContext(connection) as seen:
            assert caller.send("post", "/receipts", {"receipts": [row] * number}).status_code == 200
        return len(seen)

    asked(1)
    assert asked(300) == asked(1)


# Staff lists

HEADER = ["STT", "Mã cán bộ", "Họ và tên", "Chức vụ", "Đơn vị", "Email"]


def staff_list(*rows: tuple[str, str, str]) -> bytes:
    body = [[n, code, name, "", unit, f"{code}@campha.example"] for n, (code, name, unit) in enumerate(rows, 1)]
    return workbook([HEADER, *body])


def drop(caller: Caller, data: bytes, name: str = "ds.xlsx", **options: Any) -> Any:
    query = "&".join(f"{key}={value}" for key, value in options.items())
    file = SimpleUploadedFile(name, data)
    return Client().post(f"/api/v1/staff-lists?{query}", {"file": file}, headers=caller.headers)


def test_a_directory_looks_then_does_exactly_that_and_again_nothing(town: Town, with_token: TokenMaker) -> None:
    caller, data = with_token("staff:write"), staff_list(("m1", "Nguyễn Văn Mới", town.north.name))
    before = Staff.objects.count()
    look = drop(caller, data).json()
    assert (look["dry_run"], look["counts"]["new"], look["changes"][0]["name"]) == (True, 1, "Nguyễn Văn Mới")
    assert Staff.objects.count() == before
    done = drop(caller, data, dry_run="false", expected=look["digest"])
    assert done.status_code == 200, done.content
    assert Staff.objects.get(employee_code="m1").full_name == "Nguyễn Văn Mới"
    outdated = drop(caller, data, dry_run="false", expected=look["digest"])
    assert (outdated.status_code, outdated.json()["code"]) == (409, "preview_outdated")
    assert drop(caller, data, dry_run="false").json()["counts"]["new"] == 0
    assert Staff.objects.count() == before + 1


def test_a_list_with_a_mistake_changes_nothing_and_names_the_row(town: Town, with_token: TokenMaker) -> None:
    rows = (("m1", "Nguyễn Văn Mới", town.north.name), ("m2", "Lê Thị Hai", "Phường Không Có"))
    caller = with_token("staff:write")
    assert drop(caller, staff_list(*rows)).json()["problems"][0]["row"] == 3
    refused = drop(caller, staff_list(*rows), dry_run="false")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/rows/3")
    assert not Staff.objects.filter(employee_code="m1").exists()


def test_a_list_reaches_no_further_than_its_token(town: Town, with_token: TokenMaker) -> None:
    ward = with_token("staff:write", unit=town.south)
    foreign = staff_list(("m1", "Nguyễn Văn Mới", town.north.name))
    assert drop(ward, foreign, dry_run="false").status_code == 422
    assert drop(ward, foreign, create_units="true", below=town.city.pk).json()["code"] == "outside_units"
    assert drop(ward, foreign, create_units="true").json()["code"] == "below_missing"
    assert not Staff.objects.filter(employee_code="m1").exists()


def test_what_is_no_list_is_said(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("staff:write")
    for name, data in (("ds.xlsx", b"PK\x03\x04 no"), ("ds.pdf", b"%PDF-1.4"), ("ds.csv", b"\xff\xfe\x00")):
        assert drop(caller, data, name).status_code == 422, name


# What holds for all of it


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("get", "/bulletins", "bulletins:write"),
        ("post", "/bulletins", "bulletins:write"),
        ("get", "/bulletins/1", "bulletins:write"),
        ("put", "/bulletins/1", "bulletins:write"),
        ("post", "/receipts", "receipts:write"),
        ("post", "/staff-lists", "staff:write"),
    ],
)
def test_the_wrong_scope_opens_nothing(town: Town, with_token: TokenMaker, method: str, path: str, scope: str) -> None:
    anonymous = Caller().send(method, path, {})
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "unknown_token")
    assert anonymous["WWW-Authenticate"].startswith("Bearer")
    assert Caller("loa_wrong").send(method, path, {}).status_code == 401
    others = {"coverage:read", "bulletins:write", "receipts:write", "staff:write"} - {scope}
    refused = with_token(*others).send(method, path, {})
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")


def test_every_guarded_address_stands_in_the_table_of_scopes() -> None:
    from loa.api.urls import api

    guarded = {
        (method, path)
        for path, operations in api.get_openapi_schema(path_prefix="")["paths"].items()
        for method, operation in operations.items()
        if "security" in operation
    }
    mark = next(
        mark
        for mark in test_the_wrong_scope_opens_nothing.pytestmark
        if mark.name == "parametrize"  # type: ignore[attr-defined]
    )
    assert guarded == {(method, path.replace("/1", "/{bulletin}")) for method, path, _scope in mark.args[1]}


def test_a_wrong_token_is_refused_where_none_is_needed(town: Town) -> None:
    assert Caller("loa_wrong").get("/releases").status_code == 401


def test_the_same_key_acts_once(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("bulletins:write", "staff:write")
    key = {"idempotency-key": "a-1"}
    first = caller.send("post", "/bulletins", draft(town), **key)
    again = caller.send("post", "/bulletins", draft(town), **key)
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert again["Idempotency-Replayed"] == "true"
    other = caller.send("post", "/bulletins", draft(town, urgency="urgent"), **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Bulletin.objects.count() == 1
    StoredAnswer.objects.update(status=None)
    busy = caller.send("post", "/bulletins", draft(town), **key)
    assert (busy.status_code, busy.json()["code"]) == (409, "idempotency_still_running")
    assert caller.send("post", "/bulletins", draft(town), **{"idempotency-key": "x" * 256}).status_code == 422


def test_a_refused_request_may_be_mended_under_the_same_key(town: Town, with_token: TokenMaker) -> None:
    caller, key = with_token("bulletins:write"), {"idempotency-key": "a-1"}
    assert caller.send("post", "/bulletins", draft(town, kind="?"), **key).status_code == 422
    assert caller.send("post", "/bulletins", draft(town), **key).status_code == 201


def test_a_key_holds_for_files_too(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("staff:write")
    caller.headers["idempotency-key"] = "drop-1"
    data = staff_list(("m1", "Nguyễn Văn Mới", town.north.name))
    first, again = (drop(caller, data, dry_run="false") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert drop(caller, staff_list(), dry_run="false").status_code == 422


def test_a_quota_is_told_and_kept(town: Town, with_token: TokenMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = with_token("coverage:read")
    told = caller.get("/releases")
    assert told["RateLimit-Policy"] == f'"default";q={rates.QUOTA};w=60'
    assert told["RateLimit"].startswith(f'"default";r={rates.QUOTA - 1};t=')
    token = Token.objects.get()
    for _ in range(rates.QUOTA):
        rates.count(f"token:{token.pk}", timezone.now())
    refused = caller.get("/releases")
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_guessing_tokens_is_counted_on_the_address(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "anonymous", Limiter(per_minute=3))
    client, wrong = Client(REMOTE_ADDR="203.0.113.9"), {"authorization": "Bearer loa_guess"}
    statuses = [client.get("/api/v1/releases", headers=wrong).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert client.get("/api/v1/releases").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.10").get("/api/v1/releases").status_code == 200
