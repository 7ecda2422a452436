"""What can go wrong in delivery."""

from __future__ import annotations

from loa.errors import ConflictError, LoaError


class LeaseLostError(LoaError):
    """The parcel was taken over: nothing may be written for it any more."""

    code = "lease_lost"
    permanent = False
    message = "The parcel was taken over by another worker."


class WrongDeliveryStateError(ConflictError):
    """The delivery's state does not allow this act."""

    code = "wrong_delivery_state"
    message = "A delivery in the state “%(state)s” does not allow this."


class TooLateError(ConflictError):
    """The bulletin's own end has passed: late news is reported, not sent (DESIGN §6)."""

    code = "too_late"
    message = "The bulletin was to be sent until %(not_after)s. It is too late to send it."


class NotPreparedError(LoaError):
    """Another worker is preparing this delivery right now."""

    code = "not_prepared"
    permanent = False
    message = "The delivery is being prepared by another worker."


class EngineUnavailableError(LoaError):
    """The message queue cannot be reached; work goes on from the database alone."""

    code = "engine_unavailable"
    permanent = False
    message = "The message queue cannot be reached: %(reason)s"
