"""Receipts from other systems: an e-office where somebody confirmed, a display in a hall that was read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from pydantic import Field

from loa.api.answers import WRITING, refusals
from loa.api.fields import ONE_LINE, Code
from loa.api.scopes import BearerToken, mine
from loa.integrations.actions import receipts
from loa.integrations.actions.receipts import Reported
from loa.integrations.models import Scope
from loa.reach.models import Receipt

router = Router(tags=["receipts"], auth=BearerToken(Scope.RECEIPTS_WRITE))


class ReceiptKind(StrEnum):
    """What is known of the person and the release. Opening is no acknowledgement."""

    DELIVERED = "delivered"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    SHARED = "shared"


class ReceiptIn(Schema):
    """One fact."""

    release: Code
    employee_code: Annotated[str, Field(pattern=ONE_LINE, min_length=1, max_length=40)]
    kind: ReceiptKind


class Batch(Schema):
    """Up to 500 facts, all kept or none."""

    receipts: Annotated[list[ReceiptIn], Field(min_length=1, max_length=receipts.MOST)]


class Kept(Schema):
    """What came of a batch."""

    received: int
    new: Annotated[int, Field(description=_("How many of them were not known yet, from whichever channel."))]


@router.post(
    "",
    response={200: Kept, **refusals(*WRITING)},
    summary=_("Report receipts"),
    description=_(
        "Needs the scope receipts:write. Only of staff who are on duty in the token's units and whom the release was "
        "for. Each (release, person, kind) counts once, so sending a batch again does no harm."
    ),
    operation_id="reportReceipts",
)
def report(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """Keep a batch of receipts."""
    given = [Reported(each.release, each.employee_code, Receipt.Kind[each.kind.name].value) for each in batch.receipts]
    return {"received": len(given), "new": receipts.report(mine(request), given)}
