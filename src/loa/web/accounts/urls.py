"""Addresses of signing in. Names with an underscore are those that allauth looks up."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from loa.web.accounts.views import entrance, invitations, own, people


class LetInPart(StringConverter):
    """How somebody is let in."""

    regex = "invite|recover|reopen"


register_converter(LetInPart, "let_in")

urlpatterns = [
    path("sign-in", entrance.sign_in, name="sign-in"),
    path("sign-in", entrance.sign_in, name="account_login"),
    path("sign-in/passkey", entrance.passkey, name="sign-in-passkey"),
    path("sign-in/second-step", entrance.second_step, name="mfa_authenticate"),
    path("sign-in/sso/<str:provider_id>", entrance.sso, name="openid_connect_login"),
    path("sign-in/sso/<str:provider_id>/callback", entrance.sso_return, name="openid_connect_callback"),
    path("sign-out", entrance.sign_out, name="sign-out"),
    path("invitation/<str:secret>", invitations.invitation, name="invitation"),
    path("people/", people.listed, name="people"),
    path("people/invite", people.invite, name="people-invite"),
    path("people/invite-unit", people.invite_unit, name="people-invite-unit"),
    path("people/record", people.events, name="people-record"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/roles", people.grant_role, name="person-grant"),
    path("people/<int:pk>/roles/<int:assignment>/revoke", people.revoke_role, name="person-revoke"),
    path("people/<int:pk>/close", people.close, name="person-close"),
    path("people/<int:pk>/<let_in:way>", people.let_in, name="person-let-in"),
    path("account/", own.account, name="account"),
    path("account/second-factor", own.factor_needed, name="factor-needed"),
    path("account/passkeys/new", own.add_passkey, name="passkey-add"),
    path("account/app/new", own.add_app, name="app-add"),
    path("account/factors/<int:pk>/remove", own.remove_factor, name="factor-remove"),
    path("account/recovery-codes", own.recovery_codes, name="recovery-codes"),
    path("account/password", own.password, name="password"),
    path("account/sessions/end", own.end_sessions, name="sessions-end"),
    path("account/confirm", own.confirm, name="confirm"),
    path("language", entrance.language, name="language"),
]
