"""The subset of SCIM 2.0 users (RFC 7643 §4.1, §4.3) that a directory needs to keep staff in step. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loa.errors import LoaError
from loa.units.core.names import normalise
from loa.units.core.spreadsheet import cells

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCHES = 20  # operations of one PATCH
MOST_MAIL = 254  # letters of an address (RFC 5321 §4.5.3.1.3)


class InvalidUserError(LoaError):
    """A SCIM resource lacks what is needed, or holds what cannot be read."""

    code = "invalid_user"
    message = "This is no user that can be taken over: %(field)s."


@dataclass(frozen=True, slots=True)
class DirectoryUser:
    """A member of staff as a directory has them. `unit` is a unit's code or its name."""

    employee_code: str
    full_name: str
    unit: str
    position: str
    email: str
    phone: str
    active: bool


class InvalidFilterError(LoaError):
    """A filter beyond what a directory needs to find one person."""

    code = "invalid_filter"
    message = 'Only these filters are understood: userName eq "…" and externalId eq "…".'


class InvalidPatchError(LoaError):
    """A change of single attributes that is not made here."""

    code = "invalid_patch"
    message = "Only “active” can be changed by itself; send the whole person for everything else."


@dataclass(frozen=True, slots=True)
class Equals:
    """The one kind of filter: an attribute that tells people apart, and its value."""

    attribute: str
    value: str


_FILTER = re.compile(r'\s*(username|externalid)\s+eq\s+"([^"\\\x00]{1,254})"\s*', re.IGNORECASE)
_BOOLEANS = {"true": True, "false": False}


def parse_filter(written: str) -> Equals:
    """Read a filter (RFC 7644 §3.4.2.2); attribute names and operators know no case. Raises `InvalidFilterError`."""
    found = _FILTER.fullmatch(written)
    if found is None:
        raise InvalidFilterError
    return Equals("userName" if found[1].lower() == "username" else "externalId", found[2])


def parse_patch(request: Mapping[str, Any]) -> bool:
    """What `active` becomes (RFC 7644 §3.5.2): the last word holds. Raises `InvalidPatchError`."""
    listed = request.get("Operations")
    if not isinstance(listed, list) or not 0 < len(listed) <= PATCHES:
        raise InvalidPatchError
    return [_patched(_mapping(each)) for each in listed][-1]


def _patched(operation: Mapping[str, Any]) -> bool:
    """The value is a boolean; directories are known to write it as a text, and `replace` with a capital."""
    path, value = operation.get("path"), operation.get("value")
    if path is None and isinstance(value, Mapping) and set(value) == {"active"}:
        path, value = "active", value["active"]
    if isinstance(value, str):
        value = _BOOLEANS.get(value.lower())
    known = str(operation.get("op")).lower() in ("add", "replace") and path == "active"
    if not known or not isinstance(value, bool):
        raise InvalidPatchError
    return value


def parse(resource: Mapping[str, Any]) -> DirectoryUser:
    """Read a SCIM User resource.

    Raises `InvalidUserError` naming the field.
    """
    enterprise = _mapping(resource.get(ENTERPRISE))
    code = _text(enterprise.get("employeeNumber")) or _text(resource.get("externalId"))
    name = _name(resource)
    if not code:
        raise InvalidUserError(field="externalId")
    if len(name.split()) < 2:
        raise InvalidUserError(field="name")
    email = _primary(resource, "emails", cells.email)
    if len(email) > MOST_MAIL:
        raise InvalidUserError(field="emails")
    return DirectoryUser(
        employee_code=code[:40],
        full_name=name[:120],
        unit=_text(enterprise.get("department")) or _text(enterprise.get("organization")),
        position=_text(resource.get("title"))[:120],
        email=email,
        phone=_primary(resource, "phoneNumbers", cells.phone),
        active=resource.get("active") is not False,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return normalise(value) if isinstance(value, str) else ""


def _name(resource: Mapping[str, Any]) -> str:
    """Vietnamese order: family, middle, given name; a name that is written out goes first."""
    name = _mapping(resource.get("name"))
    parts = (_text(name.get(part)) for part in ("familyName", "middleName", "givenName"))
    return _text(name.get("formatted")) or _text(resource.get("displayName")) or " ".join(filter(None, parts))


def _primary(resource: Mapping[str, Any], field: str, read: Any) -> str:
    """The primary value of a multi-valued field, else its first (RFC 7643 §2.4)."""
    listed = resource.get(field)
    values = [_mapping(each) for each in listed] if isinstance(listed, list) else []
    chosen = next((each for each in values if each.get("primary") is True), values[0] if values else {})
    try:
        return str(read(_text(chosen.get("value")).removeprefix("tel:")))
    except ValueError:
        raise InvalidUserError(field=field) from None


def render(identifier: int, user: DirectoryUser) -> dict[str, Any]:
    """The User resource of a member of staff."""
    family, _blank, given = user.full_name.rpartition(" ")
    return {
        "schemas": [USER, ENTERPRISE],
        "id": str(identifier),
        "externalId": user.employee_code,
        "userName": user.email or user.employee_code,
        "name": {"formatted": user.full_name, "familyName": family, "givenName": given},
        "displayName": user.full_name,
        "title": user.position,
        "active": user.active,
        "emails": [{"value": user.email, "type": "work", "primary": True}] if user.email else [],
        "phoneNumbers": [{"value": user.phone, "type": "work", "primary": True}] if user.phone else [],
        ENTERPRISE: {"employeeNumber": user.employee_code, "department": user.unit},
    }


def render_list(resources: list[dict[str, Any]], total: int, start: int) -> dict[str, Any]:
    """A page of users (RFC 7644 §3.4.2); *start* counts from 1."""
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }
