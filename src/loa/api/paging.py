"""Lists in pages of a bounded size, with the addresses of the pages beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from loa.config import config

MOST = 100  # items of a page
LAST = 10_000  # number of the last page that may be asked for
Item = TypeVar("Item")


class Paging(Schema):
    """Which page of a list."""

    page: Annotated[int, Field(ge=1, le=LAST, description=_("Number of the page, counted from 1."))] = 1
    size: Annotated[int, Field(ge=1, le=MOST, description=_("Items of a page."))] = 20


class Page(Schema, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    total: Annotated[int, Field(description=_("Number of items in the whole list."))]
    page: int
    size: int
    next: Annotated[str | None, Field(description=_("Address of the next page."))]
    previous: Annotated[str | None, Field(description=_("Address of the page before."))]


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    asked: Paging,
    show: Callable[[Sequence[Any]], list[dict[str, Any]]],
) -> dict[str, Any]:
    """The asked page of *rows*; *show* makes its items, all at once so that it can ask the database for all at once."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    start = (asked.page - 1) * asked.size
    return {
        "items": show(list(rows[start : start + asked.size])),
        "total": total,
        "page": asked.page,
        "size": asked.size,
        "next": _address(request, asked.page + 1) if start + asked.size < total and asked.page < LAST else None,
        "previous": _address(request, asked.page - 1) if asked.page > 1 else None,
    }


def _address(request: HttpRequest, number: int) -> str:
    query = {**request.GET.dict(), "page": str(number)}
    return f"{config().base_url}{request.path}?{urlencode(query)}"
