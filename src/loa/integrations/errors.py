"""What can go wrong between Loa and other systems."""

from __future__ import annotations

from collections.abc import Sequence

from loa.errors import ConflictError, LoaError, NotAllowedError


class UnknownTokenError(NotAllowedError):
    """The token is none of ours, has expired or was revoked; which of them is not said."""

    code = "unknown_token"
    http_status = 401
    message = "The token is not valid: unknown, expired or revoked. Ask whoever runs this system for a new one."


class MissingScopeError(NotAllowedError):
    """The token does not hold the scope that this needs."""

    code = "missing_scope"
    message = "This needs a token with the scope %(scope)s."


class OwnerLostRoleError(NotAllowedError):
    """A token can do no more than its owner, and the owner may not do this (any more)."""

    code = "owner_lost_role"
    message = "The token's owner does not hold a role for %(scope)s on this unit."


class UnknownScopeError(LoaError):
    """There is no scope of that name."""

    code = "unknown_scope"
    message = "“%(scope)s” is no scope. There are: %(known)s."


class TokenLifeError(LoaError):
    """A token has to end."""

    code = "token_life"
    message = "A token lives at least one day and at most %(most)s."


class RateLimitedError(LoaError):
    """A caller asks more often than is good for the others."""

    code = "rate_limited"
    permanent = False
    http_status = 429
    message = "Too many requests: %(quota)s a minute are allowed. Try again in %(seconds)s seconds."


class InvalidKeyError(LoaError):
    """An Idempotency-Key is empty, too long, or holds other characters than printable ones."""

    code = "invalid_idempotency_key"
    message = "The Idempotency-Key must have 1 to %(most)s printable characters."


class KeyReusedError(LoaError):
    """The same Idempotency-Key came with another request."""

    code = "idempotency_key_reused"
    http_status = 422
    message = "This Idempotency-Key was used with another request. Use a new key for a new request."


class StillRunningError(ConflictError):
    """The first request with this Idempotency-Key has not been answered yet."""

    code = "idempotency_still_running"
    permanent = False
    message = "The first request with this Idempotency-Key is still under way. Try again in a moment."


class ReceiptsRefusedError(LoaError):
    """A batch of receipts holds some that cannot be kept. `places` names each; nothing was kept."""

    code = "receipts_refused"
    message = "Nothing was kept: %(count)s receipts cannot be read as facts about your staff."

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        self.places = list(places)
        super().__init__(count=len(self.places))


class OutsideUnitsError(NotAllowedError):
    """The token does not reach this unit."""

    code = "outside_units"
    message = "The token does not reach the unit %(unit)s."


class ForbiddenTargetError(LoaError):
    """A webhook's address is not one that may be called."""

    code = "forbidden_target"
    message = (
        "Webhooks go to https:// addresses in the open internet. For a host of your own network, ask the person who "
        "runs the server to name it in LOA_WEBHOOK_PRIVATE_HOSTS."
    )


class NoEventsError(LoaError):
    """A webhook without events would never be called."""

    code = "no_events"
    message = "Choose at least one event."
