"""Kinds of documents: their title lines and the abbreviations in their symbols (NĐ 30/2020, article 7 and annex III).

"CT" in a symbol is a directive (Chỉ thị) or the tax department (Cục Thuế): the title line decides, never the symbol
alone. An official letter (công văn) has no title line at all (standards V3).
"""

from __future__ import annotations

import re

from loa.directives.core.letters import fold, is_upper, squeeze

LETTER = "công văn"

# Kind → abbreviation in the symbol ("" where there is none of its own).
KINDS: dict[str, str] = {
    "nghị quyết": "NQ",
    "quyết định": "QĐ",
    "chỉ thị": "CT",
    "quy chế": "QC",
    "quy định": "QYĐ",
    "thông cáo": "TC",
    "thông báo": "TB",
    "hướng dẫn": "HD",
    "chương trình": "CTr",
    "chương trình hành động": "CTr",
    "kế hoạch": "KH",
    "phương án": "PA",
    "đề án": "ĐA",
    "dự án": "DA",
    "báo cáo": "BC",
    "biên bản": "BB",
    "tờ trình": "TTr",
    "hợp đồng": "HĐ",
    "công điện": "CĐ",
    "bản ghi nhớ": "BGN",
    "bản thỏa thuận": "BTT",
    "giấy ủy quyền": "GUQ",
    "giấy mời": "GM",
    "giấy giới thiệu": "GGT",
    "phiếu gửi": "PG",
    "phiếu chuyển": "PC",
    "phiếu báo": "PB",
    "thư công": "",
    "thông tư": "TT",
    "thông tư liên tịch": "TTLT",
    "nghị định": "NĐ",
    "nghị quyết liên tịch": "NQLT",
    "lệnh": "L",
    "pháp lệnh": "PL",
    "luật": "",
    "kết luận": "KL",
    "thông tri": "TT",
    "văn bản hợp nhất": "VBHN",
    "công văn": "",
}
_BY_TITLE = {fold(kind): kind for kind in KINDS}
_SUBJECT_OPENS = re.compile(r"^(?:ve\b|v/v\b|v v\b)")
# Kinds whose symbol names them beyond doubt, for documents that lost their title line.
_SURE_SYMBOLS = {"QĐ", "NQ", "KH", "TB", "TTr", "NĐ", "CĐ", "CTr", "TTLT", "VBHN"}


def title_kind(text: str) -> str | None:
    """The kind that *text* names, when it is a title line: capitals and nothing else (a colon is allowed)."""
    plain = squeeze(text).rstrip(" :.")
    return _BY_TITLE.get(fold(plain)) if is_upper(plain) else None


def is_title(text: str) -> bool:
    """Whether *text* is the title line of a document."""
    return title_kind(text) is not None


def split_title(text: str) -> tuple[str, str] | None:
    """Kind and subject when both stand on one line in capitals: "CHỈ THỊ VỀ VIỆC …"."""
    words = squeeze(text).split()
    for length in (4, 3, 2):
        head, rest = " ".join(words[:length]), " ".join(words[length:])
        kind = title_kind(head)
        if kind and rest and _SUBJECT_OPENS.match(fold(rest)):
            return kind, rest
    return None


def kind_of_symbol(symbol: str) -> str | None:
    """The kind that a symbol surely names ("QĐ-UBND"), for a document without its title line."""
    parts = re.split(r"[-/]", symbol)
    return next((kind for kind, code in KINDS.items() if code in _SURE_SYMBOLS and code in parts), None)
