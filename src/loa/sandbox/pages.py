"""Pages of the stand-ins, in Vietnamese and English, from Django templates (the house's template language).

A sandbox is always a process of its own, so it sets up Django for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from django.template import Engine

HERE = Path(__file__).resolve().parent
LANGUAGES = ("vi", "en")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src 'self' data:"
    " https: http:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def prepare() -> None:
    """Set up Django for this process: only templates and translations, whatever the environment names.

    Not `django.setup()`: that imports the database layer, which takes longer than all the rest of the start.
    """
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            LANGUAGE_CODE="vi",
            LANGUAGES=[("vi", "Tiếng Việt"), ("en", "English")],
            LOCALE_PATHS=[str(HERE / "locale")],
        )
        apps.populate(())


@cache
def _engine() -> Engine:
    from django.template import Engine

    libraries = {"i18n": "django.templatetags.i18n"}
    return Engine(dirs=[str(HERE / "templates" / "sandbox")], libraries=libraries, autoescape=True)


def language(request: Request) -> str:
    """The reader's language: asked for, remembered, or what the browser prefers; else Vietnamese."""
    for wish in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "vi"


def render(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """The page *template* in the reader's language."""
    from django.template import Context
    from django.utils import translation

    engine = _engine()
    spoken = language(request)
    with translation.override(spoken):
        shared = {"language": spoken, "path": request.url.path, "other": "en" if spoken == "vi" else "vi"}
        html = engine.get_template(template).render(Context({**shared, **context}, use_tz=False))
    response = HTMLResponse(html, status_code=status, headers=_HEADERS)
    response.set_cookie("lang", spoken, samesite="lax")
    return response
