"""SCIM 2.0 (RFC 7644), the part that keeps staff in step with a directory: users, one at a time.

A protocol of its own with its own errors and media type, so it stands beside the REST API and outside its OpenAPI
document; token, quota and language are the same gate's. Removing a person closes them: what was signed and receipted
about them stays true, so that they stay to be read with `active: false` (where §3.6 would forget them).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from loa.api import problems
from loa.api.fields import MOST_ID
from loa.api.gate import guarded
from loa.api.scopes import BearerToken, mine
from loa.config import config
from loa.errors import LoaError
from loa.integrations.models import Scope
from loa.integrations.queries import units_of
from loa.units import actions
from loa.units.actions.sync import PAGE_LIMIT
from loa.units.core.scim import InvalidUserError, parse_filter, parse_patch
from loa.units.errors import UnknownUserError

MEDIA_TYPE = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
PROVIDER = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
ROOT = "/api/scim/v2"
MOST_PLACE = 10**9  # startIndex beyond which no list reaches
TYPES = {  # RFC 7644 §3.12, table 9
    "user_taken": "uniqueness",
    "invalid_filter": "invalidFilter",
    "invalid_patch": "invalidPath",
    "not_json": "invalidSyntax",
    "malformed": "invalidSyntax",
}
View = Callable[..., HttpResponse]


class NotJsonError(LoaError):
    """A body that is no JSON object."""

    code = "not_json"
    message = "The body is no JSON document."


def _scim(view: View) -> View:
    """*view* behind the gate and the scope, with refusals as SCIM writes them."""

    @guarded
    def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        BearerToken(Scope.STAFF_WRITE)(request)
        return view(request, *args, **kwargs)

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _refusal(admitted(request, *args, **kwargs))

    vars(answered).pop("__wrapped__", None)
    return answered


def _refusal(answer: HttpResponse) -> HttpResponse:
    """A problem (RFC 9457) as a SCIM error (RFC 7644 §3.12); its 422 is 400 there."""
    if answer.headers.get("Content-Type", "") != problems.MEDIA_TYPE:
        return answer
    told = json.loads(answer.content)
    status = 400 if told["status"] == 422 else told["status"]
    error: dict[str, Any] = {"schemas": [ERROR], "status": str(status), "detail": told["detail"]}
    if status in (400, 409):
        error["scimType"] = TYPES.get(told["code"], "invalidValue")
    answer.status_code = status
    answer.content = json.dumps(error, ensure_ascii=False).encode()
    answer.headers["Content-Type"] = MEDIA_TYPE
    return answer


def _json(value: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def _body(request: HttpRequest) -> dict[str, Any]:
    """What was sent, bounded by the framework. Raises `NotJsonError`."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        raise NotJsonError from None
    if not isinstance(value, dict) or "\\u0000" in json.dumps(value):
        raise NotJsonError
    return value


def _address(user: dict[str, Any]) -> str:
    return f"{config().base_url}{ROOT}/Users/{user['id']}"


def _with_meta(user: dict[str, Any]) -> dict[str, Any]:
    return {**user, "meta": {"resourceType": "User", "location": _address(user)}}


def _one(user: dict[str, Any] | None, status: int = 200) -> HttpResponse:
    if user is None:  # somebody who is not active and was never known: there is nothing to keep
        raise InvalidUserError(field="active")
    answer = _json(_with_meta(user), status)
    answer.headers["Location"] = answer.headers["Content-Location"] = _address(user)
    return answer


def _number(request: HttpRequest, name: str, default: int) -> int:
    """A number of the query; what is none counts as not said. Bounded, for it goes to the database."""
    written = request.GET.get(name, "")
    return min(int(written), MOST_PLACE) if re.fullmatch(r"-?[0-9]{1,12}", written) else default


@_scim
def users(request: HttpRequest) -> HttpResponse:
    """GET: staff as SCIM users, in pages; POST: a new member of staff."""
    allowed = units_of(mine(request))
    if request.method == "POST":
        return _one(actions.put_user(_body(request), timezone.localdate(), allowed=allowed, new=True), 201)
    if request.method != "GET":
        return _not_allowed("GET, POST")
    wanted = parse_filter(request.GET["filter"]) if request.GET.get("filter") else None
    start, count = _number(request, "startIndex", 1), _number(request, "count", 100)
    page = actions.users(start, count, allowed, wanted)
    return _json({**page, "Resources": [_with_meta(each) for each in page["Resources"]]})


@_scim
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """GET, PUT, PATCH (active) one member of staff; DELETE closes them."""
    allowed, today = units_of(mine(request)), timezone.localdate()
    if pk > MOST_ID:
        raise UnknownUserError
    if request.method == "GET":
        return _one(actions.user(pk, allowed))
    if request.method == "PUT":
        return _one(actions.put_user(_body(request), today, allowed=allowed, pk=pk))
    if request.method == "PATCH":
        return _one(actions.set_active(pk, parse_patch(_body(request)), today, allowed))
    if request.method == "DELETE":
        actions.set_active(pk, False, today, allowed)
        return HttpResponse(status=204)
    return _not_allowed("GET, PUT, PATCH, DELETE")


def _not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": methods})


@_scim
def provider(request: HttpRequest) -> HttpResponse:
    """What is understood here (RFC 7643 §5)."""
    del request
    no = {"supported": False}
    scheme = {"type": "oauthbearertoken", "name": "Bearer", "description": "A token with the scope staff:write"}
    filtering = {"supported": True, "maxResults": PAGE_LIMIT}
    return _json(
        {
            "schemas": [PROVIDER],
            "patch": {"supported": True},
            "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": filtering,
            "changePassword": no,
            "sort": no,
            "etag": no,
            "authenticationSchemes": [scheme],
        }
    )


urlpatterns = [
    path("Users", users, name="scim-users"),
    path("Users/<int:pk>", user, name="scim-user"),
    path("ServiceProviderConfig", provider, name="scim-provider"),
]
