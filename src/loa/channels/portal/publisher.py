"""What a release changes, and nothing else: its page, its family's pages, the lists, feeds and indexes it stands in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from loa.bulletins.core.paths import attachment_path, picture_path
from loa.channels.portal import asked, assets, coverage, dispatches, pages, standing
from loa.channels.portal.archive import Archive, Series
from loa.channels.portal.core import cap, feeds, moments, search, sitemap
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.facts import Site
from loa.channels.portal.seal import Seal
from loa.channels.portal.store import PRIVATE, Store

PAGE = 20  # entries of a list page
SEGMENT = 100  # releases of a search or sitemap segment
FEED = 30  # items of a feed: below the 100 KB that aggregators ask for (standards §1.4)
HOME = 12
RUMOURS = 4
PATIENCE = 1.0  # seconds that figures wait for a release that is being published; they come round again
BATCH = 500  # releases that a rebuild holds in memory at a time
SERIES: dict[Series, str] = {"all": "/bulletins", "rumours": "/rumours"}
Files = dict[str, bytes]


class Publisher:
    """Writes the portal of one site into one folder."""

    def __init__(self, root: Path, site: Site, keys: Path) -> None:
        self.root = root
        self.site = site
        self.store = Store(root)
        self.seal = Seal(keys, urlsplit(site.base_url).hostname or "localhost")

    def publish(self, entry: Entry, attachments: Mapping[str, bytes] | None = None) -> None:
        """Publish a release: write all that it changes, and swap it in as one change. Safe to repeat.

        *attachments* (SHA-256 → bytes) are the pictures and files that the manifest binds; others are not published.
        """
        with self.store.exclusive(), closing(self._archive()) as archive:
            with archive.transaction():
                archive.put(entry)
                files = _attached(entry, attachments or {})
                files |= self._changed(archive, archive.get(entry.code) or entry)
                stage = self.store.stage(files)
                stage.seal()
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
                self._write(dict(self._assets(archive)) | self._fronts(archive))

    def rebuild(self, entries: Iterable[Entry] | None = None) -> int:
        """Write every file again, from *entries* or from the archive; return how many releases there are.

        The bytes are those that publishing one by one has written.
        """
        with self.store.exclusive(), closing(self._archive()) as archive:
            with archive.transaction():
                for entry in entries or ():
                    archive.put(entry)
            for files in self._everything(archive):
                self._write(files)
            archive.set_fact("version", self._version)
            return archive.count()

    def ensure(self, now: datetime | None = None) -> None:
        """Bring the folder to this version of Loa and of the particulars: cheap when nothing changed."""
        if now is not None:
            self._renew_contact(now)
        with closing(self._archive()) as archive:
            current = archive.fact("version") == self._version and (self.root / "index.html").is_file()
        if not current:
            self.rebuild()

    def _archive(self) -> Archive:
        return Archive(self.root / PRIVATE / "archive.sqlite3")

    def _write(self, files: Files) -> None:
        stage = self.store.stage(files)
        stage.seal()
        stage.swap_in()

    def _renew_contact(self, now: datetime) -> None:
        """Move the date from which security.txt counts its year (standards A6), at most once a month."""
        moment = now.astimezone(UTC).strftime("%Y-%m-01T00:00:00Z")
        with closing(self._archive()) as archive:
            if (archive.fact("as_of") or "") < moment:
                with self.store.exclusive():
                    archive.set_fact("as_of", moment)
                    self._write(standing.security(self.site, moment))

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

    def _changed(self, archive: Archive, entry: Entry) -> Files:
        """Every file that *entry* changes; those that readers start from come last."""
        family = archive.family(entry)
        files: Files = dict(self._assets(archive))
        for version in family:
            files |= self._pages(version, family)
        if not entry.manifest.test:
            touched = [version for version in family if not version.manifest.test]
            files |= self._indexes(archive, entry, touched)
        return files

    def _pages(self, entry: Entry, family: Sequence[Entry]) -> Files:
        """All that stands under one release's address."""
        folder = f"b/{entry.code}"
        files = {f"{folder}/release.json": entry.bundle.dumps(), f"{folder}/cap.xml": self._cap(entry, family)}
        files[f"{folder}/oembed.json"] = pages.oembed(self.site, entry)
        files[f"{folder}/embed/index.html"] = pages.card(self.site, entry)
        for language in sorted(set(entry.manifest.texts) - {"vi"}):
            files[f"{folder}/{language}/index.html"] = pages.bulletin(self.site, entry, family, language)
        files[f"{folder}/index.html"] = pages.bulletin(self.site, entry, family, "vi")
        return files

    def _cap(self, entry: Entry, family: Sequence[Entry]) -> bytes:
        """The signed alert. It is written once: later versions never change it (standards C12)."""
        contact = " · ".join(part for part in (self.site.phone, self.site.email) if part)
        return self.seal.sign(cap.alert(self.site.base_url, self.site.authority, contact, entry, family))

    def _indexes(self, archive: Archive, entry: Entry, touched: Sequence[Entry]) -> Files:
        """Lists, feeds, search and front pages around one listed release.

        Releases come in the order of their issue, so *entry* is the last and only the ends of lists change. When
        it is not (a delivery that was late), everything after its place has moved and is written again.
        """
        positions = {archive.position(version) for version in touched}
        start = archive.position(entry)
        positions |= set(range(start, archive.count()))
        files = self._segments(archive, {place // SEGMENT for place in positions})
        files |= self._lists(archive, "all", {place // PAGE for place in positions})
        if any(version.is_rumour for version in touched):
            places = {archive.position(version, "rumours") for version in touched if version.is_rumour}
            places |= set(range(archive.position(entry, "rumours"), archive.count("rumours")))
            files |= self._lists(archive, "rumours", {place // PAGE for place in places})
        files |= self._feeds(archive, {version.manifest.issuer_unit for version in touched})
        return files | self._fronts(archive)

    def _lists(self, archive: Archive, series: Series, numbers: set[int]) -> Files:
        """The list's first page and those of the numbered pages (from 0, the oldest) whose entries changed.

        A page is numbered when it and the next one are full; the first page shows what is newer.
        """
        total, address = archive.count(series), SERIES[series]
        numbered = max(total // PAGE - 1, 0)
        ends = {numbered - 1, numbered - 2}  # their "newer" link may have moved
        files: Files = {}
        for number in sorted((numbers | ends) & set(range(numbered))):
            entries = archive.slice(number * PAGE, (number + 1) * PAGE, series)
            page = pages.ListPage(
                url=f"{address}/{number + 1}",
                name=series,
                entries=entries[::-1],
                number=number + 1,
                total=0,
                newer=f"{address}/{number + 2}" if number + 1 < numbered else address,
                older=f"{address}/{number}" if number else "",
            )
            files[f"{page.url.lstrip('/')}/index.html"] = pages.listing(self.site, page)
        newest = archive.slice(numbered * PAGE, total, series)[::-1]
        older = f"{address}/{numbered}" if numbered else ""
        first = pages.ListPage(address, series, newest, numbered + 1, total, older=older, first=True)
        return files | {f"{address.lstrip('/')}/index.html": pages.listing(self.site, first)}

    def _segments(self, archive: Archive, numbers: set[int]) -> Files:
        """Search index and sitemap."""
        total = archive.count()
        count = -(-total // SEGMENT)
        files: Files = {}
        for number in sorted(numbers & set(range(count))):
            entries = archive.slice(number * SEGMENT, (number + 1) * SEGMENT)
            files[f"search/{number + 1}.json"] = search.segment(entries[::-1])
            files[f"sitemaps/{number + 1}.xml"] = sitemap.segment(self.site.base_url, entries)
        files["search/index.json"] = search.directory(count, total)
        return files | sitemap.directory(self.site.base_url, count, standing.ADDRESSES)

    def _feeds(self, archive: Archive, units: Iterable[int]) -> Files:
        """All bulletins, answered rumours, and those of each unit concerned."""
        files = self._feed("all", "", archive.newest(FEED))
        files |= self._feed("rumours", "Tin đồn đã trả lời", archive.newest(FEED, "rumours"))
        files |= self._cap_feeds(archive.newest(FEED))
        for unit in sorted(units):
            files |= self._feed(f"unit-{unit}", "", archive.newest_of_unit(unit, FEED))
        return files

    def _cap_feeds(self, newest: Sequence[Entry]) -> Files:
        """What was not expired when the newest was issued, and recent withdrawals (standards §1.4); no rumours
        (§1.5: no CAP for rebuttals by default)."""
        now = newest[0].manifest.issued_at if newest else ""
        alive = [
            entry
            for entry in newest
            if not entry.is_rumour
            and entry.standing == "current"
            and moments.parse(cap.expires(entry.manifest)) > moments.parse(now)
        ]
        feed = feeds.Feed(
            self.site.base_url, "/feeds/cap", f"CAP — {self.site.authority}", self.site.authority, alive, self.site.hub
        )
        return {"feeds/cap.atom": feeds.atom(feed), "feeds/cap.rss": feeds.rss(feed, cap=True)}

    def _feed(self, name: str, title: str, entries: Sequence[Entry]) -> Files:
        whole = f"{title} — {self.site.authority}" if title else f"Bản tin chính thức — {self.site.authority}"
        feed = feeds.Feed(self.site.base_url, f"/feeds/{name}", whole, self.site.authority, entries, self.site.hub)
        formats = {"atom": feeds.atom, "json": feeds.json_feed, "rss": feeds.rss}
        return {f"feeds/{name}.{ending}": make(feed) for ending, make in formats.items()}

    def _fronts(self, archive: Archive) -> Files:
        newest, rumours = archive.newest(HOME), archive.newest(RUMOURS, "rumours")
        most = asked.most_asked(archive)
        return {
            "widget/index.html": pages.widget(self.site, newest),
            "en/index.html": pages.home(self.site, newest, rumours, "en", most),
            "index.html": pages.home(self.site, newest, rumours, "vi", most),
        }

    def _assets(self, archive: Archive) -> Files:
        """Assets must stand before the first page that names them."""
        return assets.files() if archive.fact("version") != self._version else {}

    def _everything(self, archive: Archive) -> Iterator[Files]:
        """All files, in batches that fit in memory."""
        certificate = {".well-known/cap-signer.pem": self.seal.certificate}
        yield assets.files() | standing.files(self.site) | certificate
        yield coverage.files(self.site, archive.fact("coverage"))
        yield dispatches.files(self.site, archive.fact("dispatches"))
        if as_of := archive.fact("as_of"):
            yield standing.security(self.site, as_of)
        batch: Files = {}
        for number, entry in enumerate(archive.every(), start=1):
            batch |= self._pages(entry, archive.family(entry))
            if number % BATCH == 0:
                yield batch
                batch = {}
        yield batch
        total, units = archive.count(), archive.units()
        yield self._segments(archive, set(range(-(-total // SEGMENT))))
        yield self._lists(archive, "rumours", set(range(archive.count("rumours"))))
        yield self._lists(archive, "all", set(range(total)))
        yield self._feeds(archive, units) | self._fronts(archive)


def _attached(entry: Entry, attachments: Mapping[str, bytes]) -> Files:
    """The pictures and files of a release under the hash that its manifest binds them by."""
    paths = {file.sha256: picture_path(picture, file) for picture in entry.manifest.pictures for file in picture.files}
    paths |= {file.sha256: attachment_path(file) for file in entry.manifest.attachments}
    return {path.lstrip("/"): attachments[sha256] for sha256, path in paths.items() if sha256 in attachments}
