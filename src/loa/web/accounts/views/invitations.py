"""Coming in by invitation: who one is here, and the choice between passkey and password."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from loa.accounts.actions import factors, passwords, people
from loa.accounts.models import User
from loa.web.access import open_by_secret
from loa.web.accounts import devices, passkeys
from loa.web.accounts.forms import PasskeyForm, PasswordForm


@open_by_secret
@never_cache
@sensitive_post_parameters()
@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """GET uses nothing up, so that a mail scanner or a preview cannot; POST gives the account its key and signs in.

    Raises `InvitationError`.
    """
    found = people.invitation(secret)
    user = found.user
    by_passkey = "credential" in request.POST
    key_form = PasskeyForm(request.POST if by_passkey else None)
    password_form = PasswordForm(request.POST if request.method == "POST" and not by_passkey else None, user=user)
    if by_passkey and key_form.is_valid():
        try:
            return _enter_by_passkey(request, secret, user, key_form)
        except passkeys.PasskeyError as error:
            key_form.add_error(None, error.text)
    elif password_form.is_bound and password_form.is_valid():
        return _enter_by_password(request, secret, password_form)
    wrong = key_form.errors or password_form.errors
    context = {
        "invitation": found,
        "invited": user,
        "roles": user.roles.select_related("unit"),
        "creation": passkeys.creation(user) if passkeys.possible(request) else "",
        "form": key_form if by_passkey else password_form,
        "key_form": key_form,
        "password_form": password_form,
    }
    return render(request, "accounts/invitation.html", context, status=422 if wrong else 200)


def _enter_by_passkey(request: HttpRequest, secret: str, user: User, form: PasskeyForm) -> HttpResponse:
    name = form.cleaned_data["name"] or devices.words(request.headers.get("User-Agent", ""))
    with transaction.atomic():
        people.accept(secret)
        key: Authenticator = passkeys.add(user, form.cleaned_data["credential"], name)
        factors.added(key)
    _leave(request)
    post_authentication(request, key, passwordless=True)
    response: HttpResponse = perform_login(request, Login(user=user))
    return response


def _enter_by_password(request: HttpRequest, secret: str, form: PasswordForm) -> HttpResponse:
    with transaction.atomic():
        user = people.accept(secret)
        passwords.change_password(user, form.cleaned_data["new"])
    _leave(request)
    response: HttpResponse = perform_password_login(request, {"email": user.email}, Login(user=user))
    return response


def _leave(request: HttpRequest) -> None:
    """Whoever sat here before is signed out first."""
    if request.user.is_authenticated:
        logout(request)
