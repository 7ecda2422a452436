"""WebSub (standards F4) with a small real hub: told by us, it fetches the feed and passes it on, signed, to a
subscriber whose intent it has verified."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import feedparser
import httpx

from loa.channels.portal import websub
from loa.channels.portal.publisher import Publisher
from loa.channels.portal.websub import Answer
from tests.channels.portal.samples import entry, rebuttal

SECRET = b"between hub and subscriber"


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Tests say enough."""

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @property
    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))


class Subscriber(Quiet):
    """Confirms its intent and keeps what is signed with its secret."""

    received: list[bytes]

    def do_GET(self) -> None:
        self.answer(200, parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode())

    def do_POST(self) -> None:
        body = self.body
        signature = "sha256=" + hmac.digest(SECRET, body, "sha256").hex()
        if hmac.compare_digest(self.headers["X-Hub-Signature"], signature):
            self.received.append(body)
        self.answer(204)


class Hub(Quiet):
    """Takes `publish`, refuses as often as it was told to first."""

    refusals: list[int]
    subscriber: str
    topic: str
    asked: list[list[str]]

    def do_POST(self) -> None:
        form = parse_qs(self.body.decode())
        self.asked.append(form["hub.url"])
        if self.refusals:
            self.answer(self.refusals.pop(0))
            return
        assert form["hub.mode"] == ["publish"]
        self.answer(202)
        challenge = hashlib.sha256(self.topic.encode()).hexdigest()
        asked = httpx.get(self.subscriber, params={"hub.mode": "subscribe", "hub.challenge": challenge}, timeout=5)
        if self.topic in form["hub.url"] and asked.text == challenge:
            feed = httpx.get(self.topic, timeout=5).content
            signature = "sha256=" + hmac.digest(SECRET, feed, "sha256").hex()
            httpx.post(self.subscriber, content=feed, headers={"X-Hub-Signature": signature}, timeout=5)


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Tests say enough."""


@contextmanager
def running(handler: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)  # type: ignore[arg-type]
    server.daemon_threads = False  # what is under way ends before the test looks
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def hub(refusals: list[int], topic: str = "", subscriber: str = "") -> Iterator[tuple[str, list[list[str]]]]:
    asked: list[list[str]] = []
    known = {"refusals": refusals, "topic": topic, "subscriber": subscriber, "asked": asked}
    with running(type("OurHub", (Hub,), known)) as address:
        yield address, asked


def test_a_release_reaches_the_subscriber_through_the_hub(publisher: Publisher) -> None:
    item = entry(1)
    publisher.publish(item)
    received: list[bytes] = []
    subscriber = type("OurSubscriber", (Subscriber,), {"received": received})
    with (
        running(partial(Files, directory=str(publisher.root))) as site,
        running(subscriber) as listening,
        hub([], f"{site}/feeds/all.atom", listening) as (address, _asked),
    ):
        assert websub.tell(address, websub.changed_feeds(site, item.manifest)) == Answer(202)
    [feed] = received
    assert item.code in feedparser.parse(feed).entries[0].link


def test_a_hub_that_is_down_or_refuses_is_told_apart() -> None:
    with hub([503]) as (address, _asked):
        assert websub.tell(address, ["https://x/feeds/all.atom"]) == Answer(503, "status 503")
    assert websub.tell(address, ["https://x/feeds/all.atom"]) == Answer(0, "ConnectError")
    assert websub.tell("hub.example", ["https://x/feeds/all.atom"]) == Answer(0, "UnsupportedProtocol")


def test_every_feed_that_changes_is_named_and_is_there(publisher: Publisher) -> None:
    for item in (entry(1), rebuttal(2)):
        publisher.publish(item)
        for url in websub.changed_feeds("", item.manifest):
            assert (publisher.root / url.lstrip("/")).is_file(), url
    assert "/feeds/rumours.json" in websub.changed_feeds("", rebuttal(2).manifest)
    assert "/feeds/rumours.json" not in websub.changed_feeds("", entry(1).manifest)
