"""Releases to publish: real words, a key of the test's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from loa.bulletins.core.manifest import Figure, Manifest, Text
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.facts import Site
from loa.trust.core import shortcode
from loa.trust.core.canonical import canonical_json

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
START = datetime(2020, 2, 7, 0, 30, tzinfo=UTC)
SITE = Site(
    base_url="https://bantin.campha.example",
    authority="Ủy ban nhân dân thành phố Cẩm Phả",
    governing_body="Ủy ban nhân dân tỉnh Quảng Ninh",
    address="Số 376 đường Trần Phú, thành phố Cẩm Phả",
    email="bantin@campha.example",
    phone="0203 3862 035",
    responsible="Chánh Văn phòng Ủy ban nhân dân thành phố",
)
VI = Text(
    title="Bốn kênh thông tin chính thức về dịch nCoV: đọc hằng ngày, cảnh giác thư giả mạo",
    summary="Từ hôm nay, tin chính thức về dịch bệnh do virus Corona (nCoV) có trên bốn kênh. Không mở thư lạ.",
    body="## Việc cần làm ngay\n\n1. **Đọc hằng ngày** tin chính thức.\n2. **Cài ứng dụng** trên điện thoại.\n\n"
    "## Vì sao\n\nTin tặc đang mạo danh tổ chức y tế để phát tán mã độc.",
    source="Công văn số 365/UBND-VHTT ngày 07/02/2020 của UBND thành phố Cẩm Phả",
)
EN = Text(
    title="Four official channels for news of the nCoV outbreak",
    summary="From today, official news of the outbreak comes on four channels. Open no strange mail.",
    body="1. **Read the official news every day.**\n2. **Install the app.**",
    source="Dispatch 365/UBND-VHTT, 7 February 2020",
)
GARLIC = Text(
    title="Ăn tỏi sống không diệt được virus Corona",
    summary="Không có bằng chứng nào cho thấy ăn tỏi phòng được nCoV. Hãy đeo khẩu trang, rửa tay bằng xà phòng.",
    body="Việc nên làm: đeo khẩu trang nơi đông người, rửa tay bằng xà phòng ít nhất 20 giây.",
    source="Tổ chức Y tế Thế giới (WHO)",
    claim="Ăn tỏi sống mỗi ngày diệt được virus Corona, không cần đeo khẩu trang",
    verdict="false",
)
FIGURES = (
    Figure({"vi": "Số ca mắc tại Quảng Ninh", "en": "Cases in Quảng Ninh"}, 0, "2020-02-07", "cases"),
    Figure({"vi": "Số người đang cách ly, theo dõi", "en": "People in quarantine"}, 1014, "2020-02-07", "quarantine"),
)


def manifest(number: int = 1, **changes: Any) -> Manifest:
    """Release number *number*, issued that many hours after the first, with *changes*."""
    issued = (START + timedelta(hours=number - 1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    values: dict[str, Any] = {
        "code": "",
        "number": f"{number:02d}/2020/TB-UBND",
        "kind": "update",
        "urgency": "normal",
        "issuer": SITE.authority,
        "issuer_unit": 1,
        "issued_at": issued,
        "texts": {"vi": VI, "en": EN},
        "channels": ("portal", "app", "mail", "zalo"),
        "audience": {"units": [1], "subscribers": True},
        "audience_hash": "0" * 64,
        "audience_count": 3,
        "figures": FIGURES,
    } | changes
    made = Manifest(**values)
    return Manifest(**{**values, "code": shortcode.make(canonical_json(made.as_dict()))})


def entry(number: int = 1, **changes: Any) -> Entry:
    """The same, signed."""
    made = manifest(number, **changes)
    signature = KEY.sign(canonical_json(made.as_dict()))
    return Entry(made, signature, KEY.public_key().public_bytes_raw())


def rebuttal(number: int, **changes: Any) -> Entry:
    """An answered rumour."""
    return entry(number, kind="rebuttal", texts={"vi": GARLIC}, figures=(), **changes)
