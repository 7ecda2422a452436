# ruff: noqa: E501  (texts of mails stand as they are)
"""A body's name on somebody else's mailbox."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair

BULK = (("List-Unsubscribe", "<https://click.mail.example/u/1>"), ("Precedence", "bulk"))


def _pair(name: str, honest: Mail, sender: str) -> Pair:
    return Pair(name, honest, honest.but(sender=sender), ("claim",))


PAIRS: tuple[Pair, ...] = (
    _pair(
        "health-department",
        Mail(
            "Sở Y tế tỉnh Hà Tĩnh <soyte@hatinh.gov.vn>",
            "V/v báo cáo số giường cách ly",
            "Kính gửi: Giám đốc các bệnh viện tuyến huyện.\n\nĐề nghị đơn vị báo cáo số giường cách ly hiện có trước 16 giờ "
            "ngày 12/3 theo mẫu kèm theo Công văn 412/SYT-NVY.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nLê Thị Mẫu",
        ),
        "Sở Y tế tỉnh Hà Tĩnh <soyte.hatinh.nvy@gmail.com>",
    ),
    _pair(
        "ward-committee",
        Mail(
            "UBND phường Cẩm Thạch <ubndcamthach@quangninh.gov.vn>",
            "Lịch phun khử khuẩn tuần này",
            "Kính gửi các tổ trưởng tổ dân phố.\nPhường tổ chức phun khử khuẩn khu 3, khu 5 vào sáng thứ Bảy. Đề nghị các tổ "
            "thông báo tới từng hộ.",
        ),
        "UBND phường Cẩm Thạch <camthach.ubnd@yahoo.com.vn>",
    ),
    _pair(
        "vaccination-appointment",
        Mail(
            "Trung tâm Y tế thành phố Uông Bí <ttytuongbi@quangninh.gov.vn>",
            "Giấy hẹn tiêm chủng ngày 18/11",
            "Kính gửi gia đình cháu Nguyễn Thử Nghiệm.\nMời gia đình đưa cháu đến tiêm mũi sởi - rubella lúc 8 giờ ngày 18/11 "
            "tại Trạm Y tế phường Quang Trung. Khi đi mang theo sổ tiêm.",
        ),
        "Trung tâm Y tế thành phố Uông Bí <tiemchung.uongbi@outlook.com>",
    ),
    _pair(
        "steering-committee",
        Mail(
            "Ban Chỉ đạo phòng, chống dịch thành phố Cẩm Phả <bcd.campha@quangninh.gov.vn>",
            "Giấy mời họp trực tuyến",
            "Kính gửi các đồng chí thành viên Ban Chỉ đạo.\nMời dự họp trực tuyến lúc 14 giờ ngày 07/02 tại phòng họp tầng 2.",
        ),
        "Ban Chỉ đạo phòng chống dịch thành phố Cẩm Phả <banchidao.campha@gmail.com>",
    ),
    _pair(
        "central-hospital",
        Mail(
            "Bệnh viện Trung ương Huế <khth@bvtwhue.com.vn>",
            "Phiếu hẹn tái khám",
            "Kính gửi ông Trần Thử. Bệnh viện hẹn ông tái khám lúc 7 giờ 30 ngày 21/11 tại phòng khám số 4.",
        ),
        "Bệnh viện Trung ương Huế <bvtwhue.tuvan@gmail.com>",
    ),
    _pair(
        "ministry-of-education",
        Mail(
            "Bộ Giáo dục và Đào tạo <bogddt@moet.gov.vn>",
            "Hướng dẫn cho học sinh nghỉ học phòng dịch",
            "Kính gửi: Các sở giáo dục và đào tạo.\nBộ hướng dẫn việc dạy học trực tuyến trong thời gian học sinh tạm nghỉ.",
        ),
        "Bộ Giáo dục và Đào tạo <huongdan@bogiaoduc-daotao.info>",
    ),
    _pair(
        "merged-ministry",
        Mail(
            "Bộ Nông nghiệp và Môi trường <vanthu@mae.gov.vn>",
            "Thông báo dịch tả lợn châu Phi",
            "Kính gửi UBND các tỉnh. Bộ thông báo tình hình dịch tả lợn châu Phi tháng 10 và các biện pháp kiểm soát vận chuyển.",
        ),
        "Bộ Nông nghiệp và Môi trường <vanthu.bnnmt@hotmail.com>",
    ),
    _pair(
        "regional-tax",
        Mail(
            "Thuế tỉnh Quảng Ninh <qni@gdt.gov.vn>",
            "Nhắc nộp tờ khai quý IV",
            "Kính gửi Quý đơn vị. Hạn nộp tờ khai thuế giá trị gia tăng quý IV là ngày 31/01. Đơn vị nộp qua thuedientu.gdt.gov.vn.",
        ),
        "Thuế tỉnh Quảng Ninh <thongbao@tokhaithue-qn.com>",
    ),
    _pair(
        "national-paper",
        Mail(
            "Báo Nhân Dân <toasoan@nhandan.vn>",
            "Đề nghị trả lời phỏng vấn về công tác phòng dịch",
            "Kính gửi Văn phòng UBND thành phố. Báo chuẩn bị loạt bài về phòng dịch ở vùng mỏ, mong được trao đổi với lãnh đạo "
            "thành phố trong tuần tới.",
        ),
        "Báo Nhân Dân <phongvien.baonhandan@gmail.com>",
    ),
    _pair(
        "television",
        Mail(
            "Ban Thời sự VTV <thoisu@vtv.vn>",
            "Xin hình ảnh khu cách ly",
            "Kính gửi Phòng Văn hoá - Thông tin. Ban Thời sự xin được sử dụng hình ảnh khu cách ly cho bản tin 19 giờ.",
        ),
        "Ban Thời sự VTV <bants.vtv1@gmail.com>",
    ),
    _pair(
        "local-paper",
        Mail(
            "Báo và Phát thanh, Truyền hình Quảng Ninh <toasoan@baoquangninh.vn>",
            "Bản tin cuối tuần",
            "Trong số này: vùng mỏ vào vụ than mới; Hạ Long đón khách quốc tế. Đọc tại https://baoquangninh.vn/",
            headers=BULK,
        ),
        "Báo Quảng Ninh <bandoc@baoquangninh-online.net>",
    ),
    _pair(
        "wallet-code",
        Mail(
            "MoMo <no-reply@momo.vn>",
            "Mã xác thực của bạn",
            "Mã xác thực của bạn là 482913, có hiệu lực trong 5 phút. Không chia sẻ mã này với bất kỳ ai, kể cả nhân viên MoMo.",
        ),
        "Ví MoMo <hotro@momo-xacthuc.vip>",
    ),
    _pair(
        "zalo-code",
        Mail(
            "Zalo <no-reply@zalo.me>",
            "Mã đăng nhập Zalo",
            "Mã đăng nhập của bạn là 731 204. Nếu không phải bạn yêu cầu, hãy bỏ qua thư này.",
        ),
        "Zalo <zalo.security@mail-notice.org>",
    ),
    _pair(
        "bank-statement",
        Mail(
            "VietinBank <ebanking@vietinbank.vn>",
            "Sao kê tài khoản tháng 10",
            "Kính gửi Quý khách hàng. VietinBank gửi sao kê tài khoản tháng 10. Mọi thắc mắc vui lòng gọi 1900 558 868.",
        ),
        "VietinBank <saoke@vietin-ebank.info>",
    ),
    _pair(
        "smaller-bank",
        Mail(
            "Nam A Bank <thongbao@namabank.com.vn>",
            "Thông báo lãi suất mới",
            "Kính gửi Quý khách. Nam A Bank thông báo biểu lãi suất tiền gửi áp dụng từ ngày 01/12.",
            headers=BULK,
        ),
        "Nam A Bank <uudai@lai-suat-cao.online>",
    ),
    _pair(
        "power-company",
        Mail(
            "Công ty Điện lực Quảng Ninh <cskh@pcquangninh.npc.com.vn>",
            "Thông báo tiền điện tháng 10",
            "Kính gửi khách hàng PA22030012345. Tiền điện tháng 10 là 412.350 đồng. Quý khách thanh toán trước ngày 15/11.",
        ),
        "Điện lực Quảng Ninh <tiendien.qn@gmail.com>",
    ),
    _pair(
        "social-insurance",
        Mail(
            "BHXH tỉnh Quảng Ninh <bhxh@quangninh.vss.gov.vn>",
            "Thông báo kết quả đóng BHXH tháng 10",
            "Kính gửi đơn vị TC0123A. BHXH tỉnh gửi thông báo kết quả đóng BHXH, BHYT, BHTN tháng 10 (mẫu C12-TS).",
        ),
        "BHXH tỉnh Quảng Ninh <c12ts@bhxh-online.xyz>",
    ),
    _pair(
        "treasury",
        Mail(
            "Kho bạc Nhà nước khu vực III <kbnnkv3@vst.gov.vn>",
            "Lịch khoá sổ cuối năm",
            "Kính gửi các đơn vị sử dụng ngân sách. Kho bạc thông báo lịch tiếp nhận hồ sơ thanh toán và khoá sổ cuối năm.",
        ),
        "Kho bạc Nhà nước <khobac.quangninh@gmail.com>",
    ),
    _pair(
        "identity-app",
        Mail(
            "VNeID <no-reply@vneid.gov.vn>",
            "Thông báo cập nhật ứng dụng",
            "Phiên bản mới của ứng dụng VNeID đã có trên App Store và Google Play.",
        ),
        "VNeID <capnhat@vneid-dinhdanh.com>",
    ),
    _pair(
        "public-services",
        Mail(
            "Cổng Dịch vụ công quốc gia <no-reply@dichvucong.gov.vn>",
            "Hồ sơ G22.99.03-260311 đã được tiếp nhận",
            "Hồ sơ của ông/bà đã được tiếp nhận ngày 11/3 và hẹn trả kết quả ngày 18/3.",
        ),
        "Cổng Dịch vụ công quốc gia <hoso@dichvucong-quocgia.org>",
    ),
    _pair(
        "delivery",
        Mail(
            "Giao Hàng Nhanh <noreply@ghn.vn>",
            "Đơn GHN8812 đang trên đường giao",
            "Đơn hàng của bạn dự kiến giao trong ngày 14/11. Bạn không cần trả thêm khoản nào.",
        ),
        "Giao Hàng Nhanh <giaohang@don-hang24h.top>",
    ),
    _pair(
        "shop",
        Mail(
            "Shopee Việt Nam <info@mail.shopee.vn>",
            "Đơn hàng 2611A đã giao thành công",
            "Cảm ơn bạn đã mua sắm tại Shopee. Hãy đánh giá sản phẩm trong 15 ngày.",
            headers=BULK,
        ),
        "Shopee Việt Nam <qua.tang.shopee@gmail.com>",
    ),
    _pair(
        "security-centre",
        Mail(
            "Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao <a05@bocongan.gov.vn>",
            "Cảnh báo chiến dịch tấn công",
            "Kính gửi các đơn vị. Cục gửi danh sách dấu hiệu nhận biết của chiến dịch tấn công vào cơ quan nhà nước.",
        ),
        "Cục An ninh mạng và phòng chống tội phạm công nghệ cao <a05.canhbao@proton.me>",
    ),
    _pair(
        "people-court",
        Mail(
            "Toà án nhân dân thành phố Hạ Long <tandhalong@toaan.gov.vn>",
            "Thông báo lịch hoà giải",
            "Toà án thông báo lịch phiên hoà giải lúc 8 giờ ngày 25/11 tại phòng số 2.",
        ),
        "Toà án nhân dân thành phố Hạ Long <toaan.halong@outlook.com.vn>",
    ),
    _pair(
        "telecom",
        Mail(
            "VNPT VinaPhone <hoadon@vnpt.vn>",
            "Hoá đơn cước tháng 10",
            "Kính gửi Quý khách. VNPT gửi hoá đơn điện tử cước tháng 10, số tiền 220.000 đồng.",
        ),
        "VNPT VinaPhone <chuanhoa.thuebao@gmail.com>",
    ),
    _pair(
        "pasteur",
        Mail(
            "Viện Pasteur Nha Trang <vanthu@ipn.org.vn>",
            "Trả kết quả xét nghiệm",
            "Viện trả kết quả 24 mẫu nghi sốt xuất huyết của đơn vị gửi ngày 02/11.",
        ),
        "Viện Pasteur Nha Trang <xetnghiem.pasteurnt@gmail.com>",
    ),
    _pair(
        "director-of-cdc",
        Mail(
            "BS. Phạm Văn Thử - Giám đốc CDC Quảng Ninh <thu.phamvan@quangninh.gov.vn>",
            "Số liệu tuần 45",
            "Anh chị gửi giúp số liệu tuần 45 theo mẫu đã thống nhất. Trân trọng.",
        ),
        "BS. Phạm Văn Thử - Giám đốc CDC Quảng Ninh <bs.phamvanthu@gmail.com>",
    ),
    _pair(
        "chief-of-office",
        Mail(
            "Chánh Văn phòng UBND TP Móng Cái <chanhvp.mongcai@quangninh.gov.vn>",
            "Chuẩn bị tài liệu họp",
            "Các phòng gửi tài liệu họp về Văn phòng trước 16 giờ thứ Năm.",
        ),
        "Chánh Văn phòng UBND TP Móng Cái <vp.mongcai.2026@gmail.com>",
    ),
)
