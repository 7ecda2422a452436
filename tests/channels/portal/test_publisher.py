"""Publishing: incremental, atomic, repeatable, and the same bytes as a rebuild (DESIGN §8)."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.bulletins.core.manifest import AttachmentRef, Picture, PictureFile, Text
from loa.channels.portal import assets, store
from loa.channels.portal.archive import _WHERE
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.coverage import Coverage, Line
from loa.channels.portal.dispatches import Dispatch, Shown
from loa.channels.portal.maker import PAGE
from loa.channels.portal.publisher import Publisher
from loa.channels.portal.store import PRIVATE, Stage
from tests.channels.portal.samples import SITE, entry, rebuttal


def tree(root: Path) -> dict[str, bytes]:
    """Every public file."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and PRIVATE not in path.parts
    }


def story() -> list[Entry]:
    """Updates, a rebuttal, a correction of a correction, a recall, an exercise; more than two list pages."""
    first, garlic = entry(1), rebuttal(2)
    corrected = entry(3, kind="correction", replaces=first.code)
    again = entry(4, kind="correction", replaces=corrected.code, urgency="urgent")
    recalled = entry(5, kind="recall", replaces=garlic.code)
    exercise = entry(6, test=True)
    return [first, garlic, corrected, again, recalled, exercise, *(entry(n) for n in range(7, 2 * PAGE + 8))]


def text(publisher: Publisher, path: str) -> str:
    content = publisher.store.read(path)
    assert content is not None, path
    return content.decode()


def test_a_rebuild_from_nothing_gives_the_same_bytes(publisher: Publisher, tmp_path: Path, keys: Path) -> None:
    for item in story():
        publisher.publish(item)
    fresh = Publisher(tmp_path / "fresh", SITE, keys)
    fresh.rebuild(reversed(story()))
    assert tree(fresh.root) == tree(publisher.root)


COVERED = Coverage(
    "2020-02-07T05:00:00Z", 30, 2, 5, Line("", 1234, 617, 2468, 2000, 1234, 9),
    (Line("Phường <Đông>", 1200, 600, 0, 0, 0),), Line("", 34, 17, 68, 50, 34, 8),
)  # fmt: skip


def test_coverage_is_a_page_and_open_data_and_comes_back_in_a_rebuild(publisher: Publisher) -> None:
    assert "Chưa có số liệu" in text(publisher, "coverage/index.html")
    publisher.show_coverage(COVERED)
    page = text(publisher, "coverage/index.html")
    for shown in ("12:00, thứ Sáu 07/02/2020", "617/1.234", "50 %", "Phường &lt;Đông&gt;", "Các đơn vị khác (8)"):
        assert shown in page
    assert Coverage.loads(text(publisher, "coverage.json")) == COVERED
    before = tree(publisher.root)
    for path in before:
        (publisher.root / path).unlink()
    publisher.rebuild()
    assert tree(publisher.root) == before


SHOWN = Shown(
    "2020-02-07T05:00:00Z",
    (
        Dispatch("365/UBND-VHTT", "2020-02-07", "UBND thành phố", "V/v <cài> ứng dụng", 4, 12, 6, 3, 1),
        Dispatch("12/SYT", "", "Sở Y tế", "Chưa giao", 1, 0, 0, 0, 0),
    ),
)


def test_dispatches_are_a_page_and_open_data_and_come_back_in_a_rebuild(publisher: Publisher) -> None:
    assert "Chưa có công văn nào" in text(publisher, "dispatches/index.html")
    assert publisher.store.read("dispatches.json") is None, "nothing was counted yet"
    publisher.show_dispatches(SHOWN)
    page = text(publisher, "dispatches/index.html")
    for shown in ("365/UBND-VHTT", "&lt;cài&gt;", "hoàn thành: 6", "đang làm: 3", "chưa bắt đầu: 3", "quá hạn: 1"):
        assert shown in page
    assert Shown.loads(text(publisher, "dispatches.json")) == SHOWN
    assert 'href="/dispatches.json"' in page
    before = tree(publisher.root)
    for path in before:
        (publisher.root / path).unlink()
    publisher.rebuild()
    assert tree(publisher.root) == before


def test_what_is_asked_most_stands_on_the_front_page_and_comes_back_in_a_rebuild(publisher: Publisher) -> None:
    first, second, gone = rebuttal(1), rebuttal(2), rebuttal(3)
    corrected = rebuttal(4, replaces=first.code)
    for one in (first, second, gone, corrected, entry(5, kind="recall", replaces=gone.code)):
        publisher.publish(one)
    assert "Được hỏi" not in text(publisher, "index.html")
    publisher.show_asked({first.code: 1200, corrected.code: 34, second.code: 7, gone.code: 9000, "NOBODY": 5})
    page = text(publisher, "index.html").partition("Được hỏi nhiều nhất")[2]
    assert page.index("Được hỏi 1.234 lần") < page.index(corrected.code) < page.index("Được hỏi 7 lần")
    assert "9.000" not in page
    assert "Asked about 1,234 times" in text(publisher, "en/index.html")
    before = tree(publisher.root)
    for path in before:
        (publisher.root / path).unlink()
    publisher.rebuild()
    assert tree(publisher.root) == before


@settings(max_examples=3)  # each example publishes a dozen releases twice
@given(seed=st.integers(0, 2**32), repeats=st.integers(0, 3))
def test_order_and_repetition_do_not_matter(
    seed: int, repeats: int, keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    whole = story()[:8]
    late = whole + chance.sample(whole, repeats)
    chance.shuffle(late)
    folder = tmp_path_factory.mktemp("portals")
    shuffled, straight = Publisher(folder / "a", SITE, keys), Publisher(folder / "b", SITE, keys)
    shuffled.ensure()
    straight.ensure()
    for item in late:
        shuffled.publish(item)
    straight.rebuild(whole)
    assert tree(shuffled.root) == tree(straight.root)


PDF = b"%PDF-1.7 %%EOF"
PICTURE = b"bytes of a picture"


def with_files() -> dict[str, Any]:
    """A picture in the text, an attachment, and a third language."""
    picture, sha256 = hashlib.sha256(PICTURE).hexdigest(), hashlib.sha256(PDF).hexdigest()
    words = Text("Bản đồ", "Điểm khai báo y tế", f"Xem bản đồ.\n\n![](picture:{picture[:12]})", "Sở Y tế")
    stored = PictureFile("image/webp", 480, 320, len(PICTURE), picture)
    return {
        "texts": {"vi": words, "zh": Text("标题", "摘要", "正文")},
        "pictures": (Picture(picture[:12], {"vi": "Bản đồ các điểm"}, (stored,)),),
        "attachments": (AttachmentRef("Mẫu.pdf", "application/pdf", len(PDF), sha256, "Mẫu khai"),),
    }


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Bulletins with and without files, rumours, exercises, corrections and recalls of anything before."""
    made: list[Entry] = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        kind = draw(st.sampled_from(["plain", "files", "rumour", "exercise", "correction", "recall"]))
        older = draw(st.sampled_from(made)).code if made and kind in {"correction", "recall"} else None
        if older:
            made.append(entry(number, kind=kind, replaces=older, **(with_files() if draw(st.booleans()) else {})))
        elif kind == "rumour":
            made.append(rebuttal(number))
        else:
            made.append(entry(number, test=kind == "exercise", **(with_files() if kind == "files" else {})))
    return made


@settings(max_examples=5, deadline=None)
@given(history=histories())
def test_a_mixed_history_is_rebuilt_byte_by_byte(
    history: list[Entry], keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From the archive alone when every page is lost, and from the signed releases in an empty folder."""
    folder = tmp_path_factory.mktemp("mixed")
    publisher = Publisher(folder / "portal", SITE, keys)
    publisher.ensure()
    for item in history:
        publisher.publish(item, {hashlib.sha256(data).hexdigest(): data for data in (PDF, PICTURE)})
    whole = tree(publisher.root)
    for path in [*whole]:
        if not path.startswith("files/"):
            (publisher.root / path).unlink()
    publisher.rebuild()
    assert tree(publisher.root) == whole
    fresh = Publisher(folder / "fresh", SITE, keys)
    fresh.rebuild(reversed(history))
    assert tree(fresh.root) == {path: data for path, data in whole.items() if not path.startswith("files/")}


def test_publishing_looks_at_no_row_for_each_older_release(publisher: Publisher) -> None:
    """Publishing beside many costs what it costs beside few: as many rows read, counting from an index alone."""
    archive = publisher._archive()
    for condition in _WHERE.values():
        rows = f"FROM releases WHERE {condition}"
        for query in (f"SELECT count(*) {rows}", f"SELECT code {rows} ORDER BY issued_at, code LIMIT 1 OFFSET 1"):
            plan = archive._database.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
            assert all("COVERING INDEX" in row[3] for row in plan), (query, plan)
    archive.close()


def test_publishing_again_touches_no_file(publisher: Publisher) -> None:
    publisher.publish(entry(1))
    before = {path: path.stat().st_mtime_ns for path in publisher.root.rglob("*.html")}
    publisher.publish(entry(1))
    assert {path: path.stat().st_mtime_ns for path in publisher.root.rglob("*.html")} == before


class KilledError(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


@pytest.mark.parametrize("step", ["seal", "swap_in"])
def test_who_is_killed_leaves_all_or_nothing(publisher: Publisher, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.publish(entry(1))
    before = tree(publisher.root)

    def die(_stage: Stage) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Stage, step, die)
        with pytest.raises(KilledError):
            publisher.publish(entry(2))
    assert tree(publisher.root) == before
    publisher.publish(entry(2))
    assert entry(2).code in text(publisher, "index.html")


def test_a_swap_that_was_cut_is_carried_out_by_the_next_publisher(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    renames = itertools.count()
    real = Path.rename

    def cut(self: Path, target: Path) -> Path:
        if "stage" in self.parts and self.name.isdigit() and next(renames) == 5:
            raise KilledError
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut)
        with pytest.raises(KilledError):
            publisher.publish(entry(1))
    with publisher.store.exclusive():
        pass  # taking the lock finishes what was sealed
    assert entry(1).code in text(publisher, f"b/{entry(1).code}/index.html")
    assert entry(1).code in text(publisher, "feeds/all.atom")


def test_the_contact_is_not_renewed_while_somebody_publishes(publisher: Publisher) -> None:
    """Both would write into the one stage."""
    publisher.ensure(datetime(2020, 2, 7, tzinfo=UTC))
    old = text(publisher, ".well-known/security.txt")
    with ThreadPoolExecutor(1) as pool:
        with publisher.store.exclusive():
            renewing = pool.submit(publisher.ensure, datetime(2020, 5, 7, tzinfo=UTC))
            wait([renewing], timeout=1)
            assert text(publisher, ".well-known/security.txt") == old
        renewing.result(timeout=60)
    assert text(publisher, ".well-known/security.txt") != old


def test_a_correction_marks_the_old_page_everywhere(publisher: Publisher) -> None:
    old = entry(1)
    new = entry(2, kind="correction", replaces=old.code)
    publisher.publish(old)
    publisher.publish(new)
    page = text(publisher, f"b/{old.code}/index.html")
    assert "Bản tin này đã được đính chính" in page
    assert f'href="/b/{new.code}"' in page
    assert f'href="/b/{old.code}"' in text(publisher, f"b/{new.code}/index.html")
    assert "[Đã đính chính]" in text(publisher, "feeds/all.atom")
    assert "Đã đính chính" in text(publisher, "bulletins/index.html")


def test_a_recall_stays_visible_as_such(publisher: Publisher) -> None:
    """Standards F5: withdrawn items stay, with their state."""
    old = rebuttal(1)
    publisher.publish(old)
    publisher.publish(entry(2, kind="recall", replaces=old.code))
    assert "Bản tin này đã được thu hồi" in text(publisher, f"b/{old.code}/index.html")
    assert "Đã thu hồi" in text(publisher, "rumours/index.html")


def test_an_exercise_is_on_no_list(publisher: Publisher) -> None:
    """Standards §1.5: tests are filtered from the portal's lists; whoever has the link sees what it is."""
    exercise = entry(1, test=True)
    publisher.publish(exercise)
    assert "DIỄN TẬP" in text(publisher, f"b/{exercise.code}/index.html")
    for path, content in tree(publisher.root).items():
        if not path.startswith("b/") and not path.endswith((".br", ".gz")):
            assert exercise.code.encode() not in content, path


def test_every_listed_release_is_on_exactly_one_list_page(publisher: Publisher) -> None:
    whole = story()
    for item in whole:
        publisher.publish(item)
    number = 1
    pages = ["bulletins/index.html"]
    while publisher.store.read(f"bulletins/{number}/index.html"):
        pages.append(f"bulletins/{number}/index.html")
        number += 1
    seen = [code for page in pages for code in (e.code for e in whole) if f'href="/b/{code}"' in text(publisher, page)]
    assert sorted(seen) == sorted(item.code for item in whole if not item.manifest.test)


def test_pages_are_small_and_need_no_script(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most 30 KB on the first visit, 8 KB on the next, all of it readable without script."""
    monkeypatch.setattr(store, "BROTLI_QUALITY", 9)
    publisher.publish(entry(1))
    page = publisher.root / "b" / entry(1).code / "index.html.br"
    assert page.stat().st_size <= 8_000
    assets = sum(path.stat().st_size for path in (publisher.root / "assets").glob("*.br"))
    assert page.stat().st_size + assets <= 30_000
    html = text(publisher, f"b/{entry(1).code}/index.html")
    assert "Đọc hằng ngày" in html
    assert "style=" not in html.replace('rel="stylesheet"', "")
    assert "http://" not in html.replace("http://www.w3.org", "").replace("https://", "")


def test_an_update_of_the_app_alone_reaches_readers(
    publisher: Publisher, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is a file of another room: a version of Loa that changes nothing else writes it all the same."""
    publisher.publish(entry(1))
    changed = assets.files() | {"sw.js": b"// the next version"}
    monkeypatch.setattr(assets, "files", lambda: changed)
    Publisher(publisher.root, publisher.site, keys).ensure()
    assert (publisher.root / "sw.js").read_bytes() == b"// the next version"


def test_guides_are_files_in_both_languages_with_pictures_of_known_size(publisher: Publisher) -> None:
    publisher.ensure()
    for address in ("guides", "guides/en", "guides/app", "guides/app/en", "guides/desk"):
        assert publisher.store.read(f"{address}/index.html") is not None, address
    page = text(publisher, "guides/app/index.html")
    shown = re.findall(r'<img[^>]* src="/([^"]+)" width="\d+" height="\d+"[^>]* loading="lazy"', page)
    assert shown
    assert len(shown) == page.count("<img ")
    for path in shown:
        assert (publisher.root / path).stat().st_size <= 40 * 1024
    assert "Hướng dẫn sử dụng" in text(publisher, "guides/index.html")
    assert f"{SITE.base_url}/guides/app/en" in text(publisher, "sitemaps/pages.xml")
