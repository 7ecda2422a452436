"""The mail channel: the only place of this room that knows settings and Django's languages."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator, Sequence
from functools import cache
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import Envelope, Limit, Preview, ReleaseContext, Rendered, TechnicalFailureError
from loa.channels.mail import signing
from loa.channels.mail.letters import Composer, MailRendered
from loa.channels.mail.mime import address
from loa.channels.mail.render import ACKNOWLEDGE_MARK, UNSUBSCRIBE_MARK, Content, Variant, render
from loa.channels.mail.session import SmtpServer
from loa.channels.mail.smtp import SmtpSender
from loa.channels.mail.template import Letterhead, build
from loa.channels.mail.verp import ReturnPaths
from loa.config import Config
from loa.config import config as process_config
from loa.kernel import tokens

PREVIEW_WIDTH = 640  # pixels: the column of 600 with its margins
SUBJECT_LIMIT = 120  # characters that a phone's list still shows in part; longer ones are cut by readers
SIZE_LIMIT = 100  # KB: Gmail hides what comes after about 102 of the HTML
PICTURES_LIMIT = 250  # KB of the whole with its pictures: a province's mail servers carry it to everybody


class MailChannel:
    """Official mail through the office's own mail server. Implements `loa.channels.base.Channel`."""

    name: ClassVar[ChannelName] = "mail"

    def __init__(self, config: Config | None = None) -> None:
        self._given = config

    @property
    def _config(self) -> Config:
        return self._given or process_config()

    def prepare(self, release: ReleaseContext) -> MailRendered:
        """Render every variant. Nothing happens outside.

        Raises `TechnicalFailureError` when the sender address or the DKIM key is not usable.
        """
        signer = self._signer(release.place.mail_domain)
        letterhead = self._letterhead(release)
        languages = tuple(release.manifest.texts)
        templates = {
            variant: build(letterhead, variant, _content(release, variant), release) for variant in _variants(languages)
        }
        if signer is None:
            templates = {variant: template.stuffed() for variant, template in templates.items()}
        default = "vi" if "vi" in languages else languages[0]
        return MailRendered(release.manifest.code, release.place.mail_domain, default, templates, signer)

    def open_sender(self, rendered: Rendered) -> SmtpSender:
        """A sender with sessions of its own."""
        assert isinstance(rendered, MailRendered)
        composer = Composer(rendered, self.return_paths(rendered.domain), _unsubscribe_token)
        return SmtpSender(self._server(), composer, sessions=int(self._config.smtp_sessions))

    def preview(self, release: ReleaseContext) -> Preview:
        """The mail as a subscriber will see it, with the limits of subject and size."""
        variant = Variant(next(iter(release.manifest.texts)), duty=False, personal=True)
        if "vi" in release.manifest.texts:
            variant = variant._replace(language="vi")
        content = _content(release, variant)
        size = build(self._letterhead(release), variant, content, release).size
        return Preview(
            self.name, _with_pictures(_without_marks(content.html), content), PREVIEW_WIDTH, _limits(content, size)
        )

    def is_set_up(self) -> bool:
        """Whether a sender or a server of our own is named."""
        return self._config.differs("mail_from") or self._config.differs("smtp")

    def check(self) -> list[str]:
        """What is wrong with the mail settings, as sentences."""
        return list(self._problems())

    def return_paths(self, mail_domain: str) -> ReturnPaths:
        """Makes the return paths of our mail, and reads them for whoever takes in bounces (standards E20)."""
        return ReturnPaths(self._config.secret(), f"bounce.{mail_domain}")

    def _problems(self) -> Iterator[str]:
        config = self._config
        sender = str(config.mail_from)
        if address(sender) is None:
            yield _("The sender address of mail (LOA_MAIL_FROM) is not a mail address.")
        elif config.production and sender.endswith(".example"):
            yield _("The sender address of mail (LOA_MAIL_FROM) is still the example.")
        if config.smtp_user and not config.smtp_tls and not self._server().loopback:
            yield _("The password of the mail server would travel unencrypted; set LOA_SMTP_TLS=1.")
        if config.production and not config.dkim_key_file:
            yield _("Mail is not signed with DKIM here (LOA_DKIM_KEY_FILE); the mail server must do it.")
        try:
            self._signer("loa.example")
        except TechnicalFailureError as error:
            yield error.text

    def _signer(self, domain: str) -> signing.DkimSigner | None:
        path = self._config.dkim_key_file
        return signing.load(path, domain, self._config.dkim_selector) if path else None

    def _letterhead(self, release: ReleaseContext) -> Letterhead:
        sender = address(str(self._config.mail_from))
        if sender is None:
            raise TechnicalFailureError(channel=self.name, reason="LOA_MAIL_FROM")
        return Letterhead(release.place.authority, sender, release.place.mail_domain)

    def _server(self) -> SmtpServer:
        config = self._config
        host, port = config.smtp
        return SmtpServer(host, port, _own_name(), config.smtp_tls, config.smtp_user, config.smtp_password)


def _variants(languages: Sequence[str]) -> Iterator[Variant]:
    for language in languages:
        for duty in (False, True):
            yield Variant(language, duty, personal=False)
            yield Variant(language, duty, personal=True)


def _content(release: ReleaseContext, variant: Variant) -> Content:
    with override(variant.language):
        return render(release, variant, _word)


def _word(message: str) -> str:
    """A word of a mail. With a context of its own: Django merges the catalogues of all rooms, and the same English
    ("Number", "Source") means something else in another."""
    return pgettext("mail", message)


def _without_marks(html: str) -> str:
    return html.replace(ACKNOWLEDGE_MARK, "").replace(UNSUBSCRIBE_MARK, "")


def _with_pictures(html: str, content: Content) -> str:
    """The HTML with its pictures inside, for a frame that has no mail around it."""
    for one in content.inline:
        data = base64.b64encode(one.content).decode()
        html = html.replace(f'"cid:{one.cid}"', f'"data:{one.media_type};base64,{data}"')
    return html


def _limits(content: Content, size: int) -> list[Limit]:
    return [
        Limit(_("Subject"), len(content.subject), SUBJECT_LIMIT, _("characters")),
        Limit(_("Size of the text"), round(len(content.html.encode()) / 1024), SIZE_LIMIT, "KB"),
        Limit(_("Size of the mail"), round(size / 1024), PICTURES_LIMIT, "KB"),
    ]


def _unsubscribe_token(envelope: Envelope) -> str:
    return tokens.make("unsubscribe", "", envelope.recipient)


@cache
def _own_name() -> str:
    """Our name in EHLO (standards E2): the machine's full name, or an address literal where it has none."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
