"""Lists in pages, so that no page grows with the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 25


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page of *rows* that `?page=` asks for; nonsense shows the first, too much the last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
