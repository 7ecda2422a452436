"""The tables of figures are made from a run: they cannot disagree with it, and what was not run keeps its date."""

from __future__ import annotations

from scripts import figures

PAGES = [
    figures.DOCS / "performance.md",
    figures.DOCS / "performance" / "delivery.md",
    figures.DOCS / "performance" / "reach.md",
]
MAIL = {
    "bench": "mail",
    "at": "2026-11-27T17:55:00+00:00",
    "load": 1.25,
    "ratio": {"smtp_source": 0.65, "smtplib_rows": 5.6, "aiosmtplib_rows": 10.1},
}


def test_every_marked_table_is_known_and_every_table_is_marked_somewhere() -> None:
    marked = [found[2] for page in PAGES for found in figures.BLOCK.finditer(page.read_text())]
    assert sorted(marked) == sorted(figures.TABLES)


def test_a_run_fills_its_row_and_leaves_the_others() -> None:
    page = PAGES[0].read_text()
    filled = figures.fill(page, {"mail": MAIL})
    (row,) = [line for line in filled.splitlines() if line.startswith("| mail |")]
    assert "**0.65, missed**; 5.6 ×; 10.1 ×" in row
    assert "2026-11-27 17:55, 1.2" in row
    others = {line for line in page.splitlines() if not line.startswith("| mail |")}
    assert {line for line in filled.splitlines() if not line.startswith("| mail |")} == others
    assert figures.fill(filled, {"mail": MAIL}) == filled


def test_a_run_of_nothing_changes_nothing() -> None:
    for page in PAGES:
        assert figures.fill(page.read_text(), {}) == page.read_text()


def test_a_figure_that_a_peer_did_not_give_is_left_out() -> None:
    assert figures.Figure("ratio/rspamd", "{:.2f}", "≥ 0.4").text({"ratio": {}}) == ""


def test_the_tables_of_a_bench_take_the_result_as_the_bench_gives_it() -> None:
    ran = {"at": "2026-11-27T17:55:00+00:00", "load": 0.5}
    cluster = {
        "ours": {
            "parcels_per_s_1": 12.5,
            "envelopes_per_s_1": 6256.0,
            "parcels_per_s_4": 20.0,
            "envelopes_per_s_4": 1e4,
        },
        "ratio": {"envelopes_per_s_1": 1.0, "envelopes_per_s_4": 1.6},
    }
    found = figures.cluster({"cluster": {**ran, **cluster}}, "")
    assert "| 4 | 20.0 | 10,000 | 1.60 |" in found
    assert "Measured on 2026-11-27 17:55 UTC at a load of 0.5." in found
    memory = {"ours": {"planner_rss_mb": 92.4, "worker_rss_mb": 116.0}}
    assert "| releases and plans | 92 | 250 |" in figures.memory({"memory": {**ran, **memory}}, "")
