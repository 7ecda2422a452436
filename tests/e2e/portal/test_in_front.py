"""The portal behind nginx and behind Caddy as operators set them up: the same answers as from `loa web`, also when
Loa is down; long answers, large uploads and senders' addresses get through as they should."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.portal.conftest import Served
from tests.support import caddy as caddies
from tests.support import nginx as nginxes
from tests.support.servers import free_port, wait_until
from tests.support.upstream import PIECE, Upstream, upstream

pytestmark = pytest.mark.e2e
SERVERS = [
    pytest.param(
        name, marks=pytest.mark.skipif(not there, reason=f"{name} is not on this machine (scripts/setup.sh tests)")
    )
    for name, there in (("nginx", nginxes.available()), ("caddy", caddies.available()))
]
LARGEST = 64 * 1024 * 1024  # bytes of a request, as in loa.web.asgi
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
# What differs for good reasons: each server has its own tags, moments and frames, and only production promises TLS.
OWN = {"date", "server", "etag", "last-modified", "connection", "accept-ranges", "strict-transport-security", "alt-svc",
       "content-length", "transfer-encoding"}  # fmt: skip


@dataclass(frozen=True)
class Front:
    """A server in front, and how to talk to it."""

    url: str
    plain: str = ""
    trust: ssl.SSLContext | bool = True

    def client(self, **options: Any) -> httpx.Client:
        """A client that believes its certificate."""
        return httpx.Client(base_url=self.url, verify=self.trust, timeout=60, **options)


@contextmanager
def in_front(name: str, portal: Path, folder: Path, port: int) -> Iterator[Front]:
    """The server *name* before what listens on *port*."""
    if name == "nginx":
        plain = free_port()
        with nginxes.nginx(portal, folder, upstream=port, plain=plain) as (url, _pid):
            yield Front(url, f"http://localhost:{plain}")
    else:
        with caddies.caddy(portal, folder, port) as (url, plain, trust):
            yield Front(url, plain, trust)


@pytest.fixture(scope="module", params=SERVERS)
def front(request: pytest.FixtureRequest, served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    files = served.folder / "portal" / "files" / "00"
    files.mkdir(parents=True, exist_ok=True)
    for name in ("evil.svg", "plan.pdf", "photo.webp"):
        (files / name).write_bytes(b"content of " + name.encode())
    port = int(served.url.rpartition(":")[2])
    with in_front(request.param, served.folder / "portal", tmp_path_factory.mktemp(request.param), port) as made:
        yield made


@pytest.fixture(params=SERVERS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Front, Upstream]]:
    """A server before one that tells what reached it."""
    (tmp_path / "portal").mkdir()
    with upstream() as behind, in_front(request.param, tmp_path / "portal", tmp_path / "own", behind.port) as made:
        yield made, behind


def address(served: Served, path: str) -> str:
    if path == "/assets/portal.css":
        return "/assets/" + next((served.folder / "portal" / "assets").glob("portal.*.css")).name
    return path.format(bulletin=served.bulletin, old=served.old)


def shown(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OWN}


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_same_headers_and_bytes(served: Served, front: Front, encoding: str) -> None:
    differences = []
    with front.client(headers={"Accept-Encoding": encoding}) as client:
        for path in PATHS:
            asked = address(served, path)
            ours, theirs = httpx.get(served.url + asked, headers=client.headers, timeout=30), client.get(asked)
            if (ours.status_code, ours.content) != (theirs.status_code, theirs.content):
                differences.append(f"{asked}: {ours.status_code} {theirs.status_code}")
            pairs = {name: (shown(ours).get(name), shown(theirs).get(name)) for name in {*shown(ours), *shown(theirs)}}
            differences += [f"{asked} {name}: {pair}" for name, pair in pairs.items() if pair[0] != pair[1]]
    assert not differences, "\n".join(differences)


def test_what_a_reader_has_is_not_sent_again(served: Served, front: Front) -> None:
    with httpx.Client(base_url=served.url, timeout=30) as direct, front.client() as through:
        for client in (direct, through):
            for path in PATHS:
                asked = address(served, path)
                tag = client.get(asked).headers["etag"]
                assert client.get(asked, headers={"If-None-Match": tag}).status_code == 304, asked
                assert client.head(asked).content == b""


@pytest.mark.parametrize(
    "path",
    ["/.loa/archive.sqlite3", "/b/../.loa/lock", "/b/%2e%2e/.loa/lock", "/../keys/cap-signer.pem"],
)
def test_private_files_stay_private(front: Front, path: str) -> None:
    with front.client() as client:
        request = client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=path.encode())
        assert client.send(request).status_code in {400, 404}


def test_a_code_as_people_type_it_reaches_loa(served: Served, front: Front) -> None:
    with front.client() as client:
        answer = client.get(f"/b/{served.bulletin.lower().replace('-', '')}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/b/{served.bulletin}")


@pytest.mark.parametrize("name", SERVERS)
def test_readers_are_served_when_loa_is_down(served: Served, name: str, tmp_path: Path) -> None:
    """A form says that it does not work just now; everything to be read is there."""
    with (
        in_front(name, served.folder / "portal", tmp_path / name, free_port()) as front,
        front.client() as client,
    ):
        for path in ("/", "/b/{bulletin}", "/feeds/all.atom", "/search/index.json", "/sw.js"):
            assert client.get(address(served, path)).status_code == 200
        for answer in (client.post("/check", data={"claim": "x"}), client.get("/desk/")):
            assert answer.status_code == 503
            assert "tạm thời chưa trả lời" in answer.text


@pytest.mark.parametrize("kind", ["text/event-stream", "application/x-ndjson"])
def test_long_answers_come_piece_by_piece_and_end_with_their_reader(before: tuple[Front, Upstream], kind: str) -> None:
    front, behind = before
    with (
        front.client(headers={"Accept-Encoding": "gzip, br"}) as client,
        client.stream("GET", f"/live/{kind}") as answer,
    ):
        pieces = answer.iter_bytes()
        assert next(pieces) == PIECE  # the next one is not sent before this is read
        behind.received.set()
        assert next(pieces).startswith(PIECE)
    assert behind.left.wait(20), "the reader left, and the answer went on"


def test_loa_learns_who_asks_and_how(before: tuple[Front, Upstream]) -> None:
    """Limits count the sender's own address, whatever the sender writes into the headers."""
    front, _behind = before
    with front.client(headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "gopher"}) as client:
        told = client.get("/told").json()
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == front.url.partition(":")[0]
    assert told["host"].partition(":")[0] == httpx.URL(front.url).host


def test_an_upload_gets_through_up_to_the_bound(before: tuple[Front, Upstream]) -> None:
    front, _behind = before
    with front.client() as client:
        assert client.post("/told", content=bytes(LARGEST)).json()["size"] == LARGEST
        assert client.post("/told", content=bytes(LARGEST + 1)).status_code == 413


@pytest.mark.parametrize("name", SERVERS)
def test_the_plain_address_leads_to_the_encrypted_one(name: str, tmp_path: Path) -> None:
    with in_front(name, tmp_path, tmp_path / "own", free_port()) as front:
        answer = httpx.post(f"{front.plain}/b/0?x=1", timeout=30)
    assert (answer.status_code, answer.headers["location"]) == (308, "https://localhost/b/0?x=1")


@pytest.mark.skipif(not caddies.available(), reason="caddy is not on this machine (scripts/setup.sh tests)")
def test_caddy_sends_the_smallest_form(served: Served, tmp_path: Path) -> None:
    asked = {"headers": {"Accept-Encoding": "br, gzip"}, "timeout": 30}
    with (
        in_front("caddy", served.folder / "portal", tmp_path, free_port()) as front,
        front.client() as client,
        client.stream("GET", "/", headers=asked["headers"]) as theirs,
        httpx.stream("GET", served.url, **asked) as ours,
    ):
        assert theirs.headers["content-encoding"] == "br"
        assert b"".join(theirs.iter_raw()) == b"".join(ours.iter_raw())


@pytest.mark.skipif(not caddies.available(), reason="caddy is not on this machine (scripts/setup.sh tests)")
def test_caddy_leaves_out_a_machine_that_is_ill(tmp_path: Path) -> None:
    """With the lines of the cluster's page; `/readyz` knows no host but Loa's own names."""
    page = (caddies.CONFIGURATION.parent / "cluster.md").read_text()
    lines = page[page.index("health_uri") :].partition("\n\n")[0]
    with upstream() as well, upstream() as ill:
        ill.ready = False
        with caddies.caddy(tmp_path, tmp_path / "own", well.port, ill.port, more=lines) as (url, _plain, trust):
            assert ill.asked.wait(20)
            with Front(url, trust=trust).client() as client:
                wait_until(lambda: _machines(client) == {well.port}, "the ill machine to be left out")


def _machines(client: httpx.Client) -> set[int]:
    """Who answers when it is asked several times."""
    return {int(client.get("/told").json()["port"]) for _time in range(12)}
