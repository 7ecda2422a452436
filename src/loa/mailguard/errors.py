"""What can go wrong at the security desk."""

from __future__ import annotations

from loa.errors import ConflictError, LoaError, NotAllowedError


class WholeHouseError(NotAllowedError):
    """Lists hold for everybody's mail, so a role on a part of the organisation is not enough."""

    code = "whole_house"
    message = "The lists hold for the whole organisation: this needs the role Security desk for all of it."


class NoReasonError(LoaError):
    """A decision or an entry without its reason."""

    code = "no_reason"
    http_status = 422
    message = "Say why, in a few words: whoever asks later reads it."


class AlreadyBlockedError(ConflictError):
    """The entry stands on the list."""

    code = "already_blocked"
    message = "“%(value)s” is on the block list already."


class TooManyReportsError(LoaError):
    """Somebody reports more mails than a person receives."""

    code = "too_many_reports"
    permanent = False
    http_status = 429
    message = "That makes %(limit)s reports within an hour. Please wait a little, or call the security desk."


class EmptyMailError(LoaError):
    """There is nothing to report."""

    code = "empty_mail"
    http_status = 422
    message = "This file holds no mail."


class ListHasMistakesError(ConflictError):
    """All or nothing."""

    code = "list_has_mistakes"
    message = "Nothing can be taken over while a row has a mistake."


class NothingToWarnOfError(ConflictError):
    """Only a confirmed threat is worth everybody's minute."""

    code = "nothing_to_warn_of"
    message = "Confirm the threat first; then everybody can be warned of it."


class NoDomainError(LoaError):
    """What was given as domains is none."""

    code = "no_domain"
    http_status = 422
    message = "The row holds no domain name that can be used."
