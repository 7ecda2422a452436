"""What holds for every answer: the reader's language, security headers, and errors said in words."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from loa.errors import LoaError
from loa.kernel.faults import in_words
from loa.web.errors import error_page

log = structlog.get_logger()
Handler = Callable[[HttpRequest], HttpResponse]

# No inline script, style or handler anywhere in our pages, so the policy needs neither nonces nor hashes
# (standards A7). Frames show only our own previews.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeadersMiddleware:
    """Set the headers of standards A7, unless a view has set a stricter one of its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what is missing."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.headers.get("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class LanguageMiddleware:
    """Vietnamese first: another language only for those who chose it, whatever their browser was installed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class ErrorsMiddleware:
    """Turn a `LoaError` that a view lets through into a page with its sentence and its status.

    A full disk and an absent database too: both pass, and the reader is told that it can be done again.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is in `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for *exception*, or None for what is not ours."""
        if isinstance(exception, LoaError):
            log.info("refused", code=exception.code, path=request.path)
            return error_page(request, exception.http_status, exception.text)
        said = in_words(exception)
        if said is None:
            return None
        log.error("the machine refused", code=said.code, path=request.path, reason=str(exception))
        return error_page(request, said.http_status, said.text)
