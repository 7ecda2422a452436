"""The public page of how far the units have come, as squares."""

from __future__ import annotations

import re
from dataclasses import replace

from loa.channels.portal.coverage import Line
from loa.channels.portal.publisher import Publisher
from tests.channels.portal.test_publisher import COVERED, text


def test_the_public_page_shows_them_with_names_and_figures_as_text(publisher: Publisher) -> None:
    units = tuple(Line(f"Ủy ban nhân dân phường Số <{n}>", 100, 50, 200, 150, 20 * n) for n in range(1, 11))
    publisher.show_coverage(replace(COVERED, units=units))
    page = text(publisher, "coverage/index.html")
    page = page.partition("Nhìn nhanh tất cả đơn vị")[2].partition("Theo từng đơn vị")[0]
    assert re.findall(r"<b>(\d+) %</b>", page) == [str(10 * n) for n in range(1, 11)]
    assert re.findall(r"<h3>(.*?) <span", page) == [
        "Dưới 25 %", "Từ 25 đến 49 %", "Từ 50 đến 74 %", "Từ 75 đến 99 %", "Đã đủ: 100 %",
    ]  # fmt: skip
    assert "<span>Số &lt;10&gt;</span>" in page
    assert 'title="Ủy ban nhân dân phường Số &lt;10&gt;"' in page
    publisher.show_coverage(COVERED)
    assert "Nhìn nhanh" not in text(publisher, "coverage/index.html"), "one unit is no picture"
