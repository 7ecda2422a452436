"""Made-up people: names as common as real ones, and nobody's own. The same seed makes the same people."""

from __future__ import annotations

import random
from dataclasses import dataclass

from loa.units.core.names import fold

DOMAIN = "campha.example"  # RFC 2606: no mail can ever reach anybody there

# Family names about as frequent as in the country.
FAMILIES = {
    "Nguyễn": 38, "Trần": 11, "Lê": 10, "Phạm": 7, "Hoàng": 5, "Vũ": 5, "Đỗ": 3, "Bùi": 3, "Đặng": 3, "Ngô": 2,
    "Dương": 2, "Lý": 1, "Đinh": 2, "Đoàn": 2, "Lương": 1, "Trịnh": 1, "Mai": 1, "Tô": 1, "Phùng": 1, "Cao": 1,
}  # fmt: skip
MEN = (
    ("Văn", "Đức", "Hữu", "Quang", "Minh", "Mạnh", "Xuân", "Công", "Thành", "Đình", "Anh", "Tiến"),
    ("An", "Bình", "Chiến", "Cường", "Dũng", "Đạt", "Hải", "Hòa", "Hùng", "Huy", "Khánh", "Kiên", "Lâm", "Long", "Nam",
     "Nghĩa", "Phong", "Phúc", "Quân", "Sơn", "Tân", "Thắng", "Toàn", "Trung", "Tuấn", "Tùng", "Việt", "Vinh"),
)  # fmt: skip
WOMEN = (
    ("Thị", "Thị Thu", "Thị Thanh", "Thị Ngọc", "Thu", "Thanh", "Ngọc", "Thị Bích", "Thị Kim", "Phương", "Minh"),
    ("Anh", "Ánh", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Hồng", "Huệ", "Hương", "Lan", "Liên",
     "Linh", "Mai", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quỳnh", "Thảo", "Thúy", "Thủy", "Trang", "Tuyết", "Yến"),
)  # fmt: skip

# The first two of every unit lead it; the rest do its work.
LEADERS = {
    "ward": ("Chủ tịch UBND", "Phó Chủ tịch UBND"),
    "commune": ("Chủ tịch UBND", "Phó Chủ tịch UBND"),
    "department": ("Trưởng phòng", "Phó Trưởng phòng"),
    "office": ("Chánh Văn phòng", "Phó Chánh Văn phòng"),
    "party_body": ("Trưởng ban", "Phó Trưởng ban"),
    "front_body": ("Chủ tịch", "Phó Chủ tịch"),
    "service": ("Giám đốc", "Phó Giám đốc"),
}
WORKERS = {
    "ward": ("Công chức Văn hóa - Xã hội", "Công chức Văn phòng - Thống kê", "Công chức Tư pháp - Hộ tịch", "Cán bộ"),
    "commune": ("Công chức Văn hóa - Xã hội", "Công chức Văn phòng - Thống kê", "Công chức Địa chính", "Cán bộ"),
    "service": ("Viên chức", "Viên chức", "Nhân viên"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up member of staff."""

    employee_code: str
    full_name: str
    position: str
    email: str


class Invention:
    """Makes people one after another."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a demo that can be repeated, nothing secret
        self.made = 0

    def person(self, kind: str, place: int) -> Person:
        """The next person, standing at *place* (0: the head) in a unit of *kind*."""
        self.made += 1
        name = self.full_name()
        local = "".join(fold(name).split())
        return Person(f"CP{self.made:05d}", name, self._position(kind, place), f"{local}.{self.made}@{DOMAIN}")

    def full_name(self) -> str:
        """Family name, middle name, given name."""
        middles, givens = self.random.choice((MEN, WOMEN))
        [family] = self.random.choices(list(FAMILIES), list(FAMILIES.values()))
        return f"{family} {self.random.choice(middles)} {self.random.choice(givens)}"

    def _position(self, kind: str, place: int) -> str:
        leaders = LEADERS.get(kind, ())
        if place < len(leaders):
            return leaders[place]
        return self.random.choice(WORKERS.get(kind, ("Chuyên viên", "Chuyên viên", "Cán sự", "Nhân viên")))

    def zalo_id(self) -> str:
        """An id as Zalo gives them: nineteen digits."""
        return str(self.random.randrange(10**18, 10**19))
