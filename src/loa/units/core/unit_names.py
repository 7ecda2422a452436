"""What a staff list calls a unit, in whatever spelling, and which unit that is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from loa.units.core.names import spelling_key
from loa.units.core.spreadsheet.reader import Row
from loa.units.core.tree import Tree

# What offices write short in names of units.
_SHORT = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc", "tp": "thành phố",
    "tx": "thị xã", "p": "phường", "ttyt": "trung tâm y tế", "tyt": "trạm y tế", "vp": "văn phòng",
    "tnmt": "tài nguyên và môi trường", "gdđt": "giáo dục và đào tạo", "vhtt": "văn hóa thông tin",
    "lđtbxh": "lao động thương binh và xã hội", "tckh": "tài chính kế hoạch", "qlđt": "quản lý đô thị",
    "ubkt": "ủy ban kiểm tra", "bch": "ban chỉ huy",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def unit_key(name: str) -> str:
    """One key for the spellings of a unit's name: short forms written out, punctuation and "&" of no weight."""
    words = re.sub(r"[^\w]+", " ", spelling_key(name).replace("&", " và ")).split()
    joined = re.sub(r"\b(gd) và (đt)\b|\b(vh) (tt)\b|\b(tc) (kh)\b", _joined, " ".join(words))
    return spelling_key(" ".join(_SHORT.get(word, word) for word in joined.split()))


def _joined(match: re.Match[str]) -> str:
    """Initials that are written apart ("GD&ĐT", "VH-TT") as one."""
    return "".join(filter(None, match.groups()))


@dataclass
class UnitIndex:
    """Finds units by code or by name in any accepted spelling."""

    by_code: dict[str, int] = field(default_factory=dict)
    by_name: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, tree: Tree) -> UnitIndex:
        """The index of all units of a day."""
        index = cls()
        for node in tree:
            index.by_code[node.code.casefold()] = node.id
            index.by_name[unit_key(node.name)].append(node.id)
        return index

    def find(self, row: Row) -> list[int]:
        """The units that *row* may mean: none, one, or several of the same name."""
        if row.unit_code:
            found = self.by_code.get(row.unit_code.casefold())
            return [found] if found is not None else []
        return self.by_name.get(unit_key(row.unit), [])
