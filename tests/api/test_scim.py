"""A directory keeps staff in step over SCIM: shapes and statuses of RFC 7644, within the token's subtree alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from loa.units.core.scim import ENTERPRISE, LIST, USER
from loa.units.models import Membership, Staff
from tests.api.conftest import Caller, TokenMaker
from tests.web.world import Town

pytestmark = pytest.mark.django_db
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def ask(caller: Caller, method: str, path: str, value: Any = None) -> Any:
    """A request below /api/scim/v2, as a SCIM client sends it."""
    content = b"" if value is None else json.dumps(value).encode()
    return Client().generic(method, f"/api/scim/v2{path}", content, "application/scim+json", headers=caller.headers)


def person(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": "CB77",
        "userName": "an@campha.example",
        "name": {"familyName": "Trần", "middleName": "Văn", "givenName": "An"},
        "emails": [{"value": "an@campha.example", "type": "work", "primary": True}],
        "active": True,
        ENTERPRISE: {"department": town.north.name},
        **changes,
    }


def refused(answer: Any, status: int, kind: str | None = None) -> None:
    """RFC 7644 §3.12."""
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/scim+json"), answer.content
    assert (body["schemas"], body["status"]) == ([ERROR], str(status))
    assert body.get("scimType") == kind
    assert body["detail"]


def test_a_user_is_made_read_replaced_and_closed(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("staff:write")
    made = ask(caller, "POST", "/Users", person(town))
    assert (made.status_code, made["Content-Type"]) == (201, "application/scim+json")
    user = made.json()
    assert user["schemas"] == [USER, ENTERPRISE]
    assert user["meta"] == {"resourceType": "User", "location": made["Location"]}
    assert made["Location"].endswith(f"/api/scim/v2/Users/{user['id']}")
    place = f"/Users/{user['id']}"
    changed = ask(caller, "PUT", place, person(town, title="Bác sĩ", **{ENTERPRISE: {"department": town.south.name}}))
    assert changed.json()["title"] == "Bác sĩ"
    assert ask(caller, "GET", place).json() == changed.json() | {
        ENTERPRISE: {"employeeNumber": "CB77", "department": town.south.code}
    }
    Membership.objects.filter(staff=user["id"]).update(valid_from="2020-01-01")
    gone = ask(caller, "DELETE", place)
    assert (gone.status_code, gone.content) == (204, b"")
    assert ask(caller, "GET", place).json()["active"] is False
    assert Staff.objects.get(employee_code="CB77").recipient.closed_at is not None


def test_lists_count_from_one_and_find_by_name(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("staff:write")
    total = Staff.objects.count()
    page = ask(caller, "GET", "/Users?startIndex=2&count=1").json()
    assert page["schemas"] == [LIST]
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (total, 2, 1)
    assert page["Resources"][0]["meta"]["resourceType"] == "User"
    assert ask(caller, "GET", "/Users?count=-1").json()["Resources"] == []
    assert ask(caller, "GET", "/Users?startIndex=0&count=x").json()["startIndex"] == 1
    email = town.staff.staff.email if town.staff.staff else ""
    name = email or "canbo"
    for written in (f'userName eq "{name}"', 'externalId EQ "canbo"'):
        found = ask(caller, "GET", f"/Users?filter={written}".replace(" ", "%20")).json()
        assert [each["externalId"] for each in found["Resources"]] == ["canbo"], written
    refused(ask(caller, "GET", "/Users?filter=title%20co%20%22x%22"), 400, "invalidFilter")


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "value": {"active": False}},
    ],
)
def test_patch_closes_and_brings_back(town: Town, with_token: TokenMaker, operation: dict[str, Any]) -> None:
    caller, place = with_token("staff:write"), f"/Users/{town.staff.staff_id}"
    closed = ask(caller, "PATCH", place, {"schemas": [PATCH], "Operations": [operation]})
    assert (closed.status_code, closed.json()["active"]) == (200, False)
    back = {"schemas": [PATCH], "Operations": [{"op": "add", "path": "active", "value": True}]}
    assert ask(caller, "PATCH", place, back).json()["active"] is True
    assert Membership.objects.filter(staff=town.staff.staff_id, valid_to__isnull=True).exists()
    other = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "title", "value": "x"}]}
    refused(ask(caller, "PATCH", place, other), 400, "invalidPath")
    refused(ask(caller, "PATCH", place, {"schemas": [PATCH], "Operations": []}), 400, "invalidPath")


def test_refusals_have_the_shape_of_the_protocol(town: Town, with_token: TokenMaker) -> None:
    caller, before = with_token("staff:write"), Staff.objects.count()
    refused(ask(Caller(), "GET", "/Users"), 401)
    refused(ask(with_token("coverage:read"), "GET", "/Users"), 403)
    refused(ask(caller, "GET", "/Users/999999"), 404)
    refused(ask(caller, "GET", f"/Users/{10**30}"), 404)
    refused(ask(caller, "PUT", "/Users", person(town)), 405)
    refused(ask(caller, "POST", "/Users", ["no"]), 400, "invalidSyntax")
    refused(ask(caller, "POST", "/Users", person(town, title="x\x00")), 400, "invalidSyntax")
    refused(ask(caller, "POST", "/Users", person(town, externalId="")), 400, "invalidValue")
    refused(ask(caller, "POST", "/Users", person(town, active=False)), 400, "invalidValue")
    refused(ask(caller, "POST", "/Users", person(town, externalId="canbo")), 409, "uniqueness")
    refused(ask(caller, "PUT", f"/Users/{town.staff.staff_id}", person(town)), 400, "invalidValue")
    assert ask(caller, "POST", "/Users", person(town)).status_code == 201
    refused(ask(caller, "POST", "/Users", person(town, externalId="CB78")), 409, "uniqueness")
    assert Staff.objects.count() == before + 1


def test_closed_on_the_first_day_is_taken_in_again(town: Town, with_token: TokenMaker) -> None:
    caller = with_token("staff:write")
    first = ask(caller, "POST", "/Users", person(town)).json()
    assert ask(caller, "DELETE", f"/Users/{first['id']}").status_code == 204
    again = ask(caller, "POST", "/Users", person(town))
    assert (again.status_code, again.json()["id"]) == (201, first["id"])


def test_a_token_reaches_its_subtree_alone(town: Town, with_token: TokenMaker) -> None:
    city, ward = with_token("staff:write"), with_token("staff:write", unit=town.south)
    made = ask(city, "POST", "/Users", person(town)).json()
    place = f"/Users/{made['id']}"
    listed = ask(ward, "GET", "/Users?count=200").json()["Resources"]
    assert made["id"] not in {each["id"] for each in listed}
    assert {each[ENTERPRISE]["department"] for each in listed} <= {town.south.code}
    for method, body in (("GET", None), ("PUT", person(town)), ("DELETE", None)):
        refused(ask(ward, method, place, body), 404)
    refused(ask(ward, "POST", "/Users", person(town, externalId="CB79", emails=[])), 403)
    assert Staff.objects.get(employee_code="CB77").recipient.closed_at is None


def test_what_is_understood_is_told(town: Town, with_token: TokenMaker) -> None:
    told = ask(with_token("staff:write"), "GET", "/ServiceProviderConfig").json()
    assert (told["patch"], told["bulk"]["supported"]) == ({"supported": True}, False)
    assert told["filter"] == {"supported": True, "maxResults": 200}
