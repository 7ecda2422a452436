"""The door: password and second step, passkey, provincial sign-in; signing out; the language."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.accounts.actions import check_code, throttle
from loa.accounts.errors import TooManyAttemptsError, WrongCodeError
from loa.accounts.models import User
from loa.config import config
from loa.web.access import me, open_to_all
from loa.web.accounts import destination, passkeys
from loa.web.accounts.forms import CodeForm, SignInForm

YEAR = 365 * 24 * 3600  # seconds


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; wrong ones are counted and answered alike, whether the account exists or not."""
    if request.user.is_authenticated:
        return redirect(destination.after_sign_in(me(request), destination.wanted(request)))
    form = SignInForm(request.POST if request.method == "POST" else None)
    user = _known(request, form) if request.method == "POST" and form.is_valid() else None
    if user is None:
        return _door(request, form)
    login = Login(user=user, redirect_url=destination.wanted(request) or None)
    response: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return response


def _door(request: HttpRequest, form: SignInForm) -> HttpResponse:
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "passkeys": passkeys.possible(request),
        "sso": config().oidc_name if config().oidc_issuer else "",
    }
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _known(request: HttpRequest, form: SignInForm) -> User | None:
    """The account, if the password is right; else the form says why not."""
    email = form.cleaned_data["email"]
    account = throttle.account(email)
    address = throttle.address(request.META.get("REMOTE_ADDR", ""), timezone.now())
    try:
        throttle.begin(address)
        throttle.begin(account)
    except TooManyAttemptsError as error:
        form.add_error(None, error.text)
        return None
    user = authenticate(request, username=email.lower(), password=form.cleaned_data["password"])
    if not isinstance(user, User):
        form.add_error(None, _("E-mail or password is wrong."))
        return None
    throttle.forgive(account)
    throttle.give_back(address)
    return user


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """GET: what the browser is asked, as JSON. POST: its answer, which is name, key and second factor in one."""
    if request.method == "GET":
        return HttpResponse(passkeys.question(), content_type="application/json")
    try:
        proof = passkeys.proven(request.POST.get("credential", ""))
    except passkeys.PasskeyError as error:
        form = SignInForm({})
        form.errors.clear()
        form.add_error(None, error.text)
        return _door(request, form)
    post_authentication(request, proof, passwordless=True)
    login = Login(user=proof.user, redirect_url=destination.wanted(request) or None)
    response: HttpResponse = perform_login(request, login)
    return response


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """After the right password: a code of the authenticator app, a recovery code, or the passkey."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("sign-in")
    user: User = stage.login.user
    form = CodeForm(request.POST if "code" in request.POST else None)
    proof = _second_proof(request, user, form) if request.method == "POST" else None
    if proof is None:
        return _step_page(request, user, form)
    post_authentication(request, proof)
    response: HttpResponse = stage.exit()
    return response


def _second_proof(request: HttpRequest, user: User, form: CodeForm) -> Authenticator | None:
    try:
        if "credential" in request.POST:
            return passkeys.proven(request.POST["credential"], user)
        return _code_proof(user, form) if form.is_valid() else None
    except (TooManyAttemptsError, WrongCodeError, passkeys.PasskeyError) as error:
        form.is_bound = True
        form.add_error(None, error.text)
        return None


def _code_proof(user: User, form: CodeForm) -> Authenticator:
    throttle.begin(throttle.codes(user.pk))
    proof = check_code(user, form.cleaned_data["code"])
    throttle.forgive(throttle.codes(user.pk))
    return proof


def _step_page(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    mine = Authenticator.objects.filter(user=user)
    key = mine.filter(type=Authenticator.Type.WEBAUTHN).exists() and passkeys.possible(request)
    context = {
        "form": form,
        "question": passkeys.question(user) if key else "",
        "has_app": mine.filter(type=Authenticator.Type.TOTP).exists(),
    }
    return render(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


@open_to_all
@never_cache
@require_GET
def sso(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the provincial sign-in."""
    response: HttpResponse = openid_connect.login(request, provider_id)
    return response


@open_to_all
@never_cache
@require_GET
def sso_return(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provincial sign-in."""
    response: HttpResponse = openid_connect.callback(request, provider_id)
    return response


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
