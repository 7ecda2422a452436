"""The Zalo channel: article and broadcast once per release, an approved template message to each known person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import (
    ChannelUnavailableError,
    Limit,
    Preview,
    ReleaseContext,
    Rendered,
    TechnicalFailureError,
)
from loa.channels.zalo import render
from loa.channels.zalo.client import MAX_DESCRIPTION, MAX_TITLE, Endpoints, ZaloClient
from loa.channels.zalo.errors import SetUpError, ZaloError
from loa.channels.zalo.grant import DatabaseTokenStore
from loa.channels.zalo.publication import publish
from loa.channels.zalo.sender import ZaloRendered, ZaloSender
from loa.channels.zalo.tokens import App
from loa.config import config

PREVIEW_WIDTH = 390
NEEDED = ("zalo_app_id", "zalo_app_secret", "zalo_oa_id", "zalo_oa_secret", "zalo_template_id")


class ZaloChannel:
    """The Official Account. Implements `loa.channels.base.Channel`."""

    name: ClassVar[ChannelName] = "zalo"

    def __init__(self) -> None:
        self._client: ZaloClient | None = None
        self._lock = threading.Lock()

    @property
    def client(self) -> ZaloClient:
        """The process's one client. Raises `TechnicalFailureError` while the channel is not set up."""
        missing = _missing_settings()
        if missing:
            raise TechnicalFailureError(channel=self.name, reason=", ".join(missing))
        with self._lock:
            if self._client is None:
                settings = config()
                self._client = ZaloClient(
                    Endpoints(settings.zalo_oauth_url, settings.zalo_openapi_url, settings.zalo_business_url),
                    App(settings.zalo_app_id, settings.zalo_app_secret),
                    DatabaseTokenStore(settings.zalo_refresh_token),
                )
            return self._client

    def prepare(self, release: ReleaseContext) -> ZaloRendered:
        """Publish and broadcast the article, once; a reminder sends only messages.

        Raises `TechnicalFailureError` when a person must look, `ChannelUnavailableError` when later may do.
        """
        first = release.purpose == "primary"
        try:
            publication = publish(
                self.client, release.manifest.code, lambda: render.article(release, _footer(release)), broadcast=first
            )
        except SetUpError as error:
            raise TechnicalFailureError(channel=self.name, reason=error.text) from error
        except ZaloError as error:
            raise ChannelUnavailableError(channel=self.name, reason=error.text) from error
        remote = {"article": publication.article_id, "broadcast": publication.broadcast_id}
        return self._rendered(release, remote | ({"problem": publication.problem} if publication.problem else {}))

    def _rendered(self, release: ReleaseContext, remote: dict[str, str]) -> ZaloRendered:
        values = {}
        for language in {"vi", *release.manifest.texts}:
            with override(language):
                mark = "" if release.purpose == "primary" else _("Reminder: ")
                values[language] = render.template_values(release, language, mark)
        return ZaloRendered(release.manifest.code, release.place, config().zalo_template_id, values, remote)

    def open_sender(self, rendered: Rendered) -> ZaloSender:
        """A sender with threads of its own and the process's client."""
        assert isinstance(rendered, ZaloRendered)
        return ZaloSender(self.client, rendered)

    def preview(self, release: ReleaseContext) -> Preview:
        """The article card and the message as a phone will show them."""
        text = release.manifest.text("vi")
        context = {
            "release": release.manifest,
            "text": text,
            "authority": release.place.authority,
            "parts": render.parts(release, _footer(release)),
            "cover": render.cover(release),
            "message": render.template_values(release, "vi"),
        }
        html = render_to_string("channel_zalo/preview.html", context)
        return Preview(self.name, html, PREVIEW_WIDTH, tuple(_limits(text.title, text.summary)))

    def is_set_up(self) -> bool:
        """Whether any setting of Zalo is filled in."""
        return len(_missing_settings()) < len(NEEDED) or bool(config().zalo_refresh_token)

    def check(self) -> list[str]:
        """What is wrong with the configuration or the grant."""
        missing = _missing_settings()
        if missing:
            return [_("Zalo is not set up; missing: %(names)s.") % {"names": ", ".join(missing)}]
        try:
            self.client.official_account()
        except ZaloError as error:
            return [error.text]
        return []


def _missing_settings() -> list[str]:
    settings = config()
    return [f"LOA_{name.upper()}" for name in NEEDED if not getattr(settings, name)]


def _footer(release: ReleaseContext) -> str:
    with override("vi"):
        return _("No. %(number)s · code %(code)s · check it at %(url)s") % {
            "number": release.manifest.number,
            "code": release.manifest.code,
            "url": release.place.page_url(release.manifest.code),
        }


def _limits(title: str, summary: str) -> Iterator[Limit]:
    yield Limit(_("Article title"), len(title), MAX_TITLE, _("characters"))
    yield Limit(_("Article summary"), len(summary), MAX_DESCRIPTION, _("characters"))
    yield Limit(_("Message summary"), len(summary), render.TEMPLATE_SUMMARY, _("characters"))
