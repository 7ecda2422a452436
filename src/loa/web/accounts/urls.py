"""Addresses of signing in. Names with an underscore are those that allauth looks up."""

from __future__ import annotations

from django.urls import path

from loa.web.accounts.views import entrance, own

urlpatterns = [
    path("sign-in", entrance.sign_in, name="sign-in"),
    path("sign-in", entrance.sign_in, name="account_login"),
    path("sign-in/passkey", entrance.passkey, name="sign-in-passkey"),
    path("sign-in/second-step", entrance.second_step, name="mfa_authenticate"),
    path("sign-in/sso/<str:provider_id>", entrance.sso, name="openid_connect_login"),
    path("sign-in/sso/<str:provider_id>/callback", entrance.sso_return, name="openid_connect_callback"),
    path("sign-out", entrance.sign_out, name="sign-out"),
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
