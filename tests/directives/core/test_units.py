"""Bodies and posts named in running text, and who of them is to act."""

from __future__ import annotations

import pytest

from loa.directives.core.actors import acting_units, is_generic, narrates, ordered_units, task_units
from loa.directives.core.units import join_names, unit_list


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Y tế chủ trì, phối hợp", ("Sở Y tế",)),
        ("Bộ Quốc phòng, Bộ Công an chỉ đạo lực lượng", ("Bộ Quốc phòng", "Bộ Công an")),
        ("Sở Giáo dục và Đào tạo và Sở Y tế hướng dẫn", ("Sở Giáo dục và Đào tạo", "Sở Y tế")),
        ("các sở, ban, ngành rà soát", ("các sở, ban, ngành",)),
        (
            "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ báo cáo",
            ("Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",),
        ),
        ("Chủ tịch Ủy ban nhân dân các xã, phường chịu trách nhiệm", ("Chủ tịch Ủy ban nhân dân các xã, phường",)),
        ("UBND các xã, phường, đặc khu tổ chức", ("UBND các xã, phường, đặc khu",)),
        ("Trung tâm Kiểm soát bệnh tật tỉnh giám sát", ("Trung tâm Kiểm soát bệnh tật tỉnh",)),
        ("Giám đốc các Sở: Y tế, Tài chính; Chủ tịch UBND", ("Giám đốc các Sở: Y tế, Tài chính", "Chủ tịch UBND")),
        (
            "Ủy ban nhân dân các tỉnh: Gia Lai, Đắk Lắk, Khánh Hòa khẩn trương",
            ("Ủy ban nhân dân các tỉnh: Gia Lai, Đắk Lắk, Khánh Hòa",),
        ),
        ("Bộ Y tế và các cơ quan, đơn vị có liên quan thực hiện", ("Bộ Y tế",)),
        ("Công an tỉnh, Bộ Chỉ huy quân sự tỉnh phối hợp", ("Công an tỉnh", "Bộ Chỉ huy quân sự tỉnh")),
        ("Sở Nội vụ (cơ quan thường trực) tổng hợp", ("Sở Nội vụ (cơ quan thường trực)",)),
        ("Bộ trưởng các Bộ: Xây dựng, Công Thương chỉ đạo", ("Bộ trưởng các Bộ: Xây dựng, Công Thương",)),
        ("Ban Chỉ đạo phòng, chống dịch bệnh các cấp duy trì", ("Ban Chỉ đạo phòng, chống dịch bệnh các cấp",)),
        ("Các Viện Vệ sinh dịch tễ, Viện Pasteur phối hợp", ("Các Viện Vệ sinh dịch tễ", "Viện Pasteur")),
        ("Báo và phát thanh, truyền hình Khánh Hòa đưa tin", ("Báo và phát thanh, truyền hình Khánh Hòa",)),
        ("Các bệnh viện, trung tâm y tế trực thuộc", ("Các bệnh viện, trung tâm y tế trực thuộc",)),
        # A heading whose first sentence was printed without a break.
        ("Phòng Kinh tế, Hạ tầng và Đô thị Bố trí kinh phí", ("Phòng Kinh tế, Hạ tầng và Đô thị",)),
        ("Ủy ban Kiểm tra Tỉnh ủy Bố trí kinh phí", ("Ủy ban Kiểm tra Tỉnh ủy",)),
        ("SỞ Y TẾ", ()),
        ("tiêm chủng cho trẻ em", ()),
        ("Ban hành kèm theo Quyết định", ()),
        ("Báo cáo kết quả thực hiện", ()),
        ("", ()),
    ],
)
def test_names_end_where_the_predicate_begins(text: str, names: tuple[str, ...]) -> None:
    assert unit_list(text)[0] == names


def test_the_position_behind_the_names_is_given() -> None:
    text = "Sở Y tế, Sở Nội vụ báo cáo"
    names, end = unit_list(text)
    assert names == ("Sở Y tế", "Sở Nội vụ")
    assert text[end:] == " báo cáo"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Y tế chủ trì, phối hợp với Sở Tài chính rà soát", ("Sở Y tế",)),
        ("Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính", ("Sở Y tế",)),
        (
            "Đề nghị các đồng chí Bộ trưởng Bộ Y tế, Bộ trưởng Bộ Công an tập trung",
            ("Bộ trưởng Bộ Y tế", "Bộ trưởng Bộ Công an"),
        ),
        ("Các ông (bà): Chánh Văn phòng Sở, Giám đốc Sở Y tế chịu", ("Chánh Văn phòng Sở", "Giám đốc Sở Y tế")),
        ("Đề nghị quý cơ quan phối hợp", ("quý cơ quan",)),
        ("Trạm Y tế các xã thông báo rộng rãi đến người dân", ("Trạm Y tế các xã",)),
        ("Sở Y tế thông báo để các đơn vị biết", ()),
        ("Yêu cầu 100% cán bộ, công chức cài đặt ứng dụng", ("cán bộ, công chức",)),
        ("Sở Y tế đề nghị Ủy ban nhân dân các xã báo cáo", ("Ủy ban nhân dân các xã",)),
        ("Bộ Y tế nhận được Công văn số 12/SYT-NV", ()),
        ("Bộ Y tế trân trọng cảm ơn", ()),
        ("Tăng cường truyền thông", ()),
    ],
)
def test_those_who_act_are_those_the_words_begin_with_or_order(text: str, names: tuple[str, ...]) -> None:
    assert acting_units(text) == names


def test_each_order_of_a_sentence_names_its_own_doers() -> None:
    text = "Đề nghị Ủy ban MTTQ thành phố quan tâm; yêu cầu các phòng, ban thành phố và UBND các xã thực hiện"
    assert list(ordered_units(text)) == [
        ("Ủy ban MTTQ thành phố",),
        ("các phòng, ban thành phố", "UBND các xã"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện theo đề nghị của Sở Y tế",
        "Các yêu cầu Sở Y tế đã nêu",
        "Sở Tài chính đã đề nghị Bộ Y tế",
    ],
)
def test_an_order_somebody_told_of_is_no_order(text: str) -> None:
    assert list(ordered_units(text)) == []


@pytest.mark.parametrize(
    ("text", "inherited", "names"),
    [
        ("Rà soát đối tượng tiêm chủng.", ("Sở Y tế",), ("Sở Y tế",)),
        ("Sở Nội vụ rà soát biên chế.", ("Sở Y tế",), ("Sở Nội vụ",)),
        ("Hiện nay dịch lan nhanh. Vì vậy UBND tỉnh yêu cầu Sở Y tế giám sát.", (), ("Sở Y tế",)),
        ("Trên cơ sở Kế hoạch này, các sở, ban, ngành tổ chức thực hiện.", (), ("các sở, ban, ngành",)),
        ("Tập huấn cho cán bộ.\nCơ quan chủ trì: Sở Y tế.", ("các sở",), ("Sở Y tế",)),
        ("Về kinh phí: Sở Tài chính, Sở Y tế tham mưu.", (), ("Sở Tài chính", "Sở Y tế")),
        ("Tập huấn cho cán bộ.", (), ()),
    ],
)
def test_who_does_a_task(text: str, inherited: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert task_units(text, inherited) == names


@pytest.mark.parametrize(("text", "tells"), [("Hiện nay dịch lan", True), ("Về kinh phí", True), ("Rà soát", False)])
def test_telling_is_not_ordering(text: str, tells: bool) -> None:
    assert narrates(text) is tells


@pytest.mark.parametrize(("name", "generic"), [("các cơ quan, đơn vị", True), ("Các đơn vị", True), ("Sở Y tế", False)])
def test_nobody_in_particular(name: str, generic: bool) -> None:
    assert is_generic(name) is generic


def test_the_same_name_in_other_letters_is_given_once() -> None:
    assert join_names(["Sở Y tế", "Uỷ ban nhân dân", "Ủy ban nhân dân", "SỞ Y TẾ"]) == ("Sở Y tế", "Uỷ ban nhân dân")
