"""Names as printed in dispatch 365 find the bodies of the organisation."""

from loa.directives.addressing import suggest_units

UNITS = {
    1: "Ủy ban MTTQ thành phố và các đoàn thể",
    2: "Văn phòng Thành ủy và các Ban Xây dựng Đảng",
    3: "Các phòng, ban, ngành, đơn vị Thành phố",
    4: "Ủy ban nhân dân các phường xã",
    5: "Phường Cẩm Tây",
}


def test_a_name_is_found_in_whatever_way_it_is_written() -> None:
    assert suggest_units(["UBND các phường, xã"], UNITS) == [4]
    assert suggest_units(["các phòng, ban, ngành, đơn vị Thành phố"], UNITS) == [3]
    assert suggest_units(["Văn phòng Thành ủy và các Ban xây dựng Đảng"], UNITS) == [2]


def test_words_for_every_employee_mean_all_addressees() -> None:
    assert suggest_units(["CB,CC,VC,NLĐ tại cơ quan, đơn vị"], UNITS, [1, 2, 3, 4]) == [1, 2, 3, 4]
    assert suggest_units(["cán bộ, công chức, viên chức"], UNITS, [1, 2, 3, 4]) == [1, 2, 3, 4]


def test_an_unknown_body_is_not_guessed() -> None:
    assert suggest_units(["Tập đoàn Điện lực Việt Nam"], UNITS, [1, 2, 3, 4]) == []
