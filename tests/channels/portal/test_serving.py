"""Serving the folder: negotiation, conditional requests, nothing that is not public."""

from __future__ import annotations

import os
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.portal.publisher import Publisher
from loa.channels.portal.serving import Answer, Folder, Folders, encodings, file_name
from tests.channels.portal.samples import entry


@pytest.fixture
def folders(publisher: Publisher) -> Folders:
    publisher.publish(entry(1))
    folder = Folder(publisher.root, base_url="https://x.example", hub="https://hub.example/")
    return Folders([folder], missing=folder)


def get(folders: Folders, path: str, method: str = "GET", **headers: str) -> Answer:
    found = folders.answer(method, path, {name.replace("_", "-"): value for name, value in headers.items()})
    assert found is not None, path
    return found


def header(answer: Answer, name: str) -> str:
    return dict(answer.headers).get(name, "")


def test_a_code_leads_to_its_page(folders: Folders) -> None:
    code = entry(1).code
    assert entry(1).manifest.text("vi").title in get(folders, f"/b/{code}").body.decode()
    assert get(folders, f"/b/{code}/").status == 200
    assert "Four official channels" in get(folders, f"/b/{code}/en").body.decode()


def test_a_code_as_people_type_it_is_corrected(folders: Folders) -> None:
    code = entry(1).code
    answer = get(folders, f"/b/{code.replace('-', '').lower()}")
    assert (answer.status, header(answer, "location")) == (301, f"/b/{code}")


def test_an_unknown_code_says_that_there_is_no_such_page(folders: Folders) -> None:
    answer = get(folders, "/b/0000-0000")
    assert answer.status == 404
    assert "Không có trang này" in answer.body.decode()


def test_compressed_forms_are_negotiated(folders: Folders) -> None:
    plain = get(folders, "/")
    packed = get(folders, "/", accept_encoding="gzip, deflate, br;q=0.9")
    assert header(packed, "content-encoding") == "br"
    assert brotli.decompress(packed.body) == plain.body
    assert header(packed, "vary") == "Accept-Encoding"
    assert header(get(folders, "/", accept_encoding="br;q=0, gzip"), "content-encoding") == "gzip"


def test_conditional_requests_send_nothing_again(folders: Folders) -> None:
    """Standards F5."""
    first = get(folders, "/feeds/all.atom")
    again = get(folders, "/feeds/all.atom", if_none_match=f'W/{header(first, "etag")}, "other"')
    assert (again.status, again.body) == (304, b"")
    since = get(folders, "/feeds/all.atom", if_modified_since=header(first, "last-modified"))
    assert since.status == 304
    assert get(folders, "/feeds/all.atom", if_none_match='"other"').status == 200


def test_head_has_the_headers_of_get(folders: Folders) -> None:
    assert get(folders, "/", "HEAD").headers == get(folders, "/").headers
    assert get(folders, "/", "HEAD").body == b""


def test_cache_times_and_headers(folders: Folders) -> None:
    """Standards F4, F5, A7."""
    page = get(folders, "/")
    assert "max-age=60" in header(page, "cache-control")
    asset = page.body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in header(get(folders, asset), "cache-control")
    assert "unsafe" not in header(page, "content-security-policy")
    feed = get(folders, "/feeds/all.json")
    assert header(feed, "content-type") == "application/feed+json"
    assert 'rel="hub"' in header(feed, "link")
    assert 'rel="self"' in header(feed, "link")
    assert header(feed, "access-control-allow-origin") == "*"


def test_a_file_that_changed_is_served_changed(folders: Folders, publisher: Publisher) -> None:
    before = get(folders, "/")
    publisher.publish(entry(2))
    assert get(folders, "/").body != before.body


@given(st.lists(st.sampled_from(["..", ".", "", ".loa", "lock", "b", "%2e", "\\", "\0", ".git"]), max_size=6))
def test_no_path_leaves_the_folder(parts: list[str]) -> None:
    name = file_name("/" + "/".join(parts))
    if name is not None:
        assert not any(part.startswith(".") for part in name.split("/"))
        assert os.path.normpath(f"/root/{name}").startswith("/root")


def test_private_files_are_not_served(folders: Folders, publisher: Publisher) -> None:
    assert (publisher.root / ".loa" / "archive.sqlite3").exists()
    for path in ("/.loa/archive.sqlite3", "//.loa/lock", "/b/../.loa/lock", "/b/%2e%2e/x/../../etc/passwd"):
        found = folders.answer("GET", path, {})
        assert found is None or found.status == 404


def test_nothing_but_reading_is_for_files(folders: Folders) -> None:
    assert folders.answer("POST", "/", {}) is None
    assert folders.answer("GET", "/desk/", {}) is None


@given(st.text(max_size=60))
def test_any_accept_encoding_is_understood(accepted: str) -> None:
    assert encodings(accepted)[-1] == ""


def test_attachments_cannot_run_in_our_origin(tmp_path: Path) -> None:
    target = tmp_path / "files" / "00" / "evil.svg"
    target.parent.mkdir(parents=True)
    target.write_text("<svg onload='alert(1)'/>")
    answer = Folder(tmp_path).answer("GET", "/files/00/evil.svg", {})
    assert answer is not None
    assert "sandbox" in header(answer, "content-security-policy")
    assert header(answer, "content-disposition") == "attachment"
