"""The portal behind nginx as operators set it up: the same answers as from `loa web`, also when Loa is down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.portal.conftest import Served
from tests.support.nginx import available, nginx
from tests.support.servers import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(not available(), reason="nginx is not installed")]
PATHS = (
    "/", "/en", "/b/{bulletin}", "/b/{bulletin}/", "/b/{bulletin}/en", "/b/{old}", "/b/{bulletin}/cap.xml",
    "/b/{bulletin}/release.json", "/b/{bulletin}/oembed.json", "/b/{bulletin}/embed", "/widget", "/bulletins",
    "/rumours", "/check", "/verify", "/search", "/search/index.json", "/search/1.json", "/feeds/all.atom",
    "/feeds/all.json", "/feeds/all.rss", "/feeds/cap.atom", "/feeds/cap.rss", "/sitemap.xml",
    "/sitemaps/1.xml", "/robots.txt",
    "/.well-known/security.txt", "/.well-known/cap-signer.pem", "/manifest.webmanifest", "/sw.js", "/icons/loa.svg",
    "/icons/loa-192.png", "/app/install", "/404.html", "/unavailable", "/files/00/evil.svg", "/files/00/plan.pdf",
    "/files/00/photo.webp", "/assets/portal.css",
)  # fmt: skip
# What differs for good reasons: each server has its own tags and moments, and only production promises TLS.
OWN = {"date", "server", "etag", "last-modified", "connection", "accept-ranges", "strict-transport-security"}


@pytest.fixture(scope="module")
def front(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    files = served.folder / "portal" / "files" / "00"
    files.mkdir(parents=True, exist_ok=True)
    for name in ("evil.svg", "plan.pdf", "photo.webp"):
        (files / name).write_bytes(b"content of " + name.encode())
    upstream = int(served.url.rpartition(":")[2])
    with nginx(served.folder / "portal", tmp_path_factory.mktemp("nginx"), upstream=upstream) as (url, _pid):
        yield url


def address(served: Served, path: str) -> str:
    if path == "/assets/portal.css":
        return "/assets/" + next((served.folder / "portal" / "assets").glob("portal.*.css")).name
    return path.format(bulletin=served.bulletin, old=served.old)


def shown(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OWN}


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_same_headers_and_bytes(served: Served, front: str, encoding: str) -> None:
    differences = []
    for path in PATHS:
        asked = address(served, path)
        with httpx.Client(headers={"Accept-Encoding": encoding}, timeout=30) as client:
            ours, theirs = client.get(served.url + asked), client.get(front + asked)
        if (ours.status_code, ours.content) != (theirs.status_code, theirs.content):
            differences.append(f"{asked}: {ours.status_code} {theirs.status_code}")
        pairs = {name: (shown(ours).get(name), shown(theirs).get(name)) for name in {*shown(ours), *shown(theirs)}}
        differences += [f"{asked} {name}: {pair}" for name, pair in pairs.items() if pair[0] != pair[1]]
        for url in (served.url, front):
            tag = httpx.get(url + asked, timeout=30).headers["etag"]
            assert httpx.get(url + asked, headers={"If-None-Match": tag}, timeout=30).status_code == 304, url + asked
            assert httpx.head(url + asked, timeout=30).content == b""
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize(
    "path",
    ["/.loa/archive.sqlite3", "/b/../.loa/lock", "/b/%2e%2e/.loa/lock", "/../keys/cap-signer.pem"],
)
def test_private_files_stay_private(front: str, path: str) -> None:
    with httpx.Client(timeout=60) as client:
        request = client.build_request("GET", front)
        request.url = request.url.copy_with(raw_path=path.encode())
        assert client.send(request).status_code in {400, 404}


def test_a_code_as_people_type_it_reaches_loa(served: Served, front: str) -> None:
    answer = httpx.get(f"{front}/b/{served.bulletin.lower().replace('-', '')}", timeout=30)
    assert (answer.status_code, answer.headers["location"]) == (301, f"/b/{served.bulletin}")


def test_readers_are_served_when_loa_is_down(served: Served, tmp_path: Path) -> None:
    """A form says that it does not work just now; everything to be read is there."""
    with nginx(served.folder / "portal", tmp_path / "nginx", upstream=free_port()) as (url, _pid):
        for path in ("/", "/b/{bulletin}", "/feeds/all.atom", "/search/index.json", "/sw.js"):
            assert httpx.get(url + address(served, path), timeout=30).status_code == 200
        for answer in (
            httpx.post(f"{url}/check", data={"claim": "x"}, timeout=30),
            httpx.get(f"{url}/desk/", timeout=30),
        ):
            assert answer.status_code == 503
            assert "tạm thời chưa trả lời" in answer.text
