"""A sender's domain that is made to look like somebody else's."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair


def _pair(name: str, sender: str, domain: str, subject: str, text: str) -> Pair:
    honest = Mail(sender, subject, text)
    local = sender.partition("<")[2].partition("@")[0]
    return Pair(name, honest, honest.but(sender=f"{sender.partition('<')[0]}<{local}@{domain}>"), ("claim",))


PAIRS: tuple[Pair, ...] = (
    _pair(
        "province-dash", "UBND tỉnh Lạng Sơn <vanphong@langson.gov.vn>", "langson-gov.vn", "Công điện số 03",
        "Kính gửi UBND các huyện. UBND tỉnh gửi Công điện số 03 về việc kiểm soát người qua lại biên giới.",
    ),
    _pair(
        "gov-vn-org", "Bộ Y tế <byt@moh.gov.vn>", "moh.gov.vn.org", "Quyết định 219/QĐ-BYT",
        "Kính gửi Sở Y tế các tỉnh. Bộ Y tế gửi Quyết định bổ sung bệnh truyền nhiễm nhóm A.",
    ),
    _pair(
        "gov-com-vn", "Cục Thuế <hotro@gdt.gov.vn>", "gdt-gov.com.vn", "Hướng dẫn kê khai",
        "Kính gửi Quý đơn vị. Cục Thuế gửi hướng dẫn kê khai theo mẫu mới, áp dụng từ kỳ tháng 11.",
    ),
    _pair(
        "letter-swapped", "Sở Y tế Quảng Ninh <soyte@quangninh.gov.vn>", "quangnihn.gov.vn.co", "Tập huấn điều trị",
        "Kính gửi các bệnh viện. Sở Y tế mở lớp tập huấn phác đồ điều trị ngày 20/11 tại hội trường A.",
    ),
    _pair(
        "bank-one-letter", "Vietcombank <info@vietcombank.com.vn>", "vietcornbank.com.vn", "Thay đổi giờ giao dịch",
        "Kính gửi Quý khách. Vietcombank thay đổi giờ giao dịch dịp nghỉ lễ. Trân trọng thông báo.",
    ),
    _pair(
        "bank-country", "BIDV <bidv247@bidv.com.vn>", "bidv-vn.com", "Thông báo bảo trì",
        "Kính gửi Quý khách. BIDV bảo trì hệ thống từ 0 giờ đến 4 giờ ngày 15/11.",
    ),
    _pair(
        "agribank-digit", "Agribank <cskh@agribank.com.vn>", "agr1bank.com.vn", "Cảnh báo lừa đảo",
        "Kính gửi Quý khách. Agribank không yêu cầu khách hàng cung cấp mật khẩu qua điện thoại hay thư điện tử.",
    ),
    _pair(
        "power-word", "EVNHANOI <cskh@evnhanoi.vn>", "evnhanoi-cskh.site", "Lịch ghi chỉ số",
        "Kính gửi khách hàng. Công ty thông báo lịch ghi chỉ số công tơ kỳ tháng 11.",
    ),
    _pair(
        "who-int-com", "WHO Viet Nam <wpvnm@who.int>", "who-int.com", "Họp cụm y tế",
        "Kính gửi các đối tác. WHO mời dự họp cụm y tế ngày 13/11 tại Hà Nội.",
    ),
    _pair(
        "insurance-top", "Bảo hiểm xã hội Việt Nam <tuvan@vss.gov.vn>", "vss-gov.top", "Hướng dẫn VssID",
        "Hướng dẫn người lao động cài đặt và sử dụng ứng dụng VssID để theo dõi quá trình đóng.",
    ),
    _pair(
        "police-gov", "Bộ Công an <tuyentruyen@bocongan.gov.vn>", "bocongan-gov.net", "Phòng ngừa lừa đảo",
        "Bộ Công an gửi tài liệu tuyên truyền phòng ngừa lừa đảo trực tuyến cho các cơ quan.",
    ),
    _pair(
        "paper-wrong-end", "VnExpress <toasoan@vnexpress.net>", "vnexpress.top", "Mời cộng tác viết bài",
        "Toà soạn mời các chuyên gia y tế cộng tác chuyên mục Sức khoẻ.",
    ),
    _pair(
        "post-office", "VNPost <cskh@vnpost.vn>", "vnpost.vn-buupham.com", "Bưu phẩm EA112233445VN",
        "Bưu phẩm EA112233445VN đã đến bưu cục Cẩm Phả. Bưu tá sẽ liên hệ trong ngày.",
    ),
    _pair(
        "own-city", "Phòng Nội vụ <noivu@halong.gov.vn>", "halong.gov.vn.portal-mail.com", "Danh sách tập huấn",
        "Gửi các phòng danh sách cán bộ tham gia tập huấn ngày 17/11.",
    ),
    _pair(
        "facebook-meta", "Facebook <security@facebookmail.com>", "facebook-support-vn.com", "Bạn vừa đăng nhập",
        "Chúng tôi thấy bạn vừa đăng nhập từ Hà Nội. Nếu là bạn thì không cần làm gì.",
    ),
    _pair(
        "viettel", "Viettel <thongbao@viettel.com.vn>", "viettel-hoadon.online", "Hoá đơn tháng 10",
        "Viettel gửi Quý khách hoá đơn điện tử tháng 10. Cảm ơn Quý khách đã sử dụng dịch vụ.",
    ),
    _pair(
        "hospital-typo", "Bệnh viện Chợ Rẫy <bvchoray@choray.vn>", "choray-vn.org", "Hội thảo hồi sức",
        "Bệnh viện Chợ Rẫy mời dự hội thảo hồi sức tích cực ngày 28/11.",
    ),
    _pair(
        "city-idn", "UBND thành phố Đà Nẵng <vanphong@danang.gov.vn>", "xn--dnang-lqa.vn", "Kế hoạch 55/KH-UBND",
        "UBND thành phố gửi Kế hoạch 55/KH-UBND về phòng, chống dịch bệnh mùa đông xuân.",
    ),
    _pair(
        "cdc-gov-us", "CDC <no-reply@cdc.gov>", "cdc-gov.org", "Health Alert Network update",
        "This update describes the clinical picture of measles in travellers and the reporting form to be used.",
    ),
    _pair(
        "shopee-word", "Shopee <no-reply@shopee.vn>", "shopee-trian2026.shop", "Đánh giá đơn hàng",
        "Bạn có một đơn hàng chờ đánh giá. Cảm ơn bạn đã mua sắm.",
    ),
)  # fmt: skip
