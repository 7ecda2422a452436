"""The parts of an office document around its content: Decree 30/2020/NĐ-CP, annex I (standards V1, V3, V4, V9)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ABOVE = "Cơ quan cấp trên"
FOR_THE_PUBLIC = "SỐ LIỆU"
COLLECTIVE = re.compile(r"(ủy ban nhân dân|hội đồng nhân dân)\s+(?=\S)", re.IGNORECASE)
UNKNOWN_BODY = "…"  # the clerk writes what a unit abbreviates itself to


@dataclass(frozen=True, slots=True)
class Form:
    """What stands around the content. A line of a list is a line of the page."""

    issuer_parent: list[str]
    issuer: list[str]
    symbol: str
    place_and_date: str
    recipients: list[str]
    signs: list[str]
    signer: str
    closing: str


def form_of(
    issuer: str, issuer_parent: str, place: str, at: dt.datetime, title: str, body_code: str, signer: str = ""
) -> Form:
    """The form of a report that *issuer* gives to *issuer_parent* (empty: to whoever stands above)."""
    return Form(
        issuer_parent=name_lines(issuer_parent),
        issuer=name_lines(issuer),
        symbol=f"/BC-{_body(issuer, issuer_parent, body_code)}",
        place_and_date=", ".join(filter(None, (place, long_date(at)))),
        recipients=_recipients(issuer_parent, title),
        signs=signing_lines(issuer),
        signer=signer,
        closing=_closing(issuer, issuer_parent) if title != FOR_THE_PUBLIC else "",
    )


def name_lines(name: str) -> list[str]:
    """A body's name in capitals; a committee's place on a line of its own, as offices write it."""
    return COLLECTIVE.sub(lambda found: f"{found[1]}\n", name.strip(), count=1).upper().splitlines()


def _body(issuer: str, issuer_parent: str, body_code: str) -> str:
    if not issuer_parent:
        return body_code
    return "UBND" if issuer.lower().startswith("ủy ban nhân dân") else UNKNOWN_BODY


def long_date(at: dt.datetime) -> str:
    """Days below 10 and the months 1 and 2 get a leading nought, other months none (annex I, part II, 4)."""
    return f"ngày {at.day:02d} tháng {at.month:{'02d' if at.month < 3 else 'd'}} năm {at.year}"


def signing_lines(issuer: str) -> list[str]:
    """In whose name is signed and by which post: a committee decides as a collective (V4)."""
    found = COLLECTIVE.match(issuer)
    return [f"TM. {found[1].upper()}", "CHỦ TỊCH"] if found else ["THỦ TRƯỞNG ĐƠN VỊ"]


def _recipients(issuer_parent: str, title: str) -> list[str]:
    whom = "Công bố trên Cổng thông tin" if title == FOR_THE_PUBLIC else f"{issuer_parent or ABOVE} (để báo cáo)"
    return [f"- {whom};", "- Lưu: VT."]


def _closing(issuer: str, issuer_parent: str) -> str:
    whom = f" {issuer_parent}" if issuer_parent else ""
    return f"Trên đây là số liệu đến thời điểm báo cáo, {issuer} kính báo cáo{whom}./."
