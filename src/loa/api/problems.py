"""Errors as machines read them: problem details (RFC 9457), with the sentence for a person in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from loa.errors import LoaError
from loa.units.errors import ImportRefusedError, explain

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:loa:problem:"  # + code: a name, not an address
MOST_ERRORS = 50  # single errors that one answer names

TITLES = {
    400: _("The request cannot be carried out"),
    401: _("A valid token is needed"),
    403: _("This is not allowed"),
    404: _("There is nothing here"),
    405: _("This address does not know the method"),
    406: _("There is no such form"),
    409: _("Something else happened in the meantime"),
    411: _("The length is missing"),
    413: _("The request is too large"),
    415: _("The request has a form that is not read here"),
    422: _("The request is not complete or holds something wrong"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
}
DETAILS = {
    400: _("The body is no JSON document."),
    404: _("Nothing is at this address, or it is not for this token."),
    405: _("Look into the OpenAPI document for the methods of this address."),
    500: _("Try again in a minute. If it stays so, tell the people who run this system."),
}


def problem(
    status: int,
    code: str,
    detail: str = "",
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A problem; *detail* is a sentence in the caller's language, *errors* name single places of the request."""
    body: dict[str, Any] = {
        "type": TYPE + code,
        "title": gettext(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": detail or gettext(DETAILS.get(status, TITLES.get(status, ""))),
        "code": code,
    }
    if errors:
        body["errors"] = list(errors[:MOST_ERRORS])
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def of(error: LoaError) -> HttpResponse:
    """The problem that an error of the house is."""
    headers = {"WWW-Authenticate": 'Bearer realm="Loa", error="invalid_token"'} if error.http_status == 401 else {}
    status = 422 if error.http_status == 400 else error.http_status
    return problem(status, error.code, error.text, errors=_places(error), headers=headers)


def _places(error: LoaError) -> list[dict[str, str]]:
    """Each single mistake of an error that has several."""
    if isinstance(error, ImportRefusedError):
        return [{"pointer": f"#/rows/{each.row}", "detail": explain(each)} for each in error.problems]
    found = getattr(error, "places", ())
    return [{"pointer": pointer, "detail": detail} for pointer, detail in found]


def invalid(errors: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """The problem of a request that does not have the shape that is documented."""
    places = [{"pointer": _pointer(error.get("loc", ())), "detail": str(error.get("msg", ""))} for error in errors]
    return problem(422, "invalid_request", gettext(TITLES[422]), errors=places)


def _pointer(place: Sequence[object]) -> str:
    """As a JSON pointer for the body, else by the parameter's name (RFC 9457 §3, RFC 6901)."""
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in place]
    kind, rest = (parts[0], parts[1:]) if parts else ("", [])
    return "#/" + "/".join(rest[1:] or rest) if kind == "body" else "#" + "/".join(rest)
