"""Who is to do a task: the bodies that its words, or the words above it, name.

Only those who act are meant: in "Bộ Y tế chủ trì, phối hợp với Bộ Tài chính" that is the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loa.directives.core.letters import detone, fold
from loa.directives.core.units import join_names, unit_list

_ORDERS = re.compile(
    r"\b(?:[Kk]inh |[Tt]rân trong )?"
    r"(?:[Đđ]ê nghi|[Yy]êu câu|[Gg]iao(?: nhiêm vu)?(?: cho)?|[Pp]hân công|[UuỦ]y quyên(?: cho)?)(?=[\s:])\s*:?\s*"
)
_NOT_AN_ORDER = re.compile(
    r"\b(?:theo|xet|cac|nhung|co|mot so|da|duoc|cua|kem|khi|nhieu|noi dung|van ban|cong van)\s*$"
)
_OPENS_CLAUSE = re.compile(r"(?:^|[.;:\n]|\bdong thoi,?|[.;]\s*(?:ubnd|uy ban nhan dan|bo|so)[^.;,]{0,20})\s*$")
_TITLES_BEFORE = re.compile(
    r"(?:cho\s+)?(?:(?:[Cc]ac\s+)?(?:[Đđ]ông chi|[ÔôOo]ng(?:\s*(?:/|,|va)?\s*\(?[Bb]a\)?)?)\s*:?\s+|"
    r"toan thê\s+|100\s?%\s+|\d+\s+)*"
)
_ORDER_FIRST = re.compile(r"^\s*(?:[Kk]inh |[Tt]rân trong )?(?:đê nghi|yêu câu|giao|phân công|uy quyên)\b")
_TELLS = re.compile(
    r"^[\s,]*(?:xin |tran trong )*(?:thong bao (?:de|ve|viec|y kien|ket (?:qua|luan)|noi dung|nhu sau|"
    r"den (?!nguoi dan|nhan dan|cac ho|toan the))|tra loi|co y kien|"
    r"nhan duoc|co cong van|cam on|da|se)\b"
)
_NARRATES = re.compile(
    r"^(?:hiên nay|tai|vê|đôi vơi|trên cơ sơ|căn cư|theo(?! doi)|qua|đê(?! xuât| nghi)|nhăm|trong|trương hơp|do|vi|"
    r"thơi gian|viêc|ngay \d|vưa qua|sau khi|khi|trươc|đên|tư|hang năm|hăng năm|đinh ky|cac nôi dung|nguyên nhân|"
    r"thông nhât|đông y|nhưng|bên canh|trên đây|tiêp theo)\b"
)
_LABELLED = re.compile(
    r"\b(?:co quan|don vi|bo phan)\s+"
    r"(?:chu tri|thuc hien|phu trach|chiu trach nhiem|to chuc thuc hien)(?:\s+\w+){0,2}\s*:\s*"
)
_GENERIC = re.compile(
    r"^(?:cac |nhung )?(?:co quan|don vi|to chuc|ca nhan|dia phuong)(?:, (?:co quan|don vi|dia phuong|ca nhan))*$"
)
_LONGEST_LEAD = 2000
_MOST_COMMAS = 6


def ordered_units(text: str) -> Iterator[tuple[str, ...]]:
    """The bodies behind each "đề nghị", "yêu cầu", "giao" of *text*, one group per order.

    Behind the first, an order must open a clause: "… chủ động phân công các đơn vị trực thuộc" is what the bodies of
    the first order are to do.
    """
    toneless, folded = detone(text), fold(text)
    first = True
    for match in _ORDERS.finditer(toneless):
        before = folded[max(0, match.start() - 24) : match.start()]
        if _NOT_AN_ORDER.search(before) or not (first or _OPENS_CLAUSE.search(before)):
            continue
        names, _ = _names_at(text, toneless, match.end())
        if names:
            first = False
            yield names


def acting_units(text: str) -> tuple[str, ...]:
    """The bodies with which *text* begins as those who act, or that it orders to act with its first word."""
    toneless = detone(text[:_LONGEST_LEAD])
    order = _ORDERS.match(toneless)
    if order:
        return _names_at(text, toneless, order.end())[0]
    names, end = _names_at(text, toneless, 0)
    if not names:
        return ()
    if _ORDER_FIRST.match(toneless[end:]):
        return next(ordered_units(text[end:_LONGEST_LEAD]), ())
    return () if _TELLS.match(fold(text[end : end + 40])) else names


def _names_at(text: str, toneless: str, position: int) -> tuple[tuple[str, ...], int]:
    """The names at *position* of *text*, and the position behind them; only a window of the text is looked at."""
    title = _TITLES_BEFORE.match(toneless, position)
    start = title.end() if title else position
    names, end = unit_list(text[start : start + _LONGEST_LEAD])
    return names, start + end


def narrates(text: str) -> bool:
    """Whether *text* begins by telling, not by ordering ("Hiện nay đã xuất hiện …", "Về …")."""
    return bool(_NARRATES.match(detone(text[:40]).lower()))


def task_units(text: str, inherited: Sequence[str] = ()) -> tuple[str, ...]:
    """Who is to do the task that *text* (paragraphs, one per line) orders.

    Those it begins with; those a telling text orders further on; those a line "Cơ quan chủ trì: …" names; else those
    that the words above the task named (*inherited*).
    """
    lead = text.split("\n", 1)[0]
    explicit = acting_units(lead)
    if explicit:
        return join_names(explicit)
    if narrates(lead):
        told = [name for names in ordered_units(text) for name in names] or list(_behind_comma(lead))
        return join_names(told)
    named = _labelled(text)
    if named or inherited:
        return join_names(named or inherited)
    return join_names([name for names in ordered_units(text) for name in names])


def _behind_comma(lead: str) -> tuple[str, ...]:
    """The subject behind words on the circumstances: "Trên cơ sở Kế hoạch này, các sở …", "Về kinh phí: Sở …"."""
    for number, comma in enumerate(re.finditer(r"[,:]\s+", lead[:_LONGEST_LEAD])):
        if number == _MOST_COMMAS:
            break
        window = lead[comma.end() : comma.end() + _LONGEST_LEAD]
        names, end = unit_list(window)
        if names and re.match(r"\s+[^\W\d_]", window[end:]) and not window[end:].lstrip()[0].isupper():
            return names
    return ()


def _labelled(text: str) -> tuple[str, ...]:
    names: list[str] = []
    for match in _LABELLED.finditer(fold(text)):
        names += unit_list(text[match.end() : match.end() + _LONGEST_LEAD])[0]
    return tuple(names)


def is_generic(name: str) -> bool:
    """Whether *name* is nobody in particular ("các cơ quan, đơn vị")."""
    return bool(_GENERIC.match(fold(name)))
