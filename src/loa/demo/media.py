"""What the demo's bulletin shows and brings along: a picture of the four channels, and a page to print and pin up."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from loa.accounts.models import User
from loa.bulletins import actions as desk
from loa.bulletins.core.body import place_of
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import AttachmentRef, Picture, Text
from loa.bulletins.models import Bulletin

FILE_NAME = "Nhan-biet-thu-gia-mao.pdf"
ALT = {
    "vi": "Bốn ô màu xanh ghi tên bốn kênh chính thức: Cổng thông tin, Ứng dụng, Thư công vụ, Zalo; dưới cùng ghi "
    "“Tin nơi khác: hỏi lại trước khi chia sẻ”.",
    "en": "Four green boxes with the names of the four official channels: portal, app, official mail, Zalo.",
}
TITLE = {
    "vi": "Nhận biết thư giả mạo: một trang để in và dán",
    "en": "How to know a forged mail: a page to print (Vietnamese)",
}
_CARD = """#set page(width: 600pt, height: 380pt, margin: 24pt, fill: rgb("#f3f0e6"))
#set text(size: 22pt, fill: rgb("#1d1f1e"), lang: "vi")
#text(size: 26pt, weight: "bold")[Tin chính thức về dịch: bốn kênh]
#v(4pt)
#let one(name, hint) = box(width: 100%, inset: 16pt, radius: 6pt, fill: rgb("#0d5947"))[
  #text(fill: white, weight: "bold")[#name] #linebreak() #text(fill: white, size: 15pt)[#hint]]
#grid(columns: (1fr, 1fr), gutter: 14pt,
  one[Cổng thông tin][mở bằng mọi điện thoại], one[Ứng dụng][đọc được khi mất mạng],
  one[Thư công vụ][tên miền của tỉnh], one[Zalo][tài khoản có dấu xác thực])
#v(6pt)
#text(size: 18pt)[Tin nơi khác: hỏi lại trước khi chia sẻ.]"""
_PAGE = """#set page(paper: "a4", margin: (x: 2.5cm, y: 2.5cm))
#set text(size: 15pt, lang: "vi")
#set document(title: "Nhận biết thư giả mạo", date: none)
= Nhận biết thư giả mạo
#v(8pt)
+ *Xem địa chỉ người gửi*, không chỉ xem tên hiển thị.
+ Thư thúc giục, dọa khóa tài khoản, xin mật khẩu: *không làm theo*.
+ *Không bấm đường dẫn, không mở tệp* khi chưa chắc chắn.
+ Nghi ngờ: chuyển tiếp cho đầu mối của đơn vị để kiểm tra.
#v(12pt)
Theo Công văn số 365/UBND-VHTT ngày 07/02/2020."""


@cache
def card() -> bytes:
    """The picture, PNG."""
    import typst

    return bytes(typst.compile(_CARD.encode(), format="png", ppi=192.0))


@cache
def page() -> bytes:
    """The page, PDF."""
    import typst

    return bytes(typst.compile(_PAGE.encode()))


def furnish(bulletin: Bulletin, draft: Draft, by: User) -> None:
    """Take picture and file in, and save *draft* with them: the picture first in each language's text."""
    taken = desk.add_picture(bulletin, by=by, data=card())
    item = desk.add_attachment(bulletin, by=by, data=page(), name=FILE_NAME)
    whole = replace(draft, pictures=(_told(taken),), attachments=(_titled(item),), texts=_placed(draft, taken))
    desk.save(bulletin, by=by, draft=whole, expected=1)


def _told(picture: Picture) -> Picture:
    return replace(picture, alt=ALT)


def _titled(item: AttachmentRef) -> AttachmentRef:
    return replace(item, description=TITLE["vi"], titles={"en": TITLE["en"]})


def _placed(draft: Draft, picture: Picture) -> dict[str, Text]:
    return {
        language: replace(text, body=f"{place_of(picture)}\n\n{text.body}") for language, text in draft.texts.items()
    }
