"""From an envelope to the letter that goes out: the personal half of a mail."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import ClassVar

from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import Envelope
from loa.channels.mail.mime import address, dot_stuffed, mailbox
from loa.channels.mail.render import Variant
from loa.channels.mail.session import Letter
from loa.channels.mail.signing import DkimSigner
from loa.channels.mail.smtp import UndeliverableError
from loa.channels.mail.template import MessageTemplate, safe_token
from loa.channels.mail.verp import ReturnPaths

UnsubscribeToken = Callable[[Envelope], str]


@dataclass(frozen=True, slots=True)
class MailRendered:
    """A release as mail templates, one per variant; `default_language` serves languages it does not speak.

    With a signer the templates keep their dots single: a signature is over the message before SMTP touches it.
    """

    channel: ClassVar[ChannelName] = "mail"
    code: str
    domain: str
    default_language: str
    templates: Mapping[Variant, MessageTemplate]
    signer: DkimSigner | None = None

    def template(self, envelope: Envelope) -> MessageTemplate:
        """The template for this person."""
        variant = Variant(envelope.language, envelope.duty, bool(envelope.token))
        found = self.templates.get(variant)
        return found or self.templates[variant._replace(language=self.default_language)]


class Composer:
    """Makes letters. One per sender: it keeps the formatted time of the running second."""

    def __init__(
        self,
        rendered: MailRendered,
        return_paths: ReturnPaths,
        unsubscribe_token: UnsubscribeToken,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._rendered = rendered
        self._return_paths = return_paths
        self._unsubscribe_token = unsubscribe_token
        self._clock = clock
        self._second = -1
        self._date = b""

    def __call__(self, envelope: Envelope) -> Letter:
        """The letter of *envelope*. Raises `UndeliverableError` when its address is none."""
        recipient = address(envelope.address)
        if recipient is None:
            raise UndeliverableError
        return Letter(
            envelope.index,
            self._return_paths.make(self._rendered.code, envelope.contact_point),
            recipient,
            self._content(envelope, recipient),
        )

    def _content(self, envelope: Envelope, recipient: bytes) -> bytes:
        message = self._rendered.template(envelope).fill(
            to=mailbox(envelope.name, recipient),
            date=self._now(),
            message_id=self._message_id(envelope),
            acknowledge=safe_token(envelope.token),
            unsubscribe=b"" if envelope.duty else safe_token(self._unsubscribe_token(envelope)),
        )
        if self._rendered.signer is None:
            return message
        return dot_stuffed(self._rendered.signer.signature_header(message) + message)

    def _now(self) -> bytes:
        second = int(self._clock())
        if second != self._second:
            self._second = second
            self._date = format_datetime(datetime.fromtimestamp(second, UTC)).encode("ascii")
        return self._date

    def _message_id(self, envelope: Envelope) -> bytes:
        """The same at every repeat (DESIGN §6): the engine's id under our domain (standards E1)."""
        name = envelope.message_id.strip("<>")
        return f"<{name}>".encode("ascii") if "@" in name else f"<{name}@{self._rendered.domain}>".encode("ascii")
