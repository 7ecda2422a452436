"""After an upgrade: earlier pages stay readable, bulletins go between, never two renewals, a cut one begins again."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from loa.channels.portal import renewal
from loa.channels.portal.publisher import Publisher
from loa.channels.portal.renewal import Renewal, Step
from tests.channels.portal.samples import SITE, entry
from tests.channels.portal.test_publisher import KilledError, tree
from tests.support.servers import free_port

NOW = datetime(2020, 2, 7, tzinfo=UTC)
BATCH = 5
MANY = 2 * BATCH + 1
PHONE = "0203 111 222"
NEW = "Ủy ban của bản mới"
UPGRADED = dataclasses.replace(SITE, phone=PHONE)  # particulars stand on every page, like the words of a version


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "BATCH", BATCH)


@pytest.fixture
def earlier(publisher: Publisher) -> Publisher:
    """A portal as the version before left it."""
    publisher.ensure(NOW)
    publisher.rebuild(entry(number) for number in range(1, MANY + 1))
    return publisher


@pytest.fixture
def upgraded(earlier: Publisher, keys: Path) -> Publisher:
    """The same folder under the next version."""
    return Publisher(earlier.root, UPGRADED, keys)


def old_pages(root: Path) -> int:
    return sum(PHONE not in page.read_text() for page in root.glob("b/*/index.html"))


def test_a_portal_with_bulletins_is_opened_without_writing_one_of_their_pages(upgraded: Publisher) -> None:
    before = tree(upgraded.root)
    assert not upgraded.open(NOW)
    assert tree(upgraded.root) == before
    upgraded.ensure(NOW)
    assert old_pages(upgraded.root) == 0
    assert upgraded.open(NOW)


def test_a_folder_that_lost_its_front_gets_it_before_readers_come(upgraded: Publisher) -> None:
    (upgraded.root / "index.html").unlink()
    assert not upgraded.open(NOW)
    assert PHONE in (upgraded.root / "index.html").read_text()
    assert old_pages(upgraded.root) == MANY


def test_an_empty_portal_is_whole_when_it_is_opened(tmp_path: Path, keys: Path) -> None:
    publisher = Publisher(tmp_path / "new", SITE, keys)
    assert publisher.open(NOW)
    assert renewal.state(publisher.root) is None
    assert (publisher.root / ".well-known" / "security.txt").is_file()


def test_a_bulletin_is_published_between_two_steps_and_the_end_is_that_of_a_rebuild(
    upgraded: Publisher, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for alert in upgraded.root.glob("b/*/cap.xml"):
        alert.unlink()  # those that stand are kept as they were sent; here all is to come from the new version
    whole, urgent = renewal.steps, entry(MANY + 1, urgency="urgent")
    seen: list[Renewal | None] = []

    def and_a_publisher(*parts: object) -> Iterator[Step]:
        for number, step in enumerate(whole(*parts)):  # type: ignore[arg-type]
            if number == 2:
                seen.append(renewal.state(upgraded.root))
                publishing.start()
            yield step

    publishing = threading.Thread(target=Publisher(upgraded.root, UPGRADED, keys).publish, args=(urgent,))
    with monkeypatch.context() as patch:
        patch.setattr(renewal, "steps", and_a_publisher)
        patch.setattr("loa.channels.portal.publisher.TURN", 0.5)  # on a busy machine too
        upgraded.ensure(NOW)
    publishing.join(timeout=30)
    assert seen == [Renewal(BATCH, MANY, running=True)]
    fresh = Publisher(tmp_path / "fresh", UPGRADED, keys)
    fresh.ensure(NOW)
    fresh.rebuild([*(entry(number) for number in range(1, MANY + 1)), urgent])
    assert tree(upgraded.root) == tree(fresh.root)


def test_two_renewals_are_never_at_work_at_once(
    upgraded: Publisher, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, at_work, most, times = renewal.steps, 0, 0, 0

    def counted(*parts: object) -> Iterator[Step]:
        nonlocal at_work, most, times
        at_work, times = at_work + 1, times + 1
        most = max(most, at_work)
        yield from whole(*parts)  # type: ignore[arg-type]
        at_work -= 1

    monkeypatch.setattr(renewal, "steps", counted)
    both = [threading.Thread(target=Publisher(upgraded.root, UPGRADED, keys).ensure, args=(NOW,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (most, times) == (1, 1), "the second waits, and finds nothing left to do"
    assert old_pages(upgraded.root) == 0


def test_a_renewal_that_was_cut_says_so_and_begins_again(
    upgraded: Publisher, earlier: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = renewal.steps

    def cut(*parts: object) -> Iterator[Step]:
        for number, step in enumerate(whole(*parts)):  # type: ignore[arg-type]
            if number == 3:
                raise KilledError
            yield step

    with monkeypatch.context() as patch:
        patch.setattr(renewal, "steps", cut)
        with pytest.raises(KilledError):
            upgraded.ensure(NOW)
    assert renewal.state(upgraded.root) == Renewal(2 * BATCH, MANY, running=False)
    assert old_pages(upgraded.root) == MANY - 2 * BATCH
    assert not earlier.open(NOW), "who goes back to the earlier version finds pages of both, and renews them"
    assert not upgraded.open(NOW)
    upgraded.ensure(NOW)
    assert old_pages(upgraded.root) == 0
    assert renewal.state(upgraded.root) is None


def read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return str(answer.read().decode())


def renewer(server: int) -> int:
    """The process that renews beside the *server*; 0 while there is none."""
    found = [child.pid for child in psutil.Process(server).children() if "--renew" in child.cmdline()]
    return found[0] if found else 0


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError, psutil.NoSuchProcess):
            if holds():
                return
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_server_listens_first_and_renews_beside_even_when_the_renewal_is_killed(
    publisher: Publisher, keys: Path, tmp_path: Path
) -> None:
    """The real server in a process of its own: the earlier page is read while the renewal waits for the folder."""
    publisher.rebuild(entry(number) for number in range(1, MANY + 1))
    port, page = free_port(), f"/b/{entry(1).code}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DJANGO_"))}
    environment = kept | {
        "LOA_DATA_DIR": str(tmp_path / "data"),
        "LOA_PORTAL_DIR": str(publisher.root),
        "LOA_AUTHORITY": NEW,
    }
    with publisher.store.exclusive():  # the renewal's first step cannot be made, for as long as we want
        server = subprocess.Popen([sys.executable, "-m", "loa", "web", "--port", str(port)], env=environment)
        try:
            until(lambda: NEW not in read(port, page))
            until(lambda: renewer(server.pid))
            first = renewer(server.pid)
            os.kill(first, signal.SIGKILL)
            until(lambda: renewer(server.pid) not in {0, first})
        except BaseException:
            server.kill()
            raise
    try:
        until(lambda: NEW in read(port, page) and renewal.state(publisher.root) is None)
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_an_alert_that_was_sent_stays_as_it_was(earlier: Publisher, upgraded: Publisher) -> None:
    """C12: never rewrite a published file. Whoever has fetched an alert must find the same one under its identifier."""
    alerts = {path: path.read_bytes() for path in earlier.root.glob("b/*/cap.xml")}
    upgraded.ensure(NOW)
    assert old_pages(upgraded.root) == 0
    assert {path: path.read_bytes() for path in alerts} == alerts


def test_a_correction_leaves_the_alert_that_it_corrects_as_it_was(earlier: Publisher, upgraded: Publisher) -> None:
    """Its pages are written again; its alert was fetched long ago."""
    first = entry(1)
    alert = (earlier.root / "b" / first.code / "cap.xml").read_bytes()
    correction = entry(MANY + 1, kind="correction", replaces=first.code)
    upgraded.publish(correction)
    assert (upgraded.root / "b" / first.code / "cap.xml").read_bytes() == alert
    assert PHONE in (upgraded.root / "b" / first.code / "index.html").read_text()
    assert PHONE in (upgraded.root / "b" / correction.code / "cap.xml").read_text()


@pytest.mark.parametrize("damage", [b"", b"<alert/>", None], ids=["empty", "no identifier", "gone"])
def test_an_alert_that_was_lost_or_damaged_is_made_again(
    earlier: Publisher, upgraded: Publisher, damage: bytes | None
) -> None:
    path, other = sorted(earlier.root.glob("b/*/cap.xml"))[:2]
    path.unlink() if damage is None else path.write_bytes(damage)
    upgraded.ensure(NOW)
    assert PHONE in path.read_text()
    assert PHONE not in other.read_text()


def test_under_another_name_of_the_site_the_alerts_are_others(earlier: Publisher, keys: Path) -> None:
    moved = Publisher(earlier.root, dataclasses.replace(SITE, base_url="https://moi.example"), keys)
    moved.ensure(NOW)
    assert all("bantin.moi.example-" in path.read_text() for path in moved.root.glob("b/*/cap.xml"))
