"""The OpenAPI 3.1 document, in both languages: what is written for people is translated when it is asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from loa.config import config

TITLE = _("Loa: official outbreak bulletins")
DESCRIPTION = _(
    "Reading what is public needs no token. Everything else needs `Authorization: Bearer …` with a token that an "
    "operator or editor makes on the page “Other systems”, or a command (`loa token new`). Refusals are problem "
    "details (RFC 9457) in the language of Accept-Language (vi, en). Lists come in pages. A POST or PUT with an "
    "Idempotency-Key is carried out once within 24 hours, however often it is sent. The headers RateLimit and "
    "RateLimit-Policy say what is left of the quota; whoever exceeds it gets 429 with Retry-After."
)
TAGS = {
    "releases": _("What was released, with all that proves it."),
    "rumours": _("Claims and their published answers."),
    "coverage": _("How far releases have come: figures, never names."),
    "bulletins": _("Drafts from other systems; people look at them, submit and approve."),
    "receipts": _("Facts about persons and releases from other systems."),
    "staff": _("The staff list, kept in step with a directory."),
}
TRANSLATED = ("description", "summary")
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": _("A key of your own choice: the request is carried out once within 24 hours."),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def document(api: NinjaAPI) -> dict[str, Any]:
    """The document in the active language."""
    found: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1")
    found["info"] |= {"title": gettext(TITLE), "description": gettext(DESCRIPTION)}
    found["servers"] = [{"url": config().base_url}]
    found["tags"] = [{"name": name, "description": gettext(words)} for name, words in TAGS.items()]
    for path in found["paths"].values():
        for method, operation in path.items():
            _mend(method, operation)
    translated: dict[str, Any] = _in_words(found)
    return translated


def _mend(method: str, operation: dict[str, Any]) -> None:
    """What ninja does not say: problems have a media type of their own, and writing takes a key."""
    for status, response in operation["responses"].items():
        if int(status) >= 400 and "content" in response:
            response["content"] = {"application/problem+json": next(iter(response["content"].values()))}
    if method in {"post", "put"} and not any(each["name"] == KEY["name"] for each in operation["parameters"]):
        operation["parameters"] = [*operation["parameters"], dict(KEY)]


def _in_words(value: Any) -> Any:
    """*value* with everything that people read in the active language."""
    if isinstance(value, list):
        return [_in_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: gettext(each) if name in TRANSLATED and isinstance(each, str) and each else _in_words(each)
        for name, each in value.items()
    }


def view(api: NinjaAPI) -> Any:
    """The view that shows the document."""

    @require_safe
    def openapi(request: HttpRequest) -> HttpResponse:
        """The OpenAPI 3.1 document of this interface, in the language of Accept-Language."""
        del request
        answer = JsonResponse(document(api), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer.headers["Cache-Control"] = "public, max-age=300"
        return answer

    return openapi
