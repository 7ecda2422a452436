"""Error pages: what happened, and what to do next, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Words:
    """Title, what happened, what to do; gettext message ids."""

    title: str
    what: str
    next: str


WORDS = {
    400: Words(
        gettext_noop("This could not be done"),
        gettext_noop("The request could not be understood."),
        gettext_noop("Go back, check what you entered, and try again."),
    ),
    403: Words(
        gettext_noop("You may not open this"),
        gettext_noop("Your account does not have the right that this page asks for."),
        gettext_noop("If you need it for your work, ask the person who manages accounts in your office."),
    ),
    404: Words(
        gettext_noop("This page was not found"),
        gettext_noop("Nothing is at this address, or it is not for your account."),
        gettext_noop("Check the address, or begin at the home page."),
    ),
    409: Words(
        gettext_noop("This was changed in the meantime"),
        gettext_noop("Somebody else worked on the same thing. Nothing was lost."),
        gettext_noop("Go back, load the page again, and look at the newest state."),
    ),
    500: Words(
        gettext_noop("Something went wrong on our side"),
        gettext_noop("The page could not be made. What you saved before is safe."),
        gettext_noop("Try again in a minute. If it stays so, call the person who runs this system."),
    ),
    503: Words(
        gettext_noop("Not available for the moment"),
        gettext_noop("The system is starting, being maintained, or a part of it does not answer."),
        gettext_noop("Try again in a minute. Published bulletins stay readable on the portal."),
    ),
}


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """The page of *status*; *sentence* (already translated) says more exactly what happened."""
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    context = {"title": _(words.title), "what": sentence or _(words.what), "next": _(words.next), "status": status}
    return render(request, "errors/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return error_page(request, 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid CSRF token, most often one left open for days."""
    return error_page(
        request, 403, _("This form is too old or came from elsewhere. Load the page again and send it once more.")
    )
