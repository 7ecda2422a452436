"""The real dispatch 365/UBND-VHTT, field by field, as a careful clerk would have written it down."""

from __future__ import annotations

from typing import Any

import pytest

from loa.directives.core import Dispatch, read
from tests.directives.core.letters import SEED

EXPECTED: dict[str, Any] = {
    "kind": "công văn",
    "issuer": "ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ",
    "issuer_parent": None,
    "number": "365/UBND-VHTT",
    "place": "Cẩm Phả",
    "date": "2020-02-07",
    "subject": (
        "thông báo các kênh thông tin cung cấp thông tin về các hoạt động phòng chống dịch bệnh virus Corona (nCoV)"
    ),
    "addressees": [
        "Ủy ban MTTQ thành phố và các đoàn thể",
        "Văn phòng Thành ủy và các Ban Xây dựng Đảng",
        "Các phòng, ban, ngành, đơn vị Thành phố",
        "Ủy ban nhân dân các phường xã",
    ],
    "cited": [
        {"number": "127/STTTT-CNTT", "date": "2020-02-04"},
        {"number": "137/STTTT-TT", "date": "2020-02-06"},
    ],
    "channels": [
        "Trang http://congchuc.quangninh.gov.vn/",
        "Ứng dụng thông minh trên thiết bị di động (Smart Quảng Ninh)",
        "Hệ thống thư công cụ của tỉnh",
        "Trên Zalo",
    ],
    "recipients": ["Chủ tịch, các P1, P2, P3 thành phố", "Như kính gửi"],
    "filing": "VT, VH TT",
    "capacity": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    "signer": "Đinh Ngọc Chiến",
}
# Number, doers, words of the deadline (none of them names a day), words the text must hold.
TASKS = [
    (
        "1",
        ["Các phòng, ban, ngành, đơn vị Thành phố", "Ủy ban nhân dân các phường xã"],
        "hàng ngày",
        "Quán triệt, phổ biến đến toàn bộ",
    ),
    ("2", ["CB,CC,VC,NLĐ tại cơ quan, đơn vị"], None, 'phải cài đặt ứng dụng "Smart Quảng Ninh"'),
    ("3", ["cán bộ, công chức, viên chức"], None, "kiểm tra địa chỉ nguồn gửi"),
    (
        "",
        [
            "Ủy ban MTTQ thành phố và các đoàn thể",
            "Văn phòng Thành ủy và các Ban xây dựng Đảng",
            "các phòng, ban, ngành, đơn vị Thành phố",
            "Ủy ban nhân dân các phường, xã",
        ],
        None,
        "nghiêm túc thực hiện",
    ),
]


@pytest.fixture(scope="module")
def dispatch() -> Dispatch:
    return read(SEED.read_bytes(), SEED.name)


@pytest.mark.parametrize("field", EXPECTED)
def test_every_field_is_exact(dispatch: Dispatch, field: str) -> None:
    assert dispatch.to_dict()[field] == EXPECTED[field]


def test_the_record_has_these_fields_and_no_others(dispatch: Dispatch) -> None:
    assert set(dispatch.to_dict()) == {*EXPECTED, "tasks", "warnings"}


def test_every_task_has_its_number_its_doers_and_no_invented_deadline(dispatch: Dispatch) -> None:
    tasks = dispatch.to_dict()["tasks"]
    assert [(task["no"], task["who"], task["due_text"]) for task in tasks] == [task[:3] for task in TASKS]
    assert all(task["due"] is None for task in tasks)
    assert all(words in task["text"] for task, (*_, words) in zip(tasks, TASKS, strict=True))


def test_the_issuer_is_marked_as_inferred_and_nothing_else_is_doubted(dispatch: Dispatch) -> None:
    assert [notice.code for notice in dispatch.notices] == ["issuer_inferred"]
    (warning,) = dispatch.warnings
    assert "ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ" in warning
    assert "suy ra" in warning


def test_what_is_printed_is_kept_with_its_slips(dispatch: Dispatch) -> None:
    assert "(lick)" in dispatch.tasks[2].text
    assert "thư công cụ" in dispatch.tasks[0].text
