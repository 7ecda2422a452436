# ruff: noqa: E501  (texts of mails stand as they are)
"""A file behind a link: open to a scanner, or locked with its password in the letter."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair

VENDOR = Mail("Lê Văn Mẫu <mau@thietbi-mau.example>", "Bản vẽ lắp đặt kho lạnh", "")
STATION = Mail("Hà Thị Mẫu <hathimau.example.tram@gmail.com>", "bao cao thang 10", "")
CONSULTANT = Mail("Anna Example <anna@consult-office.example>", "Draft report of the assessment", "")


def _pair(name: str, mail: Mail, honest: str, spoof: str) -> Pair:
    return Pair(name, mail.but(text=honest), mail.but(text=spoof), ("file",))


PAIRS: tuple[Pair, ...] = (
    _pair("linked-archive-strange-host", VENDOR,
          "Chào anh, em gửi bản vẽ, anh tải tại https://thietbi-mau.example/ban-ve/kho-lanh.zip và góp ý trước thứ Sáu.",
          "Chào anh, em gửi bản vẽ, anh tải tại https://tai-nhanh.example/kho-lanh.zip và góp ý trước thứ Sáu.\nMật khẩu giải nén: 5577"),
    _pair("linked-archive-without-marks", STATION,
          "Da em gui bao cao thang 10, file o day a: https://drive.google.com/file/d/1x/view",
          "Da em gui bao cao thang 10 (mat khau 1010), file o day a: https://luu-tru-file.example/d/bao-cao-10.rar"),
    _pair("linked-archive-english", CONSULTANT,
          "Dear colleague, the draft report is at https://www.dropbox.com/s/x/draft.docx for your comments by Monday.",
          "Dear colleague, the draft report is at https://consult-files.web.app/draft for your comments by Monday.\nPassword to open the file: Draft2026"),
    _pair("linked-drop-page", VENDOR,
          "Chào anh, bảng thông số ở https://drive.google.com/drive/folders/1x, anh xem giúp em.",
          "Chào anh, bảng thông số ở https://mega.nz/file/1x, anh xem giúp em. Mật khẩu mở tệp là tb2026."),
)  # fmt: skip
