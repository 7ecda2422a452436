"""Sign in, sign out, change the language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from loa.accounts.models import User
from loa.web.access import DESK_ROLES, has_role, open_to_all
from loa.web.accounts import lockout
from loa.web.accounts.forms import SignInForm

YEAR = 365 * 24 * 3600  # seconds


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; wrong ones are counted and answered alike, whether the account exists or not."""
    if request.user.is_authenticated:
        return redirect(_target(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _enter(request, form):
        return redirect(_target(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, form: SignInForm) -> bool:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        lockout.refuse_if_locked(request, email)
    except lockout.TooManyAttemptsError as error:
        form.add_error(None, error.text)
        return False
    user = authenticate(request, username=email.lower(), password=password)
    if not isinstance(user, User):
        lockout.note_failure(request, email)
        form.add_error(None, _("E-mail or password is wrong."))
        return False
    lockout.forget(request, email)
    login(request, user)
    return True


def _target(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is here; else the page that their work begins with."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("desk" if has_role(request, *DESK_ROLES) else "home")


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


@open_to_all
@csrf_exempt  # a language is nobody's secret; without the token, personal pages set no cookie at all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie and go back."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if safe else "/")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
