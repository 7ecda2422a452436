"""Drafts from other systems. Nothing here submits, approves or releases: that is for persons (DESIGN §5.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from loa.api.answers import GUARDED, WRITING, refusals
from loa.api.fields import LINES, ONE_LINE, Day, Id, Moment
from loa.api.paging import Page, Paging, page_of
from loa.api.releases import UnitRef
from loa.api.scopes import BearerToken, mine
from loa.bulletins.core.draft import BODY_LIMIT, Draft
from loa.bulletins.core.manifest import CHANNELS
from loa.bulletins.models import Bulletin, Revision
from loa.bulletins.queries import latest_revision, obstacles
from loa.config import config
from loa.integrations.actions import drafts
from loa.integrations.models import Scope

router = Router(tags=["bulletins"], auth=BearerToken(Scope.BULLETINS_WRITE))
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Words = Annotated[str, Field(pattern=ONE_LINE, max_length=2_000)]


class DraftKind(StrEnum):
    """Kinds that begin anew; corrections and recalls begin at the release, on the desk."""

    UPDATE = "update"
    INSTRUCTION = "instruction"
    REBUTTAL = "rebuttal"


class DraftWords(Schema):
    """A bulletin's words in one language."""

    title: Annotated[str, Field(pattern=ONE_LINE, max_length=300, description=_("At most 150 characters to submit."))]
    summary: Annotated[
        str, Field(pattern=LINES, max_length=600, description=_("At most 300 characters to submit."))
    ] = ""
    body: Annotated[str, Field(pattern=LINES, max_length=BODY_LIMIT, description=_("Markdown."))] = ""
    source: Words = ""
    claim: Annotated[Words, Field(description=_("Of a rebuttal: what is being said."))] = ""
    verdict: Annotated[
        Literal["", "false", "misleading", "missing_context", "unproven", "true"],
        Field(description=_("Of a rebuttal: what is to be held of it.")),
    ] = ""


class DraftFigure(Schema):
    """One number of the situation, with its day."""

    label: Annotated[dict[Language, Words], Field(min_length=1, max_length=8)]
    value: Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
    day: Day
    group: Words = ""
    unit: Annotated[Words, Field(description=_("What the number counts, in Vietnamese."))] = ""
    units: Annotated[dict[Language, Words], Field(max_length=8, description=_("The same in further languages."))] = {}


class Audience(Schema):
    """To whom."""

    units: Annotated[
        list[Id], Field(max_length=1_000, description=_("Units with all below them; all within the token's subtree."))
    ]
    subscribers: Annotated[bool, Field(description=_("Residents who subscribed, too."))] = False


class DraftIn(Schema):
    """A draft as another system hands it in."""

    kind: DraftKind
    texts: Annotated[
        dict[Language, DraftWords],
        Field(min_length=1, max_length=8, description=_("The words by language; vi is needed to submit.")),
    ]
    audience: Audience
    channels: Annotated[list[Literal["portal", "app", "mail", "zalo"]], Field(max_length=4)] = list(CHANNELS)
    urgency: Literal["normal", "urgent", "immediate"] = "normal"
    not_after: Annotated[
        Moment | None, Field(description=_("Until when the words hold; later it is not sent any more."))
    ] = None
    figures: Annotated[list[DraftFigure], Field(max_length=100)] = []


class NewDraft(DraftIn):
    """A new draft."""

    unit: Annotated[Id | None, Field(description=_("The issuing unit; left out: the token's."))] = None


class ChangedDraft(DraftIn):
    """Other words for a draft."""

    expected: Annotated[
        int,
        Field(
            ge=1, le=1_000_000, description=_("Number of the revision that you have seen; 409 if there is a newer one.")
        ),
    ]


class DraftState(Schema):
    """Where a draft stands."""

    id: int
    kind: str
    state: Annotated[str, Field(description=_("draft, submitted, returned, approved, released or withdrawn."))]
    unit: UnitRef
    revision: Annotated[int, Field(description=_("Number of the newest revision."))]
    content_hash: Annotated[str, Field(description=_("What an approval binds to: SHA-256 of the canonical draft."))]
    title: str
    page: Annotated[str, Field(description=_("Where people go on with it."))]
    obstacles: Annotated[list[str], Field(description=_("Why it cannot be submitted yet, a sentence each."))]


@router.get(
    "",
    response={200: Page[DraftState], **refusals(422, *GUARDED)},
    summary=_("The drafts of the token's owner, the newest first"),
    description=_("Needs the scope bulletins:write. Only drafts of the token's units."),
    operation_id="listDrafts",
)
def listed(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The owner's bulletins in pages."""
    return page_of(request, drafts.handed_in(mine(request)), asked, _states)


@router.post(
    "",
    response={201: DraftState, **refusals(*WRITING)},
    summary=_("Hand in a draft"),
    description=_(
        "Needs the scope bulletins:write. The draft waits on the desk in the name of the token's owner; people look at "
        "it, submit it, and somebody else approves it."
    ),
    operation_id="createDraft",
)
def create(request: HttpRequest, given: NewDraft) -> Status[dict[str, Any]]:
    """Begin a bulletin."""
    bulletin = drafts.hand_in(mine(request), given.unit, _draft(given))
    return Status(201, _state(bulletin, latest_revision(bulletin)))


@router.get(
    "/{bulletin}",
    response={200: DraftState, **refusals(404, 422, *GUARDED)},
    summary=_("Where a draft stands"),
    description=_("Needs the scope bulletins:write."),
    operation_id="getDraft",
)
def one(request: HttpRequest, bulletin: Path[Id]) -> dict[str, Any]:
    """One bulletin of the owner."""
    found = drafts.own(mine(request), bulletin)
    return _state(found, latest_revision(found))


@router.put(
    "/{bulletin}",
    response={200: DraftState, **refusals(404, *WRITING)},
    summary=_("Replace the words of a draft"),
    description=_("Needs the scope bulletins:write. A draft that was submitted goes back to its editor by that."),
    operation_id="changeDraft",
)
def change(request: HttpRequest, bulletin: Path[Id], given: ChangedDraft) -> dict[str, Any]:
    """Save a new revision."""
    token = mine(request)
    found = drafts.own(token, bulletin)
    revision = drafts.change(token, found, _draft(given), given.expected)
    return _state(drafts.own(token, bulletin), revision)


def _draft(given: DraftIn) -> Draft:
    value = given.dict(include=set(DraftIn.model_fields))
    end = given.not_after.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if given.not_after else None
    figures = [{**figure, "day": figure["day"].isoformat()} for figure in value["figures"]]
    channels = [name for name in CHANNELS if name in value["channels"]]
    changed = {"kind": given.kind.value, "not_after": end, "figures": figures, "channels": channels}
    return Draft.from_dict({**value, **changed})


def _states(found: Sequence[Bulletin]) -> list[dict[str, Any]]:
    """One look at the database for the newest revisions of all."""
    last = Revision.objects.filter(bulletin=OuterRef("bulletin")).order_by("-number").values("number")[:1]
    rows = Revision.objects.filter(bulletin__in=found, number=Subquery(last)).order_by()
    newest = {revision.bulletin_id: revision for revision in rows}
    return [_state(bulletin, newest[bulletin.pk]) for bulletin in found]


def _state(bulletin: Bulletin, revision: Revision) -> dict[str, Any]:
    draft, unit = Draft.from_dict(revision.content), bulletin.unit
    text = draft.texts.get("vi") or next(iter(draft.texts.values()))
    return {
        "id": bulletin.pk,
        "kind": bulletin.kind,
        "state": bulletin.state,
        "unit": {"id": unit.pk, "code": unit.code, "name": unit.name},
        "revision": revision.number,
        "content_hash": revision.content_hash,
        "title": text.title,
        "page": f"{config().base_url}/desk/{bulletin.pk}/",
        "obstacles": obstacles(draft),
    }
