"""A release and people to send it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from loa.bulletins.core.manifest import AttachmentRef, Figure, Manifest, Text
from loa.channels.base import Envelope, Place, ReleaseContext

PLACE = Place("https://loa.example", "Ủy ban nhân dân thành phố Cẩm Phả", "loa.example")

VIETNAMESE = Text(
    title="Cẩm Phả: 2 ca nghi nhiễm mới tại phường Quang Hanh",
    summary="Người đến chợ Quang Hanh từ 05 đến 07/02 cần khai báo y tế ngay hôm nay.",
    body="Ai cần làm gì:\n\n- **Khai báo** tại [trạm y tế](https://loa.example/tram)\n- Đeo khẩu trang\n\n.dòng\n.\n",
    source="Trung tâm Y tế thành phố Cẩm Phả",
)

ENGLISH = Text(title="Two new suspected cases", summary="Declare today.", body="Go to the *health station*.")


def manifest(**changes: Any) -> Manifest:
    """An urgent instruction in two languages."""
    base = Manifest(
        code="7K3F-9QXA",
        number="05/TB-UBND",
        kind="instruction",
        urgency="urgent",
        issuer="Ủy ban nhân dân thành phố Cẩm Phả",
        issuer_unit=1,
        issued_at="2020-02-07T00:30:00Z",
        texts={"vi": VIETNAMESE, "en": ENGLISH},
        channels=("portal", "mail"),
        audience={"units": [1], "subscribers": True},
        audience_hash="00" * 32,
        audience_count=2,
        figures=(Figure({"vi": "Đang theo dõi", "en": "Under watch"}, 1234.0, "2020-02-07"),),
        attachments=(AttachmentRef("danh-sach.pdf", "application/pdf", 204_800, "11" * 32, "Danh sách điểm khai báo"),),
    )
    return replace(base, **changes)


def release(place: Place = PLACE, **changes: Any) -> ReleaseContext:
    """A signed release of `manifest`."""
    return ReleaseContext(manifest(**changes), signature="c2lnbmF0dXJl" * 7, place=place)


def envelope(index: int = 0, address: str = "lan@phuong.example", **changes: Any) -> Envelope:
    """One person."""
    fields: Mapping[str, Any] = {
        "token": "AbC-_" + "x" * 15,
        "name": "Nguyễn Thị Lan",
        **changes,
    }
    return Envelope(index, 1000 + index, 7000 + index, address, f"7k3f9qxa.{1000 + index}", **fields)
