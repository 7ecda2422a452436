"""What every operation may answer beside its own: documented, so that nothing comes as a surprise."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

PUBLIC = (401, 429)  # a token is not needed, but a wrong one is said so
GUARDED = (401, 403, 429)
WRITING = (400, 409, 413, 422, *GUARDED)


class Place(Schema):
    """One mistake of a request."""

    pointer: Annotated[str, Field(description=_("The place: a JSON pointer into the body, or a parameter's name."))]
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: Annotated[str, Field(description=_("Name of the kind of problem: urn:loa:problem: and the code."))]
    title: str
    status: int
    detail: Annotated[str, Field(description=_("A sentence for people, in the language of Accept-Language."))]
    code: Annotated[str, Field(description=_("The kind of problem, for machines."))]
    errors: Annotated[list[Place], Field(description=_("Each single mistake, where there are several."))] = []


def refusals(*statuses: int) -> dict[int, Any]:
    """The problems that an operation may answer with."""
    return dict.fromkeys(sorted(statuses), Problem)
