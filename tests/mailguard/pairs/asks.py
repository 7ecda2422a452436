# ruff: noqa: E501  (texts of mails stand as they are)
"""What the mail asks for does not fit who sends it; the sender may even be a real, stolen mailbox."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair


def _pair(name: str, honest: Mail, **spoof: object) -> Pair:
    return Pair(name, honest, honest.but(**spoof), ("ask",))


def office(sender: str, subject: str, text: str) -> Mail:
    return Mail(sender, subject, text)


PAIRS: tuple[Pair, ...] = (
    _pair(
        "stolen-mailbox-password",
        office("Nguyễn Thị Mẫu <mau.nguyenthi@haiduong.gov.vn>", "Nâng cấp hộp thư",
               "Kính gửi anh chị. Hộp thư công vụ nâng cấp dung lượng từ thứ Hai, anh chị không phải làm gì."),
        text="Kính gửi anh chị. Hộp thư công vụ nâng cấp dung lượng từ thứ Hai, anh chị trả lời thư này kèm tên đăng nhập và "
        "mật khẩu để giữ hộp thư, nếu không hộp thư sẽ bị khoá.",
    ),
    _pair(
        "stolen-mailbox-grant",
        office("Phòng Tổ chức <tochuc@xa.backan.gov.vn>", "COVID-19 support",
               "Dear colleagues, the meeting on COVID-19 support for households is on Friday at 9 am."),
        text="Dear friend, the World Bank has approved a COVID-19 support of USD 1,500,000 in your name. Reply with your full "
        "name, address and telephone number to claim the fund.",
        reply_to="worldbank.payment@yahoo.com",
        to="",
    ),
    _pair(
        "chief-asks-money",
        office("Trần Văn Mẫu - Phó Chủ tịch UBND thành phố <mau.tranvan@campha.gov.vn>", "Việc gấp",
               "Anh đang họp ở tỉnh, chiều về anh trao đổi. Em chuẩn bị báo cáo số giường giúp anh."),
        sender="Trần Văn Mẫu - Phó Chủ tịch UBND thành phố <phochutich.campha@gmail.com>",
        text="Anh đang họp ở tỉnh, không nghe máy được. Em chuyển khoản giúp anh 20 triệu vào số tài khoản anh nhắn, chiều về "
        "anh gửi lại. Giữ kín giúp anh.",
    ),
    _pair(
        "supplier-account-change",
        office("Công ty Thiết bị y tế Mẫu <ketoan@thietbimau.com.vn>", "Đề nghị thanh toán đợt 2",
               "Kính gửi Phòng Tài chính. Công ty đề nghị thanh toán đợt 2 theo hợp đồng 12/HĐ vào tài khoản ghi trong hợp đồng."),
        text="Kính gửi Phòng Tài chính. Công ty đề nghị thanh toán đợt 2 theo hợp đồng 12/HĐ. Do thay đổi tài khoản nhận tiền, đề "
        "nghị chuyển khoản ngay trong hôm nay vào số tài khoản mới 9988776655, không gọi điện xác nhận.",
        reply_to="ketoan.thietbimau@gmail.com",
    ),
    _pair(
        "donation-drive",
        office("Hội Chữ thập đỏ Việt Nam <vanphong@redcross.org.vn>", "Vận động ủng hộ vùng dịch",
               "Kính gửi các cơ quan. Hội phát động ủng hộ vùng dịch, danh sách điểm tiếp nhận đăng trên trang của Hội."),
        sender="Hội Chữ thập đỏ Việt Nam <ungho.chuthapdo@gmail.com>",
        text="Kính gửi các cơ quan. Hội phát động ủng hộ vùng dịch, đề nghị chuyển khoản ngay về số tài khoản cá nhân 0011223344.",
    ),
    _pair(
        "police-call",
        office("Công an phường Bãi Cháy <conganbaichay@quangninh.gov.vn>", "Mời làm việc",
               "Mời ông đến trụ sở Công an phường lúc 8 giờ ngày 20/11 để bổ sung hồ sơ tạm trú."),
        sender="Công an phường Bãi Cháy <ca.baichay@gmail.com>",
        text="Ông có liên quan đến vụ án rửa tiền. Phải nộp tiền bảo lãnh bằng chuyển khoản trong 24 giờ, không nói với ai, nếu "
        "không sẽ có lệnh bắt.",
    ),
    _pair(
        "tax-refund",
        office("Cục Thuế <hoanthue@gdt.gov.vn>", "Kết quả hoàn thuế thu nhập cá nhân",
               "Hồ sơ hoàn thuế của ông/bà đã được giải quyết. Kết quả xem trên Cổng thông tin của Cục Thuế."),
        sender="Cục Thuế <hoanthue@hoan-thue-ca-nhan.com>",
        text="Ông/bà được hoàn thuế 4.250.000 đồng. Vui lòng cung cấp số thẻ, mã OTP và ảnh căn cước để nhận tiền trong 24 giờ.",
    ),
    _pair(
        "power-cut",
        office("Điện lực Cẩm Phả <cskh.campha@npc.com.vn>", "Nhắc thanh toán tiền điện",
               "Kính gửi khách hàng. Hoá đơn tháng 10 đến hạn ngày 15/11. Quý khách thanh toán qua ngân hàng hoặc điểm thu như mọi tháng."),
        sender="Điện lực Cẩm Phả <thutien@dienluc-campha.info>",
        text="Khách hàng nợ tiền điện, sẽ bị cắt điện trong vòng 2 giờ. Thanh toán ngay vào số tài khoản 1234567890 Nguyễn Văn A.",
    ),
    _pair(
        "identity-level-two",
        office("Công an thành phố Hạ Long <congan@halong.gov.vn>", "Thu nhận định danh mức 2",
               "Công an thành phố thu nhận hồ sơ định danh mức 2 lưu động tại các phường từ ngày 10 đến 14/11."),
        sender="Công an thành phố Hạ Long <dinhdanh.halong@gmail.com>",
        text="Cập nhật định danh mức 2 trực tuyến: gửi ảnh căn cước hai mặt và mã OTP về hộp thư này ngay trong hôm nay.",
    ),
    _pair(
        "vaccine-fee",
        office("Trung tâm Kiểm soát bệnh tật Hải Phòng <cdc@haiphong.gov.vn>", "Tiêm vắc xin đợt 3",
               "Trung tâm tổ chức tiêm vắc xin đợt 3 miễn phí cho người trên 60 tuổi tại các trạm y tế."),
        sender="Trung tâm Kiểm soát bệnh tật Hải Phòng <dangky@tiem-vacxin-nhanh.com>",
        text="Trung tâm tổ chức tiêm vắc xin đợt 3, số lượng có hạn. Thanh toán phí giữ chỗ 300.000 đồng bằng chuyển khoản ngay hôm nay.",
    ),
    _pair(
        "inheritance-plain",
        office("Lê Văn Mẫu <mau.lv@gmail.com>", "Thăm hỏi",
               "Chào anh, lâu rồi không gặp. Gia đình em vẫn khoẻ, Tết này em về quê, mong được gặp anh."),
        text="Chào anh, em là luật sư đại diện một người quá cố không có người thừa kế. Khoản tiền 4,5 triệu USD có thể chuyển cho anh "
        "nếu anh cung cấp họ tên đầy đủ, số tài khoản và giữ bí mật việc này. Mong anh hồi âm.",
    ),
    _pair(
        "mailbox-full-no-marks",
        office("Phong CNTT <cntt@campha.gov.vn>", "Bao tri he thong",
               "Kinh gui cac don vi. He thong thu dien tu bao tri tu 22 gio, nguoi dung khong phai lam gi."),
        sender="Phong CNTT <admin@webmail-campha.site>",
        text="Hop thu cua ban da day. Dang nhap tai day de xac nhan mat khau trong 24 gio, neu khong tai khoan se bi khoa: "
        "http://webmail-campha.site/login",
    ),
    _pair(
        "scholarship-prize",
        office("Viettel <cskh@viettel.com.vn>", "Tri ân khách hàng",
               "Viettel cảm ơn Quý khách đã đồng hành 10 năm. Ưu đãi xem trong ứng dụng My Viettel."),
        sender="Viettel <trian@viettel-trian.top>",
        text="Chúc mừng! Bạn đã được chọn nhận phần quà xe máy. Đóng phí hồ sơ 500.000 đồng để nhận quà trong hôm nay.",
    ),
    _pair(
        "staff-list",
        office("Sở Nội vụ <sonoivu@quangninh.gov.vn>", "Rà soát danh sách cán bộ",
               "Đề nghị các đơn vị rà soát danh sách cán bộ trên phần mềm quản lý, gửi văn bản xác nhận qua trục liên thông."),
        sender="Sở Nội vụ Quảng Ninh <sonoivuqn.tonghop@gmail.com>",
        text="Đề nghị các đơn vị gửi danh sách cán bộ kèm số CCCD, số tài khoản và số điện thoại về hộp thư này trước 17 giờ.",
    ),
    _pair(
        "gift-card-short",
        office("Nguyễn Văn Mẫu <mau.nguyenvan@halong.gov.vn>", "Có ở cơ quan không?", "Em có ở cơ quan không? Anh qua lấy tài liệu."),
        sender="Nguyễn Văn Mẫu - Chủ tịch UBND <mau.office@outlook.com>",
        text="Em rảnh không? Anh đang họp không gọi điện được, em mua giúp anh 5 thẻ cào rồi gửi mã qua thư.",
    ),
    _pair(
        "who-fund-vietnamese",
        office("WHO Việt Nam <wpvnmwr@who.int>", "Hỗ trợ kỹ thuật", "WHO gửi tài liệu hỗ trợ kỹ thuật về giám sát sởi."),
        sender="Quỹ hỗ trợ WHO <quyhotro.who@gmail.com>",
        text="WHO hỗ trợ mỗi gia đình 50 triệu đồng do dịch bệnh. Để nhận khoản hỗ trợ, gửi họ tên đầy đủ, số tài khoản, số CCCD.",
        to="",
    ),
    _pair(
        "customs-parcel",
        office("Bưu điện thành phố Cẩm Phả <buudien.campha@vnpost.vn>", "Giấy mời nhận bưu phẩm",
               "Mời ông đến bưu cục nhận bưu phẩm EB998877665VN trong giờ hành chính."),
        sender="Hải quan Nội Bài <haiquan.thongquan@gmail.com>",
        text="Bưu phẩm của ông đang bị giữ lại do thiếu phí. Nộp phí thông quan 2.000.000 đồng bằng chuyển khoản trong 24 giờ.",
    ),
    _pair(
        "hr-salary",
        office("Phòng Tổ chức cán bộ <tochuccanbo@halong.gov.vn>", "Nâng lương quý IV",
               "Danh sách nâng lương quý IV đã trình lãnh đạo, kết quả thông báo bằng văn bản."),
        sender="Phòng Tổ chức cán bộ <nangluong@bang-luong-2026.site>",
        text="Đăng nhập tại đây bằng tài khoản thư công vụ để xác nhận bảng nâng lương trước 17 giờ hôm nay: http://bang-luong-2026.site",
    ),
)  # fmt: skip
