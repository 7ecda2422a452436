"""Which files a release changes, and which there are at all: made from the archive, written by `publisher`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loa.channels.portal import asked, pages, standing
from loa.channels.portal.archive import Archive, Series
from loa.channels.portal.core import cap, feeds, moments, search, sitemap
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.facts import Site
from loa.channels.portal.seal import Seal

PAGE = 20  # entries of a list page
SEGMENT = 100  # releases of a search or sitemap segment
FEED = 30  # items of a feed: below the 100 KB that aggregators ask for (standards §1.4)
HOME = 12
RUMOURS = 4
SERIES: dict[Series, str] = {"all": "/bulletins", "rumours": "/rumours"}
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Maker:
    """The files of one site's portal."""

    site: Site
    seal: Seal

    def changed(self, archive: Archive, entry: Entry) -> Files:
        """Every file that *entry* changes; those that readers start from come last."""
        family = archive.family(entry)
        files: Files = {}
        for version in family:
            files |= self.pages(version, family)
        if not entry.manifest.test:
            touched = [version for version in family if not version.manifest.test]
            files |= self._indexes(archive, entry, touched)
        return files

    def pages(self, entry: Entry, family: Sequence[Entry]) -> Files:
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
        files = self.segments(archive, {place // SEGMENT for place in positions})
        files |= self.lists(archive, "all", {place // PAGE for place in positions})
        if any(version.is_rumour for version in touched):
            places = {archive.position(version, "rumours") for version in touched if version.is_rumour}
            places |= set(range(archive.position(entry, "rumours"), archive.count("rumours")))
            files |= self.lists(archive, "rumours", {place // PAGE for place in places})
        files |= self.feeds(archive, {version.manifest.issuer_unit for version in touched})
        return files | self.fronts(archive)

    def lists(self, archive: Archive, series: Series, numbers: set[int]) -> Files:
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

    def segments(self, archive: Archive, numbers: set[int]) -> Files:
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

    def feeds(self, archive: Archive, units: Iterable[int]) -> Files:
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

    def fronts(self, archive: Archive) -> Files:
        newest, rumours = archive.newest(HOME), archive.newest(RUMOURS, "rumours")
        most = asked.most_asked(archive)
        return {
            "widget/index.html": pages.widget(self.site, newest),
            "en/index.html": pages.home(self.site, newest, rumours, "en", most),
            "index.html": pages.home(self.site, newest, rumours, "vi", most),
        }

    def certificate(self) -> Files:
        """What receivers of signed alerts pin."""
        return {".well-known/cap-signer.pem": self.seal.certificate}
