"""One sentence for each reason, in Vietnamese and English: what disagrees with what. The core needs no gettext."""

from __future__ import annotations

from collections import defaultdict

from loa.mailguard.core.level import Level
from loa.mailguard.core.sentences import asks, claims, files, links, looks, payments, vouching

SENTENCES: dict[str, tuple[str, str]] = {
    code: pair
    for family in (claims, vouching, links, files, asks, payments, looks)
    for code, pair in family.SENTENCES.items()
}

_ADVICE: dict[Level, tuple[str, str]] = {
    Level.DANGEROUS: (
        "Không trả lời, không mở đường dẫn hay tệp. Báo bộ phận an toàn thông tin rồi xoá thư.",
        "Do not answer, open no link and no file. Tell the security desk, then delete the mail.",
    ),
    Level.CAUTION: (
        "Hãy gọi người gửi theo số điện thoại bạn đã biết để hỏi lại trước khi làm theo thư.",
        "Ask the sender back by a telephone number you already know before doing what the mail says.",
    ),
    Level.SAFE: (
        "Không thấy dấu hiệu lừa đảo. Nếu thư đòi mật khẩu hay tiền, vẫn hãy hỏi lại.",
        "No sign of deceit was found. If it asks for a password or money, still ask back.",
    ),
}
_OFFICIAL = ("Thư công vụ xác thực. Có thể làm theo nội dung thư.", "Authenticated official mail. You may follow it.")


def sentence(code: str, facts: dict[str, str], language: str) -> str:
    """The sentence of *code* in *language* (`vi`, else English), with *facts* in their places."""
    pair = SENTENCES[code]
    return pair[0 if language == "vi" else 1].format_map(defaultdict(lambda: "—", facts))


def advice(level: Level, official: str | None, language: str) -> str:
    """What to do now."""
    pair = _OFFICIAL if level is Level.SAFE and official else _ADVICE[level]
    return pair[0 if language == "vi" else 1]
