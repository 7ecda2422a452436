"""One's own account: ways of signing in, password, devices."""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.accounts.actions import check_code, enrol_totp, factors, passwords, throttle
from loa.accounts.errors import LastFactorError, TooManyAttemptsError, WrongCodeError
from loa.accounts.models import User
from loa.accounts.queries import has_second_factor, must_have_second_factor
from loa.web.access import me, signed_in
from loa.web.accounts import destination, devices, freshness, passkeys
from loa.web.accounts.forms import AppForm, ConfirmForm, PasskeyForm, PasswordForm
from loa.web.accounts.freshness import freshly

SECRET = "totp_secret"  # noqa: S105 - the session's key of the secret that is being set up
SHOWN = 50  # sessions on the page


@signed_in
@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What I may do, how I sign in, and where I am signed in."""
    user = me(request)
    mine = list(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("pk"))
    context = {
        "roles": user.roles.select_related("unit").order_by("role", "unit__name"),
        "keys": [one for one in mine if one.type == Authenticator.Type.WEBAUTHN],
        "app": next((one for one in mine if one.type == Authenticator.Type.TOTP), None),
        "codes_left": len(factors.recovery_codes(user)),
        "needs_factor": must_have_second_factor(user) and not mine,
        "passkeys": passkeys.possible(request),
        "sessions": _sessions(request, user),
    }
    return render(request, "accounts/account.html", context)


def _sessions(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    living = sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at, reverse=True)
    return [
        {
            "pk": one.pk,
            "words": devices.words(one.user_agent),
            "address": one.ip,
            "since": one.created_at,
            "seen": one.last_seen_at,
            "here": one.session_key == request.session.session_key,
        }
        for one in living[:SHOWN]
    ]


@signed_in
@never_cache
@require_GET
def factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the two ways to get one; leads back to where the visitor came from."""
    target = destination.wanted(request)
    if has_second_factor(me(request)):
        return redirect(target or "account")
    context = {"passkeys": passkeys.possible(request), "query": urlencode({"next": target}) if target else ""}
    return render(request, "accounts/factor_needed.html", context)


@signed_in
@freshly
@never_cache
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device."""
    user = me(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            factors.added(passkeys.add(user, form.cleaned_data["credential"], _key_name(request, form)))
        except passkeys.PasskeyError as error:
            form.add_error(None, error.text)
        else:
            return _added(request, _("The passkey is ready. Next time you can sign in with it."))
    context = {"form": form, "creation": passkeys.creation(user), "next": destination.wanted(request)}
    return render(request, "accounts/passkey.html", context, status=422 if form.errors else 200)


def _key_name(request: HttpRequest, form: PasskeyForm) -> str:
    return form.cleaned_data["name"] or devices.words(request.headers.get("User-Agent", ""))


def _added(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words, extra_tags="good")
    target = destination.wanted(request)
    return redirect(f"{reverse('recovery-codes')}?{urlencode({'next': target})}" if target else "recovery-codes")


@signed_in
@freshly
@never_cache
@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: scan, then prove with a first code."""
    user = me(request)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return redirect("account")
    secret = request.session.setdefault(SECRET, generate_totp_secret())
    form = AppForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if validate_totp_code(secret, form.cleaned_data["code"]):
            del request.session[SECRET]
            factors.added(enrol_totp(user, secret))
            return _added(request, _("The authenticator app is set up."))
        form.add_error("code", WrongCodeError().text)
    link = get_adapter().build_totp_url(user, secret)
    context = {
        "form": form,
        "qr": segno.make(link, error="m").svg_data_uri(scale=5, border=2),
        "link": link,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "next": destination.wanted(request),
    }
    return render(request, "accounts/app.html", context, status=422 if form.errors else 200)


@signed_in
@freshly
@require_POST
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a passkey or the authenticator app away."""
    kinds = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
    found = get_object_or_404(Authenticator, pk=pk, user=me(request), type__in=kinds)
    try:
        factors.remove(found)
    except LastFactorError as error:
        messages.error(request, error.text, extra_tags="grave")
    else:
        messages.success(request, _("Removed."), extra_tags="good")
    return redirect("account")


@signed_in
@freshly
@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes for the day the phone is lost; POST makes new ones."""
    if request.method == "POST":
        factors.new_recovery_codes(me(request))
        messages.success(request, _("New codes. The old ones open nothing any more."), extra_tags="good")
    codes = factors.recovery_codes(me(request))
    context = {"codes": codes, "next": destination.wanted(request)}
    return render(request, "accounts/recovery_codes.html", context)


@signed_in
@freshly
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set another password; the other devices are signed out."""
    user = me(request)
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        passwords.change_password(user, form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        passwords.end_sessions(user, but=request.session.session_key or "")
        messages.success(request, _("Your password is changed. Other devices were signed out."), extra_tags="good")
        return redirect("account")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out one other device (`session`), or all others."""
    user, chosen = me(request), request.POST.get("session", "")
    if chosen.isascii() and chosen.isdigit():
        passwords.end_session(user, int(chosen))
    else:
        passwords.end_sessions(user, but=request.session.session_key or "")
    if not request.session.exists(request.session.session_key or ""):
        return redirect("sign-in")
    messages.success(request, _("Signed out there."), extra_tags="good")
    return redirect("account")


@signed_in
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove once more who you are: password, code or passkey."""
    user = me(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _proves(user, form):
        freshness.proved(request)
        return redirect(destination.wanted(request) or "account")
    mine = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    key = Authenticator.Type.WEBAUTHN in mine and passkeys.possible(request)
    context = {
        "form": form,
        "next": destination.wanted(request),
        "question": passkeys.question(user) if key else "",
        "has_password": user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in mine,
    }
    return render(request, "accounts/confirm.html", context, status=422 if form.errors else 200)


def _proves(user: User, form: ConfirmForm) -> bool:
    given = form.cleaned_data
    try:
        if given["credential"]:
            passkeys.proven(given["credential"], user)
            return True
        throttle.begin(throttle.codes(user.pk))
        if given["code"]:
            check_code(user, given["code"])
        elif not (given["password"] and user.check_password(given["password"])):
            form.add_error(None, _("The password is wrong."))
            return False
    except (TooManyAttemptsError, WrongCodeError, passkeys.PasskeyError) as error:
        form.add_error(None, error.text)
        return False
    throttle.forgive(throttle.codes(user.pk))
    return True
