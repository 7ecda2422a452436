"""Templates that every installation has from the start, and how a template's places are filled.

Places: `{ngày}` the day, `{giờ}` the hour of beginning; what an editor must fill in stands in square brackets, and the
linter does not let it go out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import Figure, Text
from loa.bulletins.core.words import gettext_noop as _

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_WHOLE = {"units": [], "subscribers": True}

BUILT_IN: dict[str, tuple[str, Draft]] = {
    "daily-figures": (
        _("Daily figures"),
        Draft(
            "update",
            {
                "vi": Text(
                    "Tình hình dịch đến {giờ} ngày {ngày}",
                    "Đến {giờ} ngày {ngày}: [số] ca mắc mới, [số] người đang cách ly, theo dõi. [Điều cần làm hôm nay].",
                    "## Điều cần làm\n\n1. [Việc thứ nhất]\n2. [Việc thứ hai]\n\n## Tình hình\n\n[Nơi có ca mới, biện pháp đã áp dụng]",
                    "Báo cáo ngày {ngày} của [Trung tâm Y tế]",
                ),
                "en": Text(
                    "The situation at {giờ} on {ngày}",
                    "By {giờ} on {ngày}: [number] new cases, [number] people in quarantine. [What to do today].",
                    "## What to do\n\n1. [First]\n2. [Second]",
                    "Report of {ngày}, [health centre]",
                ),
            },
            _WHOLE,
            figures=(
                Figure(
                    {"vi": "Ca mắc mới [điền số]", "en": "New cases"}, 0, "{ngày}", "ca", "ca", units={"en": "cases"}
                ),
                Figure(
                    {"vi": "Đang điều trị [điền số]", "en": "In treatment"},
                    0,
                    "{ngày}",
                    "ca",
                    "ca",
                    units={"en": "cases"},
                ),
                Figure(
                    {"vi": "Đang cách ly, theo dõi [điền số]", "en": "In quarantine"},
                    0,
                    "{ngày}",
                    "cach-ly",
                    "người",
                    units={"en": "people"},
                ),
            ),
        ),
    ),
    "channel-list": (
        _("List of the official channels"),
        Draft(
            "instruction",
            {
                "vi": Text(
                    "Các kênh thông tin chính thức về dịch bệnh",
                    "Chỉ tin và chia sẻ tin từ các kênh chính thức: cổng thông tin, ứng dụng, thư công vụ và Zalo của địa phương.",
                    "1. **Cổng thông tin:** [địa chỉ]\n2. **Ứng dụng:** [tên, cách cài]\n3. **Thư công vụ:** [tên miền của thư]\n"
                    "4. **Zalo:** [tên tài khoản có dấu xác thực]\n\nCán bộ, công chức đọc hằng ngày, giúp người thân và hàng xóm cùng cài.\n\n"
                    "Không mở đường dẫn, tệp đính kèm trong thư không đến từ các địa chỉ trên.",
                    "[Văn bản chỉ đạo, số, ngày]",
                )
            },
            _WHOLE,
        ),
    ),
    "rebuttal": (
        _("Rumour rebutted"),
        Draft(
            "rebuttal",
            {
                "vi": Text(
                    "[Điều đúng, nói ngay trong tiêu đề]",
                    "[Điều đúng trong một câu]. [Việc nên làm].",
                    "## Sự thật\n\n[Bằng chứng, ai xác nhận]\n\n## Vì sao tin kia sai\n\n[Giải thích ngắn]\n\n## Việc nên làm\n\n[Một hoặc hai việc]",
                    "[Cơ quan chuyên môn, ngày xác nhận]",
                    "[Lời đồn đúng như người ta nói]",
                    "false",
                )
            },
            _WHOLE,
        ),
    ),
    "call-for-contacts": (
        _("Call to people who were at a place"),
        Draft(
            "instruction",
            {
                "vi": Text(
                    "Ai đã đến [địa điểm] từ [giờ] đến [giờ], ngày [ngày] cần khai báo y tế",
                    "Người đã đến [địa điểm] trong thời gian trên: ở nhà, gọi trạm y tế [số điện thoại] và khai báo ngay hôm nay.",
                    "## Ai\n\n[Địa điểm, thời gian]\n\n## Làm gì\n\n1. Ở nhà, đeo khẩu trang.\n2. Gọi trạm y tế nơi ở.\n3. Chờ hướng dẫn, không tự đến bệnh viện.",
                    "[Thông báo số, ngày, cơ quan]",
                )
            },
            _WHOLE,
            urgency="urgent",
        ),
    ),
}


def filled(draft: Draft, at: datetime) -> Draft:
    """The draft with the day and hour *at* (shown in Vietnam) in its places."""
    local = at.astimezone(HANOI)
    places = {"{ngày}": f"{local:%d/%m/%Y}", "{giờ}": f"{local:%H:%M}"}

    def put(words: str) -> str:
        for place, value in places.items():
            words = words.replace(place, value)
        return words

    texts = {
        language: Text(
            put(text.title), put(text.summary), put(text.body), put(text.source), put(text.claim), text.verdict
        )
        for language, text in draft.texts.items()
    }
    day = local.date().isoformat()
    return replace(draft, texts=texts, figures=tuple(replace(figure, day=day) for figure in draft.figures))
