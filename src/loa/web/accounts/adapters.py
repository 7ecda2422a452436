"""What allauth asks us while somebody signs in: nobody signs up, and where one comes out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from loa.accounts.models import User
from loa.web.accounts import destination, devices, freshness


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

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Back to the door."""
        raise ImmediateHttpResponse(redirect("sign-in"))
