# ruff: noqa: E501  (texts of mails stand as they are)
"""Honest mail that a careless rule takes for deceit. No twin: here only false alarms are counted."""

from __future__ import annotations

from tests.mailguard.builder import Mail
from tests.mailguard.pairs.links import page

BULK = (("List-Unsubscribe", "<https://u.example/1>"), ("Precedence", "bulk"))
ARC = (
    ("ARC-Authentication-Results", "i=1; mx.google.com; spf=pass smtp.mailfrom=baohaiduong.vn; dmarc=pass"),
    ("X-Forwarded-To", "vanthu@halong.gov.vn"),
)

HONEST: dict[str, Mail] = {
    "newsletter-through-service": Mail("Báo Sức khoẻ và Đời sống <bantin@suckhoedoisong.vn>", "Bản tin sáng 12/11", "Dịch sởi giảm.", headers=BULK, html=page("https://click.list-manage.com/track/1", "Đọc tiếp", "Bộ Y tế: số ca sởi giảm 30 %. WHO khuyến cáo tiêm đủ mũi.")),
    "hospital-on-workspace": Mail("Phòng KHTH - Bệnh viện Đa khoa Mẫu <khth@benhvienmau.vn>", "Mời hội chẩn từ xa", "Kính mời quý bệnh viện tham gia hội chẩn từ xa.", html=page("https://meet.google.com/abc-defg-hij", "meet.google.com/abc-defg-hij", "Kính mời quý bệnh viện tham gia hội chẩn từ xa lúc 14 giờ.")),
    "press-digest": Mail("Điểm báo hằng ngày <diembao@quangninh.gov.vn>", "Điểm báo ngày 12/11", "Điểm báo", html="<p>Điểm báo về phòng, chống dịch</p>" + "".join(f"<p><a href='https://{host}/bai'>{title}</a></p>" for host, title in (("vnexpress.net", "Bộ Y tế cảnh báo sởi"), ("tuoitre.vn", "Công an xử phạt tin giả"), ("www.bbc.com", "WHO declares emergency"), ("www.reuters.com", "Vaccines arrive"), ("nhandan.vn", "Thủ tướng chỉ đạo chống dịch")))),
    "forwarded-with-arc": Mail("Báo Hải Dương <toasoan@baohaiduong.vn>", "Fwd: Lịch phỏng vấn", "Toà soạn gửi lịch phỏng vấn lãnh đạo CDC.", auth="fail", headers=ARC),
    "own-password-change": Mail("Quản trị hệ thống <quantri@halong.gov.vn>", "Thay đổi mật khẩu định kỳ", "Đề nghị cán bộ đổi mật khẩu thư công vụ trước ngày 30/11 trên cổng nội bộ.", html=page("https://mail.halong.gov.vn/", "mail.halong.gov.vn", "Đề nghị cán bộ đổi mật khẩu thư công vụ trước ngày 30/11 trên cổng nội bộ, không gửi mật khẩu cho ai.")),
    "e-invoice": Mail("Hoá đơn điện tử VNPT <hoadon@vnpt-invoice.com.vn>", "Hoá đơn điện tử số 2451", "Công ty Mẫu gửi Quý khách hoá đơn điện tử số 2451. Tổng thanh toán: 2.340.000 đồng.", files=(("2451.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"), ("2451.xml", "application/xml", b"<HDon/>"))),
    "e-invoice-misa": Mail("MISA meInvoice <no-reply@meinvoice.vn>", "Thông báo phát hành hoá đơn", "Kính gửi Quý khách. Tra cứu hoá đơn bằng mã ABC123.", html=page("https://www.meinvoice.vn/tra-cuu", "www.meinvoice.vn/tra-cuu", "Kính gửi Quý khách. Tra cứu hoá đơn bằng mã ABC123.")),
    "google-form": Mail("Trần Thị Mẫu <mau.tranthi@quangninh.gov.vn>", "Khảo sát nhu cầu tập huấn", "Anh chị điền phiếu giúp em.", html=page("https://forms.gle/abcdef", "Phiếu khảo sát", "Anh chị điền phiếu giúp em trước thứ Sáu.")),
    "zoom-meeting": Mail("Vụ Kế hoạch - Tài chính <khtc@moh.gov.vn>", "Họp trực tuyến", "Mời họp.", html=page("https://zoom.us/j/123456789?pwd=abc", "https://zoom.us/j/123456789?pwd=abc", "Mời họp trực tuyến lúc 14 giờ. Mật khẩu phòng họp: 123456.")),
    "bank-otp": Mail("Vietcombank <VCBDigibank@info.vietcombank.com.vn>", "Mã OTP giao dịch", "Mã OTP của Quý khách là 482190, hiệu lực 2 phút. Tuyệt đối không cung cấp mã này cho bất kỳ ai."),
    "bank-statement-locked": Mail("Techcombank <e-statement@techcombank.com.vn>", "Sao kê thẻ tháng 10", "Sao kê được khoá bằng mật khẩu là 4 số cuối giấy tờ tuỳ thân của Quý khách.", files=(("saoke.pdf", "application/pdf", b"%PDF-1.4\n/Encrypt\n%%EOF\n"),)),
    "tax-reminder": Mail("Cục Thuế <thuedientu@gdt.gov.vn>", "Nhắc nộp tiền thuế", "Nhắc nộp thuế.", html=page("https://thuedientu.gdt.gov.vn/", "thuedientu.gdt.gov.vn", "Kính gửi người nộp thuế. Đề nghị nộp tiền thuế trước ngày 30/11; quá hạn sẽ tính tiền chậm nộp. Tra cứu sau khi đăng nhập.")),
    "power-notice": Mail("EVNNPC <cskh@npc.com.vn>", "Thông báo ngừng cung cấp điện", "Tạm ngừng cung cấp điện từ 7 giờ đến 11 giờ ngày 18/11 để sửa chữa đường dây. Quý khách thanh toán tiền điện qua ngân hàng hoặc ứng dụng EVNNPC."),
    "journalist-private": Mail("Lê Văn Mẫu <levanmau.phongvien@gmail.com>", "Xin phỏng vấn", "Chào anh, em là phóng viên báo Tuổi Trẻ. Em xin phép gọi anh lúc 10 giờ về tình hình dịch. Em Mẫu."),
    "doctor-private-signature": Mail("BS Trần Mẫu <bstranmau@gmail.com>", "Báo cáo ca bệnh", "Kính gửi chị. Em gửi báo cáo ca bệnh nghi sởi.\n\nBS Trần Mẫu\nKhoa Truyền nhiễm, Bệnh viện Đa khoa Mẫu"),
    "ward-officer-private": Mail("Nguyễn Thị Mẫu <mautho85@gmail.com>", "Danh sách tổ dân phố", "Em gửi chị danh sách các hộ tổ 5, chị tổng hợp giúp em gửi UBND phường."),
    "survey-service": Mail("UNDP Viet Nam <survey@undp.org>", "Citizen survey", "Please take our survey.", headers=BULK, html=page("https://www.surveymonkey.com/r/ABC", "Start the survey", "Dear partner, please take our short survey before 30 November.")),
    "who-bulletin": Mail("World Health Organization <who@public.govdelivery.com>", "Disease Outbreak News", "Measles.", headers=BULK, html=page("https://lnks.gd/l/abc", "Read more", "Disease Outbreak News: measles in the Western Pacific Region.")),
    "scanner-own": Mail("Máy quét tầng 2 <scan@halong.gov.vn>", "Scan from KM-2560", "Scanned document attached.", files=(("doc0211.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),)),
    "bounce": Mail("Mail Delivery System <MAILER-DAEMON@mail.halong.gov.vn>", "Undelivered Mail Returned to Sender", "I'm sorry to have to inform you that your message could not be delivered to one or more recipients."),
    "github": Mail("GitHub <noreply@github.com>", "[GitHub] A new SSH key was added", "The following SSH key was added to your account. If you believe this was done in error, remove it at https://github.com/settings/keys"),
    "password-reset-asked": Mail("Cổng Dịch vụ công quốc gia <no-reply@dichvucong.gov.vn>", "Đặt lại mật khẩu", "Ông/bà vừa yêu cầu đặt lại mật khẩu. Nếu không phải ông/bà, xin bỏ qua thư này.", html=page("https://dichvucong.gov.vn/dat-lai", "Đặt lại mật khẩu", "Ông/bà vừa yêu cầu đặt lại mật khẩu. Nếu không phải ông/bà, xin bỏ qua thư này.")),
    "conference": Mail("Hội Y học dự phòng Việt Nam <hoinghi@tapchiyhocduphong.vn>", "Thư mời hội nghị khoa học", "Kính mời tham dự hội nghị khoa học. Lệ phí 500.000 đồng, chuyển khoản vào tài khoản của Hội.", html=page("https://tapchiyhocduphong.vn/hoi-nghi", "Đăng ký", "Kính mời tham dự hội nghị khoa học toàn quốc, hạn đăng ký 30/11. Lệ phí 500.000 đồng.")),
    "supplier-quote": Mail("Công ty Thiết bị Mẫu <kinhdoanh@thietbimau.com.vn>", "Báo giá và hợp đồng", "Kính gửi anh. Công ty gửi báo giá và hợp đồng, đề nghị chuyển khoản đặt cọc 30 % theo hợp đồng.", files=(("bao-gia.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),)),
    "shop-sale": Mail("Shopee <info@mail.shopee.vn>", "🔥 Sale 11.11 - Freeship 0đ!", "Sale.", headers=BULK, html=page("https://shopee.vn/m/11-11", "Mua ngay", "🔥 Chỉ hôm nay! Nhận voucher 100k, số lượng có hạn.")),
    "airline": Mail("Vietnam Airlines <noreply@vietnamairlines.com>", "Xác nhận đặt chỗ ABC123", "Hành trình HAN-SGN ngày 20/11. Vui lòng làm thủ tục trực tuyến trước 24 giờ."),
    "zalo-code": Mail("Zalo <noreply@zaloapp.com>", "Mã xác thực Zalo", "Mã xác thực của bạn là 993 120. Không chia sẻ mã này cho người khác."),
    "list-of-doctors": Mail("Nguyễn Mẫu qua nhóm Dịch tễ <dichte@googlegroups.com>", "[dichte] Cảnh báo của Bộ Y tế về sởi", "Bộ Y tế vừa có công văn. Các anh chị lưu ý báo cáo trước 16 giờ.", headers=(("List-Id", "<dichte.googlegroups.com>"), ("List-Post", "<mailto:dichte@googlegroups.com>"))),
    "vpn-notice-english": Mail("IT Department <it@halong.gov.vn>", "VPN certificate renewal", "Your VPN certificate expires on 30 November. Renew it in the self-service portal at https://it.halong.gov.vn before that date."),
    "payroll-by-hand": Mail("Phòng Kế toán <ketoan@halong.gov.vn>", "Phiếu lương tháng 10", "Phòng gửi phiếu lương tháng 10. Tệp có mật khẩu, anh chị hỏi trực tiếp phòng Kế toán."),
    "donation-official": Mail("Uỷ ban Trung ương MTTQ Việt Nam <banvandong@mattran.org.vn>", "Lời kêu gọi ủng hộ", "Kêu gọi ủng hộ đồng bào vùng lũ. Tài khoản tiếp nhận: Ban Vận động cứu trợ Trung ương, số tài khoản 0011001932418 tại Vietcombank."),
    "warning-against-phishing": Mail("Trung tâm Giám sát an toàn không gian mạng quốc gia <ais@ais.gov.vn>", "Cảnh báo giả mạo cơ quan thuế", "Xuất hiện trang giả mạo Cục Thuế tại tracuu-thue[.]top, yêu cầu nhập mật khẩu, mã OTP và cài ứng dụng lạ. Người dân không làm theo và báo cơ quan Công an."),
}  # fmt: skip
