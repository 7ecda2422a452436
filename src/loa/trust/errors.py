"""What can go wrong with keys, signatures and the log."""

from __future__ import annotations

from loa.errors import LoaError


class TrustError(LoaError):
    """The root of this room's errors."""

    code = "trust"


class NotCanonicalError(TrustError):
    """A value has no canonical JSON form."""

    code = "not_canonical"
    message = "This content cannot be signed: %(reason)s"


class MissingSigningKeyError(TrustError):
    """No signing key: nothing may be released (DESIGN §5.3, fail closed)."""

    code = "missing_signing_key"
    http_status = 503
    message = (
        "There is no usable signing key at %(path)s, so nothing can be released. "
        "Restore the key from the backup, or make one with `loa createadmin` on a new installation."
    )


class BadKeyError(TrustError):
    """A key file does not hold an Ed25519 key."""

    code = "bad_key"
    message = "%(path)s does not hold an Ed25519 key: %(reason)s"


class SignatureMismatchError(TrustError):
    """The signature does not belong to this content and key."""

    code = "signature_mismatch"
    message = "The signature does not match: this is not what was signed."


class NotABundleError(TrustError):
    """A file is not a signed release."""

    code = "not_a_bundle"
    message = "This file is not a signed release of Loa: %(reason)s"


class ForeignKeyError(TrustError):
    """The signature is right, but the key is not one that the reader trusts."""

    code = "foreign_key"
    message = "Signed with the key %(key)s, which is not one of ours: do not trust it."
