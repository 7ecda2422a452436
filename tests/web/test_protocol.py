"""The embedded server on a real socket: order kept, slow and endless senders ended (ADR 0013)."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import h11
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uvicorn import Config, Server

from loa.channels.portal.serving import Folder, Folders
from loa.web import protocol
from loa.web.asgi import BODY_LIMIT, FilesFirst
from loa.web.protocol import ReaderProtocol

Address = tuple[str, int]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """What stands for Django: says what it was asked, after a while."""
    body, more = b"", True
    while more:
        message: MutableMapping[str, Any] = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    await asyncio.sleep(0.002)
    text = f"{scope['method']} {scope['path']} ".encode() + body
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
    await send({"type": "http.response.body", "body": text if scope["method"] != "HEAD" else b""})


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Server]]:
    root: Path = tmp_path_factory.mktemp("portal")
    (root / "index.html").write_bytes(b"home")
    (root / "large.bin").write_bytes(bytes(3_000_000))
    app = FilesFirst(Folders([Folder(root)], missing=Folder(root)), echo)
    config = Config(
        app, http=ReaderProtocol, loop="uvloop", ws="none", lifespan="off", interface="asgi3", log_config=None,
        access_log=False, proxy_headers=False, server_header=False,
    )  # fmt: skip
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname(), server
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def address(serving: tuple[Address, Server]) -> Address:
    """Where the server listens."""
    return serving[0]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test can wait for."""
    for name, value in {"LOOK_EACH": 0.05, "HEAD_SECONDS": 0.3, "SILENT_SECONDS": 0.4, "KEEP_ALIVE": 0.3}.items():
        monkeypatch.setattr(protocol, name, value)


REQUESTS: dict[str, tuple[bytes, bytes]] = {
    "file": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"home"),
    "head": (b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", b""),
    "escaped": (b"GET /%69ndex.html HTTP/1.1\r\nHost: x\r\n\r\n", b"home"),
    "django": (b"GET /desk/ HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /desk/ "),
    "form": (b"POST /check HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nclaim=a", b"POST /check claim=a"),
    "conditional": (b"GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n", b""),
}


def converse(address: Address, pieces: list[bytes], methods: list[bytes]) -> list[bytes]:
    """Send *pieces* one by one and read as many answers as there are *methods*."""
    bodies = []
    with socket.create_connection(address, timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        waiting = b""
        for method in methods:
            reader = h11.Connection(h11.CLIENT)
            reader.send(h11.Request(method=method, target="/", headers=[("host", "x"), ("content-length", "0")]))
            reader.send(h11.EndOfMessage())
            if waiting:
                reader.receive_data(waiting)
            bodies.append(_body(reader, connection))
            waiting = reader.trailing_data[0]
    assert waiting == b""
    return bodies


def _body(reader: h11.Connection, connection: socket.socket) -> bytes:
    body = b""
    while True:
        event = reader.next_event()
        if event is h11.NEED_DATA:
            received = connection.recv(65536)
            assert received, "the connection ended"
            reader.receive_data(received)
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return body


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(names=st.lists(st.sampled_from(sorted(REQUESTS)), min_size=1, max_size=8), data=st.data())
def test_answers_come_in_order_however_the_bytes_arrive(
    names: list[str], data: st.DataObject, address: Address
) -> None:
    """Requests one after the other, pipelined, or cut anywhere: each gets its own answer."""
    sent = b"".join(REQUESTS[name][0] for name in names)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(sent) - 1), max_size=10)))
    pieces = [sent[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    methods = [REQUESTS[name][0].split(b" ")[0] for name in names]
    assert converse(address, pieces, methods) == [REQUESTS[name][1] for name in names]


def exchange(address: Address, sent: bytes) -> bytes:
    """Send and read until the server closes."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(sent)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00\x01\x00", b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_garbage_gets_a_refusal(address: Address, garbage: bytes) -> None:
    assert exchange(address, garbage).startswith(b"HTTP/1.1 400")


def test_an_endless_head_is_cut(address: Address) -> None:
    sent = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * (protocol.HEAD_LIMIT + 1000)
    assert exchange(address, sent).startswith(b"HTTP/1.1 431")


@pytest.mark.usefixtures("quick")
def test_a_head_that_comes_too_slowly_is_cut(address: Address) -> None:
    """Slowloris: a byte now and then does not keep the connection."""
    with socket.create_connection(address, timeout=10) as connection:
        began = time.monotonic()
        connection.sendall(b"GET / HTTP/1.1\r\n")
        received = b""
        while not received and time.monotonic() - began < 5:
            try:
                connection.sendall(b"X")
            except OSError:
                break
            connection.settimeout(0.05)
            try:
                received = connection.recv(1000)
            except TimeoutError:
                continue
        assert received.startswith(b"HTTP/1.1 408")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /check HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"],
)
def test_a_silent_connection_ends(address: Address, sent: bytes) -> None:
    """Before a request, after an answer, and within a body."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(sent)
        try:
            while connection.recv(65536):
                pass
        except ConnectionResetError:
            pass


@pytest.mark.usefixtures("quick")
def test_who_does_not_read_is_dropped(serving: tuple[Address, Server]) -> None:
    address, server = serving
    with socket.create_connection(address, timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(4):
            connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 10
        while not server.server_state.connections and time.monotonic() < deadline:
            time.sleep(0.005)
        while server.server_state.connections and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not server.server_state.connections


@pytest.mark.parametrize(
    ("head", "status"),
    [(b"Transfer-Encoding: chunked", b"411"), (b"Content-Length: %d" % (BODY_LIMIT + 1), b"413")],
)
def test_a_body_without_bound_is_refused_unread(address: Address, head: bytes, status: bytes) -> None:
    answer = exchange(address, b"POST /check HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 " + status)


def test_who_asks_for_the_end_gets_it(address: Address) -> None:
    assert exchange(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").endswith(b"home")
    assert exchange(address, b"GET / HTTP/1.0\r\n\r\n").endswith(b"home")
