"""Rumours with their published answer. What people asked word for word is not told: it may name somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from loa.api.answers import PUBLIC, refusals
from loa.api.paging import Page, Paging, page_of
from loa.api.releases import ReleaseBrief, brief
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries import manifest_of
from loa.delivery.queries import published
from loa.rumours.models import Rumour

router = Router(tags=["rumours"])


class Rebutted(ReleaseBrief):
    """A claim with its published answer."""

    claim: str
    verdict: Annotated[str, Field(description=_("false, misleading, missing_context, unproven or true."))]
    asked: Annotated[int, Field(description=_("How many times people asked about it here."))]


@router.get(
    "",
    response={200: Page[Rebutted], **refusals(422, *PUBLIC)},
    summary=_("Rumours that were answered, the newest answer first"),
    description=_("Each published rebuttal with the claim, the verdict and how often people asked."),
    operation_id="listRumours",
)
def listed(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """All published rebuttals in pages."""
    found = published().filter(bulletin__kind=Bulletin.Kind.REBUTTAL).defer("audience")
    return page_of(request, found.prefetch_related("replaced_by__bulletin"), asked, _items)


def _items(releases: Sequence[Release]) -> list[dict[str, Any]]:
    counted = Rumour.objects.filter(answer__in=releases).order_by().values_list("answer")
    asked = dict(counted.annotate(Sum("asked")))
    return [_item(release, asked.get(release.pk, 0)) for release in releases]


def _item(release: Release, asked: int) -> dict[str, Any]:
    manifest = manifest_of(release)
    shown = brief(release, manifest)
    text = manifest.text(shown["language"])
    return {**shown, "claim": text.claim, "verdict": text.verdict, "asked": asked}
