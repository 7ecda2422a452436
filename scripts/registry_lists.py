"""The public lists that `scripts.registry_sources` reads, each from a clone of its repository.

Only facts are taken: which domain belongs to whom. What a list says, and on which terms, is in
`src/loa/mailguard/data/sources.csv` under the same id.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from loa.mailguard.core.hosts import registrable


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list says of *domain*: whose it is (`titles`), and which others have the same owner (`group`)."""

    source: str
    domain: str
    titles: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # only bodies of these kinds: a list of banks says nothing of a shop


def _two_factor(folder: Path) -> Iterator[Listing]:
    for path in sorted(folder.glob("entries/*/*.json")):
        for title, entry in json.loads(path.read_text(encoding="utf-8")).items():
            domains = frozenset([entry["domain"], *entry.get("additional-domains", ())])
            names = frozenset(part.strip() for part in re.split(r"[()]", re.sub(r"\[.*?\]", "", title)) if part.strip())
            yield from (Listing("2fa", domain, names, domains) for domain in domains)


def _apple(folder: Path) -> Iterator[Listing]:
    for entry in json.loads((folder / "quirks/shared-credentials.json").read_text(encoding="utf-8")):
        group = frozenset(entry.get("shared", [*entry.get("from", ()), *entry.get("to", ())]))
        yield from (Listing("apple", domain, frozenset(), group) for domain in group)
    for name in ("password-rules", "change-password-URLs"):
        for domain in json.loads((folder / f"quirks/{name}.json").read_text(encoding="utf-8")):
            yield Listing("apple", registrable(domain))


def _misp(folder: Path) -> Iterator[Listing]:
    for name, titles, kinds in (("bank-website", (), ("bank",)), ("microsoft", ("Microsoft",), ("service",))):
        for domain in json.loads((folder / f"lists/{name}/list.json").read_text(encoding="utf-8"))["list"]:
            source = "misp-banks" if name == "bank-website" else "misp-microsoft"
            yield Listing(source, domain.lstrip(".").lower(), frozenset(titles), kinds=frozenset(kinds))


def _universities(folder: Path) -> Iterator[Listing]:
    for entry in json.loads((folder / "world_universities_and_domains.json").read_text(encoding="utf-8")):
        group = frozenset(entry["domains"])
        yield from (Listing("universities", domain, frozenset({entry["name"]}), group) for domain in group)


def _dotgov(folder: Path) -> Iterator[Listing]:
    with (folder / "current-full.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = frozenset({row["Organization name"], row["Suborganization name"]} - {""})
            yield Listing("dotgov", row["Domain name"].lower(), names, kinds=frozenset({"foreign_state", "health"}))


def _icons(folder: Path) -> Iterator[Listing]:
    for icon in json.loads((folder / "data/simple-icons.json").read_text(encoding="utf-8")):
        host = _host(icon["source"])
        yield Listing("icons", registrable(host), frozenset({icon["title"]}))


def _logos(folder: Path) -> Iterator[Listing]:
    for logo in json.loads((folder / "logos.json").read_text(encoding="utf-8")):
        yield Listing("logos", registrable(_host(logo["url"])), frozenset({logo["name"]}))


def _logo_zone(folder: Path) -> Iterator[Listing]:
    for path in sorted(folder.glob("src/content/logos/*/index.md")):
        text = path.read_text(encoding="utf-8")
        title, site = (re.search(rf"^{key}: *['\"]?(.+?)['\"]?$", text, re.MULTILINE) for key in ("title", "website"))
        if title and site:
            yield Listing("logozone", registrable(_host(site[1])), frozenset({title[1]}))


def _badger(folder: Path) -> Iterator[Listing]:
    text = (folder / "src/js/multiDomainFirstParties.js").read_text(encoding="utf-8")
    for found in re.finditer(r"\[([^\[\]]*)\]", text):
        group = frozenset(re.findall(r'"([a-z0-9.-]+\.[a-z]{2,})"', found[1]))
        yield from (Listing("badger", domain, frozenset(), group) for domain in group)


def _carriers(folder: Path) -> Iterator[Listing]:
    text = (folder / "app/constants/carriers.js").read_text(encoding="utf-8")
    for entry in json.loads(text.partition("=")[2]):
        host = registrable(_host(entry["url"]))
        yield Listing("carriers", host, frozenset({re.sub(r"\s*\(.*", "", entry["name"])}), kinds=frozenset({"post"}))


def _vietnam(folder: Path) -> Iterator[Listing]:
    with (folder / "docs/banks/banks.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = frozenset({row["code"], row["name"], row["name_en"], row["name_short"]} - {""})
            yield Listing("vn-data", registrable(_host(row["url"])), names)
    with (folder / "docs/open-apis/open-apis.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Listing("vn-data", registrable(_host(row["url"])), frozenset({row["name"]}))


def _links(path: Path, source: str, pattern: str) -> Iterator[Listing]:
    for url, title in re.findall(pattern, path.read_text(encoding="utf-8"), re.DOTALL):
        name = re.sub(
            r"^\W*(?:cổng thông tin điện tử )?(?:tỉnh |thành phố |báo )?", "", title.strip(), flags=re.IGNORECASE
        )
        yield Listing(source, _host(url).removeprefix("www."), frozenset({name, title.strip(" -\n")}))


def _ha_tinh(folder: Path) -> Iterator[Listing]:
    yield from _links(folder / HA_TINH, "vn-links", r'<option value="([^"]+)">([^<]+)</option>')


def _quang_ninh(folder: Path) -> Iterator[Listing]:
    yield from _links(folder / QUANG_NINH, "qn-links", r'data-url="(http[^"]+)"[^>]*>([^<]+)</option')


def _papers(folder: Path) -> Iterator[Listing]:
    text = (folder / PAPERS).read_text(encoding="utf-8")
    for title, domain in re.findall(r'new Publisher\([^)]*\),\s*"([^"]+)", "([^"]+)"\)', text):
        yield Listing("vn-papers", domain, frozenset({title, f"Báo {title}"}), kinds=frozenset({"press"}))


def _host(url: str) -> str:
    return (urlsplit(url.strip()).hostname or "").lower()


HA_TINH = "resources/views/guest/layout/lienketwebsite.blade.php"
QUANG_NINH = "modules/website_lienket/src/main/resources/META-INF/resources/view.jsp"
PAPERS = "DocBao/app/src/main/java/com/davangsolutions/docbao/services/DataBank.java"
READERS = {
    "entries": _two_factor,
    "quirks/shared-credentials.json": _apple,
    "lists/bank-website/list.json": _misp,
    "world_universities_and_domains.json": _universities,
    "current-full.csv": _dotgov,
    "data/simple-icons.json": _icons,
    "logos.json": _logos,
    "src/content/logos": _logo_zone,
    "src/js/multiDomainFirstParties.js": _badger,
    "app/constants/carriers.js": _carriers,
    "docs/banks/banks.csv": _vietnam,
    HA_TINH: _ha_tinh,
    QUANG_NINH: _quang_ninh,
    PAPERS: _papers,
}


def read(folder: Path) -> list[Listing]:
    """All that the list in *folder* says; an unknown folder is an error, not an empty list."""
    for probe, reader in READERS.items():
        if (folder / probe).exists():
            return list(reader(folder))
    raise SystemExit(f"{folder}: none of the lists that this script can read")
