# ruff: noqa: E501  (texts of mails stand as they are)
"""Whole notices of many offices, each with the twin that one trick makes of it. Sender and text are taken over entire."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair


def _pair(name: str, sender: str, subject: str, text: str, /, **spoof: object) -> Pair:
    honest = Mail(sender, subject, text)
    return Pair(name, honest, honest.but(**spoof))


PAIRS: tuple[Pair, ...] = (
    _pair(
        "answer-to-lookalike-domain",
        "Sở Y tế tỉnh Lâm Đồng <soyte@lamdong.gov.vn>", "V/v báo cáo tình hình bệnh sởi",
        "Kính gửi: Giám đốc các trung tâm y tế.\nSở Y tế đề nghị báo cáo tình hình bệnh sởi trước 16 giờ thứ Sáu về địa chỉ này.\nTrân trọng.",
        reply_to="soyte@lamdong-gov.vn",
    ),
    _pair(
        "answer-to-other-domain",
        "Bệnh viện Nhi Trung ương <khth@nhp.org.vn>", "Danh sách bệnh nhi chuyển tuyến",
        "Kính gửi quý bệnh viện. Đề nghị gửi danh sách bệnh nhi chuyển tuyến quý III bằng cách trả lời thư này.",
        reply_to="khth@nhp-org.com",
    ),
    _pair(
        "invoice-new-account",
        "Công ty Vật tư y tế Minh Hoạ <ketoan@vattuminhhoa.vn>", "Hoá đơn số 0001245",
        "Kính gửi Phòng Kế toán. Công ty gửi hoá đơn số 0001245, số tiền 48.600.000 đồng, thanh toán theo hợp đồng đã ký.",
        text="Kính gửi Phòng Kế toán. Công ty gửi hoá đơn số 0001245, số tiền 48.600.000 đồng. Công ty đã đổi ngân hàng, đề nghị chuyển khoản vào tài khoản mới 19033344455 mang tên Nguyễn Thị Thử trong hôm nay.",
    ),
    _pair(
        "personal-account-fee",
        "Trường Cao đẳng Y tế Quảng Ninh <daotao@cyq.edu.vn>", "Lệ phí lớp bồi dưỡng",
        "Kính gửi học viên. Lệ phí lớp bồi dưỡng là 1.200.000 đồng, nộp tại phòng Tài vụ của trường hoặc vào tài khoản của trường tại Kho bạc.",
        sender="Trường Cao đẳng Y tế Quảng Ninh <daotao.cdyt@gmail.com>",
        text="Kính gửi học viên. Lệ phí lớp bồi dưỡng là 1.200.000 đồng, chuyển khoản vào tài khoản cá nhân cô Thử 0123 456 789 ngân hàng MB trước 17 giờ hôm nay.",
    ),
    _pair(
        "zalo-contact",
        "Công an xã Mẫu Sơn <conganxa.mauson@langson.gov.vn>", "Hướng dẫn làm căn cước",
        "Kính mời công dân chưa làm căn cước đến trụ sở Công an xã từ thứ Hai đến thứ Bảy trong giờ hành chính.",
        sender="Công an xã Mẫu Sơn <cax.mauson@gmail.com>",
        text="Công dân kết bạn Zalo 0912000111 với cán bộ Công an để được hướng dẫn cập nhật căn cước tại nhà, không cần đến trụ sở.",
    ),
    _pair(
        "app-file",
        "Bảo hiểm xã hội tỉnh Nghệ An <bhxh@nghean.vss.gov.vn>", "Cài đặt VssID",
        "Kính gửi các đơn vị. Người lao động cài VssID từ App Store hoặc Google Play.",
        text="Kính gửi các đơn vị. Người lao động cài VssID bản mới từ đường dẫn sau: https://tai-vssid.net/VssID-2026.apk",
    ),
    _pair(
        "stolen-account-login",
        "Phạm Thị Mẫu <mau.phamthi@sonla.gov.vn>", "Chia sẻ tài liệu",
        "Gửi anh chị tài liệu tập huấn, xem trên hệ thống quản lý văn bản của tỉnh.",
        text="Gửi anh chị tài liệu tập huấn. Đăng nhập bằng thư công vụ để xem: https://sonla-tailieu.web.app/login",
    ),
    _pair(
        "stolen-account-otp",
        "Trung tâm Y tế huyện Mẫu <ttyt@caobang.gov.vn>", "Xác nhận phụ cấp chống dịch",
        "Danh sách phụ cấp chống dịch đã niêm yết tại phòng Tổ chức - Hành chính. Anh chị kiểm tra và ký xác nhận.",
        text="Để nhận phụ cấp chống dịch, anh chị trả lời thư này ghi số thẻ ngân hàng và mã OTP vừa nhận được.",
    ),
    _pair(
        "people-committee-unlisted",
        "UBND thành phố Đà Nẵng <vanphong@danang.gov.vn>", "Thông báo nghỉ lễ",
        "UBND thành phố thông báo lịch nghỉ Quốc khánh và phân công trực cơ quan.",
        sender="UBND thành phố Đà Nẵng <vanphong@ubnddanang.vn>",
    ),
    _pair(
        "department-unlisted",
        "Sở Giáo dục và Đào tạo Bình Định <vanthu@sgddt.binhdinh.gov.vn>", "Cho học sinh nghỉ học",
        "Sở thông báo cho học sinh nghỉ học phòng dịch từ ngày 10/2 đến hết ngày 16/2.",
        sender="Sở Giáo dục và Đào tạo Bình Định <vanthu@sogiaoducbinhdinh.com>",
    ),
    _pair(
        "letterhead-only",
        "Nguyễn Văn Thử <thu.nv@moh.gov.vn>", "V/v rà soát vật tư",
        "BỘ Y TẾ\nVĂN PHÒNG BỘ\n\nKính gửi: Sở Y tế các tỉnh, thành phố.\nĐề nghị các Sở rà soát vật tư phòng dịch và báo cáo Bộ trước ngày 20/3.",
        sender="Nguyễn Văn Thử <nvthu.vpb@gmail.com>",
    ),
    _pair(
        "signature-only",
        "Lê Thị Mẫu <mau.lethi@gdt.gov.vn>", "Trao đổi hồ sơ hoàn thuế",
        "Kính gửi Quý công ty. Hồ sơ hoàn thuế của công ty còn thiếu bảng kê. Đề nghị bổ sung trên hệ thống eTax.\n\nLê Thị Mẫu\nCục Thuế - Bộ Tài chính",
        sender="Lê Thị Mẫu <lethimau.cucthue@gmail.com>",
        text="Kính gửi Quý công ty. Hồ sơ hoàn thuế của công ty còn thiếu bảng kê và phí xử lý 2.500.000 đồng. Đề nghị chuyển khoản về số tài khoản 0987654321 trong ngày.\n\nLê Thị Mẫu\nCục Thuế - Bộ Tài chính",
    ),
    _pair(
        "hospital-records",
        "Bệnh viện Chợ Rẫy <hen@choray.vn>", "Xác nhận lịch khám",
        "Kính gửi ông Trần Thử. Lịch khám của ông: 7 giờ 30 ngày 18/11, phòng khám Tim mạch. Vui lòng mang theo thẻ BHYT.",
        sender="Bệnh viện Chợ Rẫy <lichkham@choray-hospital.click>",
    ),
    _pair(
        "press-interview",
        "Báo Thanh Niên <toasoan@thanhnien.vn>", "Đề nghị cung cấp thông tin",
        "Kính gửi CDC tỉnh. Báo Thanh Niên đề nghị cung cấp thông tin về ổ dịch tại huyện. Câu hỏi gửi kèm.",
        sender="Báo Thanh Niên <phongvien@thanhnien.vn.tinnhanh.info>",
    ),
    _pair(
        "press-agency",
        "TTXVN <banbientap@vnanet.vn>", "Bản tin nguồn",
        "Thông tấn xã Việt Nam gửi bản tin nguồn về tình hình dịch trong ngày để các báo khai thác.",
        sender="TTXVN <bantin@ttxvn-news.online>",
    ),
    _pair(
        "bank-loan-text-only",
        "Agribank Chi nhánh Cẩm Phả <campha@agribank.com.vn>", "Gói tín dụng hỗ trợ sau dịch",
        "Kính gửi Quý khách. Chi nhánh triển khai gói tín dụng hỗ trợ sau dịch. Mời Quý khách đến quầy giao dịch để được tư vấn.",
        sender="Agribank Chi nhánh Cẩm Phả <hotro.vayvon@outlook.com>",
    ),
    _pair(
        "telecom-sim",
        "Viettel Telecom <cskh@viettel.com.vn>", "Chuẩn hoá thông tin thuê bao",
        "Quý khách kiểm tra thông tin thuê bao bằng cách nhắn TTTB gửi 1414 hoặc đến cửa hàng Viettel gần nhất.",
        sender="Viettel Telecom <chuanhoa@viettel-thuebao.shop>",
        text="Thuê bao của Quý khách sẽ bị khoá hai chiều trong 24 giờ. Chuẩn hoá thông tin tại http://viettel-thuebao.shop/chuanhoa",
    ),
    _pair(
        "mobifone-no-marks",
        "MobiFone <thongbao@mobifone.vn>", "Thong bao cuoc thang 10",
        "Kinh gui Quy khach. Cuoc thang 10 cua thue bao 090xxxx123 la 185.000 dong. Tran trong.",
        sender="MobiFone <cuoc-thang@mobi-fone.info>",
    ),
    _pair(
        "water-company",
        "Công ty Cổ phần Nước sạch Quảng Ninh <cskh@quawaco.com.vn>", "Thông báo tiền nước",
        "Kính gửi khách hàng. Tiền nước kỳ tháng 10 là 96.500 đồng. Khách hàng thanh toán qua ngân hàng hoặc tại điểm thu.",
        sender="Công ty Cổ phần Nước sạch Quảng Ninh <tiennuoc@gmail.com>",
        text="Kính gửi khách hàng. Tiền nước kỳ tháng 10 quá hạn, sẽ cắt nước trong 24 giờ. Chuyển khoản ngay vào số tài khoản 555666777 Trần Văn B.",
    ),
    _pair(
        "post-parcel",
        "Viettel Post <thongbao@viettelpost.com.vn>", "Vận đơn 13245 đang giao",
        "Đơn hàng 13245 sẽ được giao trong ngày. Bưu tá sẽ gọi trước khi đến.",
        sender="Viettel Post <van-don@viettelpost.giaohang-24h.xyz>",
        text="Đơn hàng 13245 không giao được do sai địa chỉ. Cập nhật địa chỉ và trả phí 12.000 đồng trong 24 giờ: http://viettelpost.giaohang-24h.xyz/13245",
    ),
    _pair(
        "vneid-level-two",
        "Công an tỉnh Thanh Hoá <congan@thanhhoa.gov.vn>", "Thông báo về VNeID",
        "Công an tỉnh thông báo: việc kích hoạt định danh mức 2 chỉ thực hiện tại trụ sở Công an, không thực hiện qua mạng.",
        text="Công an tỉnh thông báo: kích hoạt định danh mức 2 trực tuyến, đăng nhập và chụp căn cước tại https://vneid-kichhoat.com",
    ),
    _pair(
        "court-summons",
        "Toà án nhân dân tỉnh Nam Định <tandnamdinh@toaan.gov.vn>", "Giấy triệu tập đương sự",
        "Toà án triệu tập ông Trần Thử đến phòng xét xử số 1 lúc 8 giờ ngày 25/11 với tư cách người làm chứng.",
        sender="Toà án nhân dân tỉnh Nam Định <tand-namdinh@lawmail.top>",
    ),
    _pair(
        "traffic-fine",
        "Cục Cảnh sát giao thông <csgt@bocongan.gov.vn>", "Tra cứu phạt nguội",
        "Chủ phương tiện tra cứu vi phạm tại trang csgt.vn và nộp phạt trên Cổng Dịch vụ công quốc gia.",
        sender="Cục Cảnh sát giao thông <phatnguoi@csgt-tracuu.net>",
        text="Phương tiện của ông có lỗi phạt nguội chưa nộp. Nộp phạt trong 24 giờ tại http://csgt-tracuu.net để tránh bị cưỡng chế.",
    ),
    _pair(
        "customs-officer",
        "Chi cục Hải quan khu vực VIII <haiquan8@customs.gov.vn>", "Thông quan lô vật tư y tế",
        "Kính gửi đơn vị nhập khẩu. Tờ khai 1059 đã được thông quan ngày 12/11.",
        sender="Chi cục Hải quan khu vực VIII <thongquan.kv8@proton.me>",
    ),
    _pair(
        "fatherland-front",
        "Uỷ ban MTTQ Việt Nam tỉnh Quảng Ninh <mttq@quangninh.gov.vn>", "Tiếp nhận ủng hộ",
        "Ban Vận động tiếp nhận ủng hộ tại trụ sở Uỷ ban MTTQ tỉnh. Danh sách được công khai trên cổng thông tin.",
        sender="Uỷ ban MTTQ Việt Nam tỉnh Quảng Ninh <ungho.mttq@yahoo.com>",
    ),
    _pair(
        "youth-union",
        "Tỉnh đoàn Quảng Ninh <tinhdoan@quangninh.gov.vn>", "Đăng ký tình nguyện",
        "Đoàn viên đăng ký tham gia đội tình nguyện phòng dịch tại cơ sở đoàn trước ngày 15.",
        sender="Tỉnh đoàn Quảng Ninh <tinhdoanqn.tinhnguyen@gmail.com>",
    ),
    _pair(
        "education-fee",
        "Trường THPT Cẩm Phả <c3campha@quangninh.edu.vn>", "Thông báo học trực tuyến",
        "Kính gửi phụ huynh. Từ thứ Hai học sinh học trực tuyến theo thời khoá biểu kèm theo.",
        sender="Trường THPT Cẩm Phả <thptcampha.hocphi@gmail.com>",
        text="Kính gửi phụ huynh. Con anh chị bị tai nạn đang cấp cứu ở bệnh viện, chuyển khoản ngay 20 triệu vào số tài khoản 888999000 để kịp phẫu thuật.",
    ),
    _pair(
        "own-system-archive",
        "Quản trị mạng <quantri@halong.gov.vn>", "Bảo trì hệ thống văn bản",
        "Hệ thống quản lý văn bản bảo trì từ 21 giờ tối thứ Bảy. Người dùng không cần làm gì.",
        sender="Quản trị mạng <quantri@halong-gov.org>",
        text="Hệ thống quản lý văn bản bảo trì. Người dùng xác nhận lại mật khẩu trước 21 giờ để không mất dữ liệu: https://halong-gov.org/xacnhan",
    ),
    _pair(
        "reply-thread-fake",
        "Trần Văn Mẫu <mau.tranvan@haiphong.gov.vn>", "Re: Kế hoạch tiêm chủng quý IV",
        "Em đã nhận được kế hoạch. Em sẽ trình lãnh đạo trong chiều nay.",
        sender="Trần Văn Mẫu <mau.tranvan@haiphong.gov.vn.mailvn.info>",
        text="Em gửi lại bản đã sửa, anh mở tệp và nhập mật khẩu thư công vụ để xem nhé.",
    ),
    _pair(
        "scanned-document",
        "Văn thư UBND phường <vanthu.hongha@halong.gov.vn>", "Công văn đến số 412",
        "Văn thư chuyển công văn đến số 412. Đề nghị các bộ phận xử lý theo phân công.",
        sender="Scanner văn phòng <scan@docview-office.net>",
        text="Bạn nhận được 1 tài liệu quét. Bấm vào đây để xem tài liệu, đăng nhập bằng thư cơ quan: http://docview-office.net/view",
    ),
    _pair(
        "disaster-office",
        "Ban Chỉ huy Phòng thủ dân sự tỉnh Quảng Trị <bch@quangtri.gov.vn>", "Công điện ứng phó bão số 12",
        "Yêu cầu các xã rà soát phương án sơ tán dân trước 15 giờ hôm nay và báo cáo về Văn phòng thường trực.",
        sender="Ban Chỉ huy Phòng thủ dân sự tỉnh Quảng Trị <bch.quangtri@mail-khancap.com>",
    ),
    _pair(
        "merged-province-department",
        "Sở Y tế tỉnh Phú Thọ <soyte@phutho.gov.vn>", "Sáp nhập trung tâm y tế",
        "Sở thông báo việc tiếp nhận hồ sơ các trung tâm y tế của tỉnh Vĩnh Phúc và Hoà Bình cũ.",
        sender="Sở Y tế tỉnh Vĩnh Phúc <soytevinhphuc@email-yte.com>",
    ),
)  # fmt: skip
