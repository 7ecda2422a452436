"""The portal as a channel: publishing is the sending, and its one envelope is the public."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from loa.bulletins.core.draft import BODY_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT
from loa.bulletins.core.manifest import ChannelName, Manifest
from loa.channels.base import Envelope, Limit, Outcome, Preview, ReleaseContext, Report, ReportSink
from loa.channels.portal import facts, notices, pages, recovery, websub
from loa.channels.portal.core import moments
from loa.channels.portal.core.entry import Entry, decode_signature
from loa.channels.portal.errors import UnsignedReleaseError
from loa.channels.portal.publisher import Publisher
from loa.config import config
from loa.trust.core.canonical import canonical_json
from loa.trust.core.signing import verify
from loa.trust.errors import SignatureMismatchError
from loa.trust.models import SigningKey


def publisher() -> Publisher:
    """The publisher of this installation's portal."""
    return Publisher(config().portal_path, facts.load(), config().keys_dir)


def stands() -> bool:
    """Whether there is a portal in the folder: who only brings figures must not begin one, nor make its keys."""
    return (config().portal_path / "index.html").is_file()


@dataclass(frozen=True, slots=True)
class PortalRendered:
    """A published release: where its page lies and which code it must show."""

    channel: ClassVar[ChannelName] = "portal"
    page: Path
    code: str


@dataclass(frozen=True, slots=True)
class PortalSender:
    """Confirms that readers can read: the page is on disk and is that of this release."""

    rendered: PortalRendered

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Report each envelope delivered once the page is really readable."""
        readable = self._readable()
        outcome = Outcome.DELIVERED if readable else Outcome.TEMPORARY_FAILURE
        text = "" if readable else _("The page cannot be read from the portal's folder.")
        for envelope in envelopes:
            report(Report(envelope.index, outcome, provider_text=text, remote_id=f"/b/{self.rendered.code}"))

    def close(self) -> None:
        """Nothing is held."""

    def _readable(self) -> bool:
        try:
            return f'data-code="{self.rendered.code}"'.encode() in self.rendered.page.read_bytes()
        except OSError:
            return False


class PortalChannel:
    """The public portal (DESIGN §8)."""

    name: ClassVar[ChannelName] = "portal"

    def prepare(self, release: ReleaseContext) -> PortalRendered:
        """Publish the release's files. A repeat writes the same bytes.

        Raises `UnsignedReleaseError` for a release that no known key confirms, `PortalBusyError` while another
        process is publishing.
        """
        manifest = release.manifest
        if release.purpose == "primary":
            publisher().publish(_entry(release), release.attachments)
            _keep_notice(release)
        return PortalRendered(config().portal_path / "b" / manifest.code / "index.html", manifest.code)

    def open_sender(self, rendered: PortalRendered) -> PortalSender:
        """A sender for one worker."""
        return PortalSender(rendered)

    def preview(self, release: ReleaseContext) -> Preview:
        """The page as it will look, with its style inside, for a frame as wide as a phone."""
        manifest = release.manifest
        entry = Entry(manifest, bytes(64), bytes(32))
        html = pages.bulletin(facts.load(), entry, [entry], "vi").decode()
        return Preview(self.name, pages.self_contained(html), width=390, limits=_limits(manifest))

    def missing(self, codes: Iterable[str]) -> list[str]:
        """Those of the released *codes* that are not, or not wholly, in the portal's folder."""
        return recovery.missing(config().portal_path, codes)

    def check(self) -> list[str]:
        """What the operator should mend: a folder that cannot be written, particulars that V10 asks for."""
        found = []
        try:
            publisher()
        except OSError as error:
            found.append(_("The portal's folder cannot be written: %(reason)s") % {"reason": error.strerror})
        missing = facts.load().missing()
        if missing:
            names = {"path": facts.particulars_path().name, "names": ", ".join(missing)}
            found.append(_("The site's particulars are incomplete (%(path)s): %(names)s") % names)
        if facts.load().hub and (said := notices.trouble()):
            found.append(_("The WebSub hub takes no notices: %(reason)s") % {"reason": said})
        return found


def _keep_notice(release: ReleaseContext) -> None:
    """Written before the delivery counts as prepared: a crash in between publishes, and comes here, again."""
    manifest = release.manifest
    if facts.load().hub and not manifest.test:
        feeds = websub.changed_feeds(release.place.base_url, manifest)
        notices.keep(manifest.code, feeds, moments.parse(manifest.issued_at), timezone.now())


def _entry(release: ReleaseContext) -> Entry:
    """The release with the key that confirms it (fail closed, DESIGN §5.3)."""
    manifest = release.manifest
    content = canonical_json(manifest.as_dict())
    try:
        signature = decode_signature(release.signature)
    except ValueError as error:
        raise UnsignedReleaseError(code=manifest.code) from error
    for key in _known_keys(release):
        with suppress(SignatureMismatchError):
            verify(key, content, signature)
            return Entry(manifest, signature, key)
    raise UnsignedReleaseError(code=manifest.code)


def _known_keys(release: ReleaseContext) -> Iterator[bytes]:
    """The key that the engine names, else every key this installation has signed with, newest first."""
    if named := release.extra.get("public_key"):
        yield base64.b64decode(named)
        return
    for key in SigningKey.objects.order_by("-id").values_list("public_key", flat=True):
        yield bytes(key)


def _limits(manifest: Manifest) -> list[Limit]:
    text = manifest.text("vi")
    return [
        Limit(_("title"), len(text.title), TITLE_LIMIT, _("characters")),
        Limit(_("summary"), len(text.summary), SUMMARY_LIMIT, _("characters")),
        Limit(_("text"), len(text.body), BODY_LIMIT, _("characters")),
    ]
