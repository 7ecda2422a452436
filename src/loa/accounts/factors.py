"""What allauth asks us about second factors (its MFA adapter): names people see, and secrets kept encrypted."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from loa.config import config
from loa.kernel.vault import box

PURPOSE = "loa second factors"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth is untyped
    """Named in settings as MFA_ADAPTER."""

    def get_totp_issuer(self) -> str:
        """The name above the code in an authenticator app."""
        return str(config().authority)

    def encrypt(self, text: str) -> str:
        """A copy of the database alone opens no account: secrets are encrypted with the installation's secret."""
        return box(settings.SECRET_KEY, PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The inverse of `encrypt`."""
        return box(settings.SECRET_KEY, PURPOSE).decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: our host, under the authority's name."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": str(config().authority)}

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """One sentence for whatever is wrong with a key's answer."""
        del args
        return ValidationError(_("The passkey could not be used. Try again, or sign in another way."), code=code)
