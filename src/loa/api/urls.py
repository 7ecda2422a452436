"""Addresses of the API. Every view stands behind the gate; what is no address gets a problem, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from loa.api import bulletins, coverage, openapi, problems, receipts, releases, rumours, staff
from loa.api.gate import guarded
from loa.errors import LoaError, NotFoundError

api = NinjaAPI(title="Loa", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
api.add_router("/releases", releases.router)
api.add_router("/rumours", rumours.router)
api.add_router("", coverage.router)
api.add_router("/bulletins", bulletins.router)
api.add_router("/receipts", receipts.router)
api.add_router("/staff-lists", staff.router)


@api.exception_handler(LoaError)
def _refused(request: HttpRequest, error: LoaError) -> HttpResponse:
    del request
    return problems.of(error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    return problems.invalid(error.errors)


@api.exception_handler(HttpError)
def _malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    return problems.problem(error.status_code, "malformed")


def _nothing(request: HttpRequest) -> HttpResponse:
    """Whatever is no address of the API: a problem like every other."""
    del request
    return problems.of(NotFoundError())


def _operations() -> Iterator[URLPattern]:
    """Ninja's views behind the gate, one an address, with the words of their operations."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    views = {str(pattern.pattern): pattern.callback for pattern in api.urls[0] if isinstance(pattern, URLPattern)}
    for route, view in views.items():
        if not route:  # ninja's own page
            continue
        asked = paths["/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)]
        words = "; ".join(f"{method.upper()}: {operation['summary']}" for method, operation in asked.items())
        name = next(iter(asked.values()))["operationId"]
        yield path(route, _guard(view, f"{words}."), name=f"api-{name}")


def _guard(view: Callable[..., Any], words: str) -> Any:
    """*view* behind the gate. No cookie opens anything here, so nothing can be forged by one."""

    @csrf_exempt
    @guarded
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        return answer

    gate.__doc__ = words
    vars(gate).pop("__wrapped__", None)
    return gate


urlpatterns = [
    path("openapi.json", _guard(openapi.view(api), "The OpenAPI 3.1 document."), name="api-openapi"),
    *_operations(),
    re_path(r"^.*$", _guard(_nothing, _nothing.__doc__ or ""), name="api-nothing"),
]
