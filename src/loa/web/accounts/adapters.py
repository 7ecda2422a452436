"""What allauth asks us while somebody signs in: nobody signs up, and where one comes out."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from loa.accounts.actions.sso import account_for
from loa.accounts.errors import UnverifiedSsoError
from loa.accounts.models import User
from loa.config import config
from loa.errors import LoaError
from loa.web.accounts import destination, devices, freshness
from loa.web.errors import error_page

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Named in settings as ACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation alone."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our notices go out by `loa.accounts.actions.notices`."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account is answered like one that does not exist."""
        return redirect("sign-in")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Where the visitor comes out."""
        kwargs["redirect_url"] = destination.after_sign_in(user, kwargs.get("redirect_url") or "")
        freshness.proved(request)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        devices.greet(request, user, response)
        return response


class SsoAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Named in settings as SOCIALACCOUNT_ADAPTER."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are made by invitation alone."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time: find the account that this person has here; else say kindly that there is none."""
        if sociallogin.is_existing:
            return
        try:
            user = account_for(_confirmed_email(sociallogin))
        except LoaError as error:
            raise ImmediateHttpResponse(error_page(request, error.http_status, error.text)) from error
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Cancelled, or the provincial service is ill: said in words, with the way back."""
        log.warning("provincial sign-in failed", error=kwargs.get("error"), reason=str(kwargs.get("exception") or ""))
        words = _("The provincial sign-in did not go through. Try again, or sign in with your e-mail here.")
        raise ImmediateHttpResponse(error_page(request, 401, words))


def _confirmed_email(sociallogin: Any) -> str:
    """The e-mail that the provincial service vouches for.

    Raises `UnverifiedSsoError`: an address that somebody merely typed there opens nothing here.
    """
    for address in sociallogin.email_addresses:
        if address.verified or config().oidc_trust_email:
            return str(address.email)
    raise UnverifiedSsoError
