"""The short way gives the answers of the full server, or none (ADR 0013)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loa.channels.portal import short_way
from loa.channels.portal.serving import Folder, Folders
from loa.channels.portal.short_way import ShortWay

DATE = b"Fri, 07 Feb 2020 00:30:00 GMT"
PAGE = "<p>Bản tin</p>" * 50
PATHS = ["/", "/b/7K3F-9QXA", "/b/7K3F-9QXA/", "/feeds/all.atom", "/none", "/b", "//", "/.loa/lock", "/b/../index.html",
         "/big.pdf", "/%62/7K3F-9QXA", "/desk/", "/b/7K3F-9QXA?utm=1", "/?q=a%20b"]  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("short")
    for name, content in {
        "index.html": b"home", "index.html.br": b"HOME", "index.html.gz": b"Home", "feeds/all.atom": b"<feed/>",
        "b/7K3F-9QXA/index.html": PAGE.encode(), "b/7K3F-9QXA/index.html.gz": b"page", ".loa/lock": b"secret",
        "big.pdf": bytes(short_way.LARGEST + 1),
    }.items():  # fmt: skip
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def folders(root: Path) -> Folders:
    folder = Folder(root, base_url="https://x.example", hub="https://hub.example/")
    return Folders([folder], missing=folder)


_clock = itertools.count()


def request(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: x.example", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def parsed(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split(" ")[1]), dict(line.split(": ", 1) for line in lines), body


HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept-Encoding": st.sampled_from(
            ["gzip", "gzip, deflate, br, zstd", "br;q=0, gzip", "identity", "*", "GZIP"]
        ),
        "If-None-Match": st.sampled_from(['"nonsense"', "*", 'W/"x", "y"']),
        "If-Modified-Since": st.sampled_from(["Fri, 07 Feb 2020 00:30:00 GMT", "yesterday"]),
        "Connection": st.sampled_from(["keep-alive", "Keep-Alive", "close", "upgrade"]),
        "User-Agent": st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
        "Content-Length": st.sampled_from(["0", "5"]),
    },
)


@given(method=st.sampled_from(["GET", "HEAD", "POST", "get"]), path=st.sampled_from(PATHS), headers=HEADERS)
@example(method="GET", path="/", headers={"Accept-Encoding": "gzip"})
def test_same_as_the_full_server(folders: Folders, method: str, path: str, headers: dict[str, str]) -> None:
    """Status, every header and the body are those of `Folders.answer`; asked again, the same."""
    way = ShortWay(folders)
    for _ in range(2):
        answer = way.answer(request(method, path, headers), DATE, float(next(_clock)))
        if answer is None:
            continue
        small = {name.lower(): value for name, value in headers.items()}
        full = folders.answer(method, path.partition("?")[0], small)
        assert full is not None
        status, shown, body = parsed(answer)
        assert (status, body) == (full.status, full.body)
        assert shown.pop("date") == DATE.decode()
        assert shown == dict(full.headers)


@pytest.mark.parametrize("path", ["/", "/b/7K3F-9QXA", "/b/7K3F-9QXA?utm=1", "/feeds/all.atom"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_public_files_are_taken(folders: Folders, method: str, path: str) -> None:
    assert ShortWay(folders).answer(request(method, path, {"Accept-Encoding": "br"}), DATE, 1.0) is not None


def test_who_has_the_page_is_told_so(folders: Folders) -> None:
    way = ShortWay(folders)
    first = way.answer(request("GET", "/", {}), DATE, 1.0)
    assert first is not None
    tag = parsed(first)[1]["etag"]
    again = way.answer(request("GET", "/", {"If-None-Match": tag}), DATE, 1.0)
    assert again is not None
    assert parsed(again)[0] == 304


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n Content: folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * short_way.LONGEST + b"\r\n\r\n",
        b"\r\n\r\n",
        b"",
    ],
)
def test_the_unusual_is_left_to_the_full_parser(folders: Folders, data: bytes) -> None:
    assert ShortWay(folders).answer(data, DATE, 1.0) is None


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_break_it(folders: Folders, noise: bytes, framed: bool) -> None:
    data = b"GET /" + noise + b" HTTP/1.1\r\nHost: a\r\n" + noise + b"\r\n\r\n" if framed else noise
    ShortWay(folders).answer(data, DATE, 1.0)


def test_a_swapped_file_is_seen_at_once(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_bytes(b"old")
    way = ShortWay(Folders([Folder(tmp_path)], missing=Folder(tmp_path)))
    asked = request("GET", "/", {})
    assert (way.answer(asked, DATE, 1.0) or b"").endswith(b"old")
    part = tmp_path / "part"
    part.write_bytes(b"newer")
    part.rename(page)
    assert (way.answer(asked, DATE, 1.0 + short_way.RECHECK) or b"").endswith(b"newer")
    page.unlink()
    assert way.answer(asked, DATE, 1.0 + 2 * short_way.RECHECK) is None


def test_made_up_requests_fill_no_memory(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_way, "BLOCKS", 10)
    monkeypatch.setattr(short_way, "MEMORY", 1000)
    way = ShortWay(folders)
    for number in range(100):
        way.answer(request("GET", f"/?{number}", {"User-Agent": str(number)}), DATE, 1.0)
        way.answer(request("GET", "/" + "b/" * (number % 2) + "7K3F-9QXA", {}), DATE, 1.0)
    assert len(way._blocks) <= 10
    assert way._kept <= 1000 + len(PAGE.encode()) + 2000
