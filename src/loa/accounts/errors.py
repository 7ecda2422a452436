"""What can go wrong with accounts and roles."""

from __future__ import annotations

from loa.errors import ConflictError, LoaError, NotAllowedError, NotFoundError


class MissingRoleError(NotAllowedError):
    """The account does not hold the role that this act asks for."""

    code = "missing_role"
    message = "This needs the role %(role)s for this unit."


class SecondFactorMissingError(NotAllowedError):
    """An approver signs with more than a password: a passkey or an authenticator app has to be set up first."""

    code = "second_factor_missing"
    message = "Approving needs a passkey or an authenticator app. Set one up first; the bulletin waits for you."


class TooManyAttemptsError(NotAllowedError):
    """Too many wrong passwords or codes in a row."""

    code = "too_many_attempts"
    permanent = False
    http_status = 429
    message = "Too many attempts. Wait %(minutes)s minutes and try again, or ask for a new invitation."


class WrongCodeError(LoaError):
    """The code is wrong, used, or too old."""

    code = "wrong_code"
    http_status = 422
    message = "The code is wrong, was used already, or is too old. Wait for the next one and try again."


class NotYoursToGiveError(NotAllowedError):
    """Nobody grants, takes or hands on what they have no right over."""

    code = "not_yours_to_give"
    message = "You may not change this: the account or the role reaches beyond what you manage."


class LastOperatorError(ConflictError):
    """Without an operator nobody could manage the accounts of this unit any more."""

    code = "last_operator"
    message = "This is the last operator of this unit. Appoint another one first."


class LastFactorError(ConflictError):
    """An approver keeps at least one second factor, and everybody at least one way in."""

    code = "last_factor"
    message = "This is your last way of signing in, or the second factor that approving needs. Add another one first."


class InvitationError(NotFoundError):
    """The invitation was used, withdrawn, has expired, or never was."""

    code = "invitation_invalid"
    message = (
        "This invitation was used already, was withdrawn, or has expired. Ask the person who sent it for a new one."
    )


class AccountInUseError(ConflictError):
    """An invitation is for those who have never come in."""

    code = "account_in_use"
    message = "This person signs in already. Give the role on their page; if they cannot get in, recover the account."


class AddressTakenError(ConflictError):
    """Two accounts cannot share a mail address, nor one member of staff have two accounts."""

    code = "address_taken"
    message = "Somebody else already has an account with this e-mail."


class UnknownToSsoError(NotAllowedError):
    """The provincial sign-in vouches for somebody who has no account and is not on the staff list here."""

    code = "unknown_to_sso"
    message = (
        "You are signed in at the provincial service, but no account here has the e-mail %(email)s. "
        "Ask the person who manages accounts in your office for an invitation."
    )


class UnverifiedSsoError(NotAllowedError):
    """The provincial sign-in does not vouch for the e-mail."""

    code = "unverified_sso"
    message = "The provincial service has not confirmed your e-mail address. Confirm it there and try again."
