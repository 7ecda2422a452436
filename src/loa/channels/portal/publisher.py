"""Writing what a release changes and nothing else, or all of it; whoever writes holds the lock of the folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from loa.bulletins.core.paths import attachment_path, picture_path
from loa.channels.portal import asked, assets, coverage, dispatches, renewal, standing
from loa.channels.portal.archive import Archive
from loa.channels.portal.core.cap import is_same
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.facts import Site
from loa.channels.portal.maker import Files, Maker
from loa.channels.portal.seal import Seal
from loa.channels.portal.store import PRIVATE, Stage, Store

PATIENCE = 1.0  # seconds that figures wait for a release that is being published; they come round again
RENEWAL_PATIENCE = 600.0  # seconds that a renewal waits for those who publish: it is in no hurry
TURN = 0.03  # seconds between two steps of a renewal: those who wait for the lock look every 0.01
log = structlog.get_logger(__name__)


class Publisher:
    """Writes the portal of one site into one folder."""

    def __init__(self, root: Path, site: Site, keys: Path) -> None:
        self.root = root
        self.site = site
        self.store = Store(root)
        self.seal = Seal(keys, urlsplit(site.base_url).hostname or "localhost")
        self._maker = Maker(site, self.seal)

    def publish(self, entry: Entry, attachments: Mapping[str, bytes] | None = None) -> None:
        """Publish a release: write all that it changes, and swap it in as one change. Safe to repeat.

        *attachments* (SHA-256 → bytes) are the pictures and files that the manifest binds; others are not published.
        """
        with self.store.exclusive(), closing(self._archive()) as archive:
            with archive.transaction():
                archive.put(entry)
                files = _attached(entry, attachments or {})
                files |= dict(self._assets(archive)) | self._maker.changed(archive, archive.get(entry.code) or entry)
                stage = self._staged(files)
            stage.swap_in()

    def show_coverage(self, figures: coverage.Coverage) -> None:
        """Publish how far the staff has come. Raises `PortalBusyError` rather than wait."""
        with self.store.exclusive(PATIENCE), closing(self._archive()) as archive:
            archive.set_fact("coverage", figures.dumps())
            self._write(dict(self._assets(archive)) | coverage.files(self.site, archive.fact("coverage")))

    def show_dispatches(self, shown: dispatches.Shown) -> None:
        """Publish the dispatches that may be shown, and how far their tasks are. Raises `PortalBusyError`."""
        with self.store.exclusive(PATIENCE), closing(self._archive()) as archive:
            archive.set_fact("dispatches", shown.dumps())
            self._write(dict(self._assets(archive)) | dispatches.files(self.site, archive.fact("dispatches")))

    def show_asked(self, times: Mapping[str, int]) -> None:
        """Show on the front page what is asked most: *times* by the code of the release that answers it.

        Raises `PortalBusyError` rather than wait.
        """
        with self.store.exclusive(PATIENCE), closing(self._archive()) as archive:
            if asked.keep(archive, times):
                self._write(dict(self._assets(archive)) | self._maker.fronts(archive))

    def rebuild(self, entries: Iterable[Entry] | None = None) -> int:
        """Write every file again, from *entries* or from the archive; return how many releases are listed.

        The bytes are those that publishing one by one has written.
        """
        with self.store.renewing(), closing(self._archive()) as archive:
            with self.store.exclusive(), archive.transaction():
                for entry in entries or ():
                    archive.put(entry)
            self._renew(archive)
            return archive.count()

    def open(self, now: datetime) -> bool:
        """What must stand before the first reader comes. Cheap beside any number of releases; False when `ensure`
        has the rest to do."""
        with closing(self._archive()) as archive:
            if self._is_current(archive, now):
                return True
            if archive.codes():
                if not self._has_front():
                    with self.store.exclusive():
                        self._write(renewal.front(self._maker, archive))
                return False
        self.ensure(now)
        return True

    def ensure(self, now: datetime | None = None) -> None:
        """Bring the folder to this version of Loa and of the particulars: cheap when nothing changed.

        There is one renewal at a time: a second waits for the first, and sees what is left to do. Releases are
        published between its steps; cut off, it begins again.
        """
        with self.store.renewing(), closing(self._archive()) as archive:
            if now is not None:
                self._renew_contact(archive, now)
            if not self._is_current(archive):
                self._renew(archive)

    def _renew(self, archive: Archive) -> None:
        steps, done = renewal.steps(self._maker, archive), 0
        with self.store.exclusive(RENEWAL_PATIENCE):
            archive.set_fact("version", "")  # neither the old nor the new one, should this be cut
        while True:
            with self.store.exclusive(RENEWAL_PATIENCE):
                step = next(steps, None)  # made from the archive as it is now
                if step is None:
                    self._finish(archive)
                    return
                self._write(step.files)
                done += step.releases
                archive.set_fact(renewal.FACT, renewal.Renewal(done, len(archive.codes())).dumps())
            if step.releases:
                log.info("the portal's pages are being renewed", done=done, of=len(archive.codes()))
                time.sleep(TURN)

    def _finish(self, archive: Archive) -> None:
        with archive.transaction():
            archive.set_fact("version", self._version)
            archive.set_fact(renewal.FACT, "")
        log.info("the portal's pages are renewed", releases=len(archive.codes()))

    def _is_current(self, archive: Archive, now: datetime | None = None) -> bool:
        fresh = now is None or (archive.fact("as_of") or "") >= _month(now)
        return fresh and archive.fact("version") == self._version and self._has_front()

    def _has_front(self) -> bool:
        return (self.root / "index.html").is_file()

    def _archive(self) -> Archive:
        return Archive(self.root / PRIVATE / renewal.ARCHIVE)

    def _write(self, files: Files) -> None:
        self._staged(files).swap_in()

    def _staged(self, files: Files) -> Stage:
        stage = self.store.stage({name: content for name, content in files.items() if not self._is_sent(name, content)})
        stage.seal()
        return stage

    def _is_sent(self, name: str, content: bytes) -> bool:
        """Whether *name* is an alert that stands already: it stays as it was sent, whatever has changed since (C12)."""
        before = self.store.read(name) if name.endswith("/cap.xml") else None
        return before is not None and is_same(before, content)

    def _renew_contact(self, archive: Archive, now: datetime) -> None:
        """Move the date from which security.txt counts its year (standards A6), at most once a month."""
        moment = _month(now)
        if (archive.fact("as_of") or "") < moment:
            with self.store.exclusive():
                archive.set_fact("as_of", moment)
                self._write(standing.security(self.site, moment))

    def _assets(self, archive: Archive) -> Files:
        """Assets must stand before the first page that names them."""
        return assets.files() if archive.fact("version") != self._version else {}

    @cached_property
    def _version(self) -> str:
        """Changes when templates, assets, the app, translations or particulars change: then all is written again."""
        digest = hashlib.sha256(str(self.site).encode())
        for name, content in sorted(assets.files().items()):
            digest.update(name.encode() + hashlib.sha256(content).digest())
        folder = Path(__file__).parent
        for path in sorted(
            (
                *folder.rglob("*.py"),
                *folder.rglob("*.html"),
                *folder.rglob("*.svg"),
                *folder.rglob("*.po"),
                *folder.rglob("*.webp"),
            )
        ):
            digest.update(path.read_bytes())
        return digest.hexdigest()


def _month(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-01T00:00:00Z")


def _attached(entry: Entry, attachments: Mapping[str, bytes]) -> Files:
    """The pictures and files of a release under the hash that its manifest binds them by."""
    paths = {file.sha256: picture_path(picture, file) for picture in entry.manifest.pictures for file in picture.files}
    paths |= {file.sha256: attachment_path(file) for file in entry.manifest.attachments}
    return {path.lstrip("/"): attachments[sha256] for sha256, path in paths.items() if sha256 in attachments}
