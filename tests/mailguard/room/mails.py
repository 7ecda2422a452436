"""Made mails that staff of the town report."""

from __future__ import annotations

from tests.mailguard.builder import Mail

LURE = Mail(
    "Bộ Y tế <thongbao@yte-khancap.example>",
    "Khẩn: khai báo y tế trước 17 giờ",
    "Kính gửi ông bà, để tránh bị xử phạt đề nghị ông bà đăng nhập cổng khai báo trước 17 giờ hôm nay và điền đầy đủ "
    "số định danh cá nhân, mật khẩu thư công vụ cùng mã xác thực được gửi tới máy của ông bà.",
    html="<p>Khai báo <a href='https://moh-gov-vn.khaibao.example/a'>https://moh.gov.vn/khai-bao</a></p>",
    auth="none",
)
OTHER = Mail(
    "Giải thưởng <qua@trung-thuong.example>",
    "Quý khách trúng thưởng xe máy",
    "Chúc mừng quý khách đã trúng một xe máy trong chương trình tri ân của công ty, xin gửi lệ phí nhận giải thưởng "
    "qua tài khoản sau đây trong ngày hôm nay để chúng tôi giao xe tận nhà cho quý khách.",
    auth="none",
)
