"""The app channel: push messages to installed apps. The app itself (pages, service worker) is the rest of this room."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from loa.bulletins.core.manifest import ChannelName, Manifest
from loa.channels.app.webpush import payload, vapid
from loa.channels.app.webpush.endpoints import AllowList
from loa.channels.app.webpush.payload import PushRendered
from loa.channels.app.webpush.sender import PushSender
from loa.channels.base import Limit, Preview, ReleaseContext, Rendered, TechnicalFailureError
from loa.config import Config
from loa.config import config as process_config

PREVIEW_WIDTH = 360  # pixels: a small phone
TITLE_SHOWN = 65  # characters of a title that Android shows in two lines
BODY_SHOWN = 240  # … and of the text, opened


class AppChannel:
    """Web Push to phones and browsers. Implements `loa.channels.base.Channel`."""

    name: ClassVar[ChannelName] = "app"

    def __init__(self, config: Config | None = None) -> None:
        self._given = config

    @property
    def _config(self) -> Config:
        return self._given or process_config()

    @property
    def application_server_key(self) -> str:
        """What the app's page gives to `pushManager.subscribe` (base64url)."""
        return self._vapid().application_server_key

    def allowed(self) -> AllowList:
        """The push services that are called; whoever takes in a subscription asks it first (standards W6)."""
        return AllowList(self._config.push_hosts)

    def prepare(self, release: ReleaseContext) -> PushRendered:
        """Render every variant; makes the key pair at the very first use. Nothing happens outside."""
        self._vapid()
        return payload.render(release, lambda language: _label(release.manifest, language))

    def open_sender(self, rendered: Rendered) -> PushSender:
        """A sender with connections of its own."""
        assert isinstance(rendered, PushRendered)
        return PushSender(rendered, self._vapid(), self.allowed())

    def preview(self, release: ReleaseContext) -> Preview:
        """The notification as a phone shows it."""
        rendered = payload.render(release, lambda language: _label(release.manifest, language))
        words = release.manifest.text(rendered.default_language)
        label = _label(release.manifest, rendered.default_language)
        title = f"[{label}] {words.title}" if label else words.title
        size = rendered.payloads[payload.Variant(rendered.default_language, personal=True)].size
        limits = [
            Limit(_("Title shown in full"), len(title), TITLE_SHOWN, _("characters")),
            Limit(_("Text shown in full"), len(words.summary), BODY_SHOWN, _("characters")),
            Limit(_("Size of the message"), size, payload.JSON_LIMIT, "byte"),
        ]
        image = payload.image_path(release.manifest)
        card = _card(release.place.authority, title, words.summary, image)
        return Preview(self.name, card, PREVIEW_WIDTH, limits)

    def check(self) -> list[str]:
        """What is wrong with the push settings, as sentences."""
        problems = []
        if not vapid.usable_contact(str(self._config.push_contact)):
            problems.append(_("The push contact (LOA_PUSH_CONTACT) must be mailto:name@domain or an https address."))
        try:
            self._vapid()
        except TechnicalFailureError as error:
            problems.append(error.text)
        return problems

    def _vapid(self) -> vapid.Vapid:
        key = vapid.load_or_create(self._config.keys_dir / "vapid.pem")
        return vapid.Vapid(key, str(self._config.push_contact))


def _label(manifest: Manifest, language: str) -> str:
    """The words before the title: a test, urgency, and what changes how the title must be read."""
    with override(language):
        urgent, immediate = pgettext("push", "URGENT"), pgettext("push", "IMMEDIATE")
        correction, recall = pgettext("push", "Correction"), pgettext("push", "Recall")
        words = [
            pgettext("push", "TEST") if manifest.test else "",
            {"urgent": urgent, "immediate": immediate}.get(manifest.urgency, ""),
            {"correction": correction, "recall": recall}.get(manifest.kind, ""),
        ]
    return " · ".join(word for word in words if word)


def _card(authority: str, title: str, body: str, image: str) -> str:
    """A page of its own, drawn like a phone's notification."""
    shown = f'<img src="{escape(image)}" alt="">' if image else ""
    return (
        '<!DOCTYPE html><meta charset="utf-8"><style>body{margin:0;padding:16px;background:#dfe3e8;color:#1f2328;'
        "font:15px/1.4 system-ui,sans-serif}article{background:#fff;border-radius:16px;padding:14px 16px}"
        "small{color:#57606a}h1{font-size:16px;margin:4px 0}p{margin:0}"
        "img{width:100%;margin-top:8px;border-radius:8px}</style>"
        f"<article><small>{escape(authority)}</small><h1>{escape(title)}</h1><p>{escape(body)}</p>{shown}</article>"
    )
