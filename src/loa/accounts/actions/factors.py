"""Second factors: who must have one, and what a code proves. allauth holds the ceremonies and the rows."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.utils import timezone

from loa.accounts.actions.records import record, tell
from loa.accounts.errors import LastFactorError, SecondFactorMissingError, WrongCodeError
from loa.accounts.models import AccessEvent, Notice, User
from loa.accounts.queries import has_second_factor, must_have_second_factor

CODE_LIFE = timedelta(minutes=2)  # longer than a code is accepted, clocks that run apart included


def require_second_factor(user: User) -> None:
    """Let the act go on only if *user* has a passkey or an authenticator app.

    Raises `SecondFactorMissingError`.
    """
    if not has_second_factor(user):
        raise SecondFactorMissingError


def enrol_totp(user: User, secret: str) -> Authenticator:
    """Give *user* the authenticator app that holds *secret* (base 32)."""
    return TOTP.activate(user, secret).instance


@transaction.atomic
def enrol_by_command(user: User) -> tuple[str, list[str]]:
    """A new authenticator app for *user*, given out by a command on the server: its secret and the recovery codes.

    Whatever app and codes there were open nothing any more: a command is how somebody gets in who lost both.
    """
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    Authenticator.objects.filter(user=user, type__in=kinds).delete()
    secret = generate_totp_secret()
    made = enrol_totp(user, secret)
    RecoveryCodes.activate(user)
    record(AccessEvent.Act.FACTOR_ADDED, user, None, detail=str(made))
    tell(user, Notice.Kind.FACTOR_ADDED, str(made))
    return secret, recovery_codes(user)


@transaction.atomic
def check_code(user: User, code: str) -> Authenticator:
    """The authenticator app or the sheet of recovery codes that *code* comes from.

    A code opens once: RFC 6238 §5.2 refuses its second use, on whatever machine it is tried. Raises `WrongCodeError`.
    """
    User.objects.select_for_update().get(pk=user.pk)
    for found in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
        if not _used_before(found, code) and found.wrap().validate_code(code):
            _remember(found, code)
            return found
    raise WrongCodeError


def _used_before(authenticator: Authenticator, code: str) -> bool:
    used_at = authenticator.last_used_at
    recent = used_at is not None and timezone.now() - used_at < CODE_LIFE
    return recent and authenticator.data.get("last_code") == _digits(code)


def _remember(authenticator: Authenticator, code: str) -> None:
    authenticator.refresh_from_db()
    authenticator.data["last_code"] = _digits(code)
    authenticator.last_used_at = timezone.now()
    authenticator.save(update_fields=["data", "last_used_at"])


def _digits(code: str) -> str:
    return "".join(code.split())


@transaction.atomic
def added(authenticator: Authenticator) -> None:
    """A new second factor is there: recovery codes with the first one, a line in the record, a mail to the owner."""
    user = authenticator.user
    RecoveryCodes.activate(user)
    record(AccessEvent.Act.FACTOR_ADDED, user, user, detail=str(authenticator))
    tell(user, Notice.Kind.FACTOR_ADDED, str(authenticator))


@transaction.atomic
def remove(authenticator: Authenticator) -> None:
    """Take a second factor away.

    Raises `LastFactorError` when the role demands one, or when nothing else is left to sign in with.
    """
    user = User.objects.select_for_update().get(pk=authenticator.user_id)
    name = str(authenticator)
    authenticator.delete()
    if not has_second_factor(user):
        if must_have_second_factor(user) or not user.has_usable_password():
            raise LastFactorError
        Authenticator.objects.filter(user=user).delete()
    record(AccessEvent.Act.FACTOR_REMOVED, user, user, detail=name)
    tell(user, Notice.Kind.FACTOR_REMOVED, name)


def recovery_codes(user: User) -> list[str]:
    """The recovery codes that are not used yet."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(found.wrap().get_unused_codes()) if found else []


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Make new recovery codes; the old ones open nothing any more."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    if has_second_factor(user):
        RecoveryCodes.activate(user)
    return recovery_codes(user)
