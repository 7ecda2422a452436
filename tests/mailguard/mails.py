"""The own set of made mails, written before the rules: honest notices and twins that differ only in what deceives.

Everything is invented: people, numbers and accounts do not exist, links lead to names reserved or made up for the
test. `catches` names the family of evidence that must be among the reasons.
"""

from __future__ import annotations

from tests.mailguard.builder import GATEWAY, Mail, Pair


def link(target: str, shown: str, before: str = "Kính gửi Quý cơ quan,") -> str:
    return (
        f"<html><body><p>{before}</p><p>Đề nghị xem tại <a href='{target}'>{shown}</a> trước 17 giờ ngày 06/11.</p>"
        "<p>Trân trọng.</p></body></html>"
    )


MOH = Mail(
    "Bộ Y tế <vanphong@moh.gov.vn>",
    "V/v tăng cường phòng, chống dịch sởi",
    "Kính gửi: Sở Y tế các tỉnh, thành phố.\n\nBộ Y tế đề nghị rà soát số mũi tiêm và báo cáo trước ngày 06/11.\n\n"
    "Trân trọng.\nVăn phòng Bộ Y tế",
)
CDC = Mail(
    "CDC Quảng Ninh <cdc@quangninh.gov.vn>",
    "Tình hình dịch tuần 44",
    "Tuần 44 ghi nhận 12 ca sốt xuất huyết, giảm 3 ca so với tuần 43.\nĐề nghị các trạm y tế tiếp tục diệt bọ gậy.",
)
WHO = Mail(
    "World Health Organization Viet Nam <wpvnmwr@who.int>",
    "Weekly outbreak situation report",
    "Dear colleagues,\n\nPlease find below this week's figures for measles and dengue.\n\nWHO Viet Nam",
)
TAX = Mail(
    "Tổng cục Thuế <thongbao@gdt.gov.vn>",
    "Thông báo về hoá đơn điện tử",
    "Kính gửi Quý đơn vị,\nTổng cục Thuế thông báo lịch bảo trì hệ thống hoá đơn điện tử từ 22 giờ ngày 07/11.",
)
BANK = Mail(
    "Vietcombank <thongbao@vietcombank.com.vn>",
    "Thông báo lịch bảo trì dịch vụ",
    "Kính gửi Quý khách,\nVietcombank bảo trì dịch vụ từ 0 giờ đến 2 giờ ngày 08/11. Quý khách không cần làm gì thêm.",
)
BHXH = Mail(
    "Bảo hiểm xã hội Việt Nam <thongbao@vss.gov.vn>",
    "Kết quả xử lý hồ sơ",
    "Hồ sơ của đơn vị đã được tiếp nhận và trả kết quả tại bộ phận một cửa.",
)
EVN = Mail(
    "Điện lực Hạ Long <cskh@npc.com.vn>",
    "Thông báo ngừng cấp điện để sửa chữa",
    "EVNNPC thông báo ngừng cấp điện khu vực phường Bãi Cháy từ 6 giờ đến 11 giờ ngày 09/11 để sửa chữa lưới điện.",
)
POLICE = Mail(
    "Công an tỉnh Quảng Ninh <conganquangninh@quangninh.gov.vn>",
    "Tuyên truyền phòng, chống lừa đảo trên mạng",
    "Công an tỉnh đề nghị các đơn vị phổ biến tài liệu tuyên truyền tới cán bộ, công chức.",
)
PRESS = Mail(
    "Báo Tuổi Trẻ <toasoan@tuoitre.com.vn>",
    "Bản tin sáng",
    "Bộ Y tế họp về dịch sởi; nhiều địa phương tổ chức tiêm bù. Đọc thêm tại https://tuoitre.vn/ban-tin.htm",
)
HOSPITAL = Mail(
    "Bệnh viện Bạch Mai <phongkhth@bachmai.gov.vn>",
    "Lịch tập huấn điều trị sởi",
    "Bệnh viện Bạch Mai tổ chức lớp tập huấn ngày 12/11, mời đơn vị cử cán bộ tham dự.",
)
OWN = Mail(
    "Phòng Công nghệ thông tin <cntt@halong.gov.vn>",
    "Bảo trì hệ thống thư điện tử",
    "Hệ thống thư điện tử công vụ bảo trì từ 22 giờ ngày 05/11. Người dùng không phải làm gì.",
)
CITY = Mail(
    "UBND thành phố Hạ Long <ubnd@halong.gov.vn>",
    "Công văn chỉ đạo phòng, chống dịch",
    "Kính gửi các phòng, ban, đơn vị.\nUBND thành phố gửi công văn 365/UBND-VHTT để thực hiện.",
)
CHAIR = Mail(
    "Nguyễn Văn Mẫu - Chủ tịch UBND thành phố Hạ Long <mau.nguyenvan@halong.gov.vn>",
    "Chuẩn bị họp giao ban",
    "Các đồng chí chuẩn bị báo cáo cho buổi họp giao ban sáng thứ Hai.",
)
NCSC = Mail(
    "Trung tâm Giám sát an toàn không gian mạng quốc gia <ais@ais.gov.vn>",
    "Cảnh báo lỗ hổng trong tuần",
    "Trung tâm gửi danh sách lỗ hổng cần vá trong tuần. Đề nghị các đơn vị kiểm tra và cập nhật.",
)
MICROSOFT = Mail(
    "Microsoft account team <account-security-noreply@accountprotection.microsoft.com>",
    "New sign-in to your account",
    "We noticed a new sign-in from Windows. If this was you, you can ignore this message.",
    html=link("https://account.microsoft.com/activity", "account.microsoft.com", "Hello,"),
)
COLLEAGUE = Mail(
    "Trần Thị Thử <thu.tran@gmail.com>",
    "Ảnh hội nghị",
    "Chào anh, em gửi ảnh hội nghị hôm qua. Anh xem giúp em nhé.",
)
UNICEF = Mail(
    "UNICEF Viet Nam <hanoi.registry@unicef.org>",
    "Cold chain equipment delivery schedule",
    "Dear partners,\nThe delivery schedule for November is below. Kind regards, UNICEF Viet Nam",
)
VACCINE = Mail(
    "Viện Vệ sinh dịch tễ Trung ương <vanthu@nihe.org.vn>",
    "Kết quả xét nghiệm tuần 44",
    "Viện gửi kết quả xét nghiệm sởi và rubella tuần 44 của các đơn vị.",
)
VNPOST = Mail(
    "Bưu điện Việt Nam <thongbao@vnpost.vn>",
    "Phiếu gửi đã được phát",
    "Phiếu gửi của đơn vị đã được phát thành công ngày 02/11.",
)

MACRO_NAME = "Danh sach tiem chung.docm"
EXECUTABLE = b"MZ" + b"\x00" * 62 + b"harmless test bytes, not a program"

PAIRS: tuple[Pair, ...] = (
    Pair("moh-freemail", MOH, MOH.but(sender="Bộ Y tế <boyte.vanphong@gmail.com>"), ("claim",)),
    Pair("moh-no-marks", MOH, MOH.but(sender="BO Y TE <thongbao@dich-vu-moh.com>"), ("claim",)),
    Pair("moh-subdomain", MOH, MOH.but(sender="Bộ Y tế <vanphong@moh.gov.vn.thongbao-yte.com>"), ("claim",)),
    Pair("moh-dash", MOH, MOH.but(sender="Bộ Y tế <vanphong@moh-gov.vn>"), ("claim",)),
    Pair("moh-forged", MOH, MOH.but(auth="fail"), ("auth",)),
    Pair(
        "cdc-freemail",
        CDC,
        CDC.but(sender="CDC Quảng Ninh <cdcquangninh.baocao@outlook.com>"),
        ("claim",),
    ),
    Pair("cdc-homoglyph", CDC, CDC.but(sender="CDC Quảng Ninh <cdc@quangnlnh.gov.vn.org>"), ("claim",)),
    Pair(
        "cdc-reply-elsewhere",
        CDC.but(text=CDC.text + "\nMọi ý kiến xin gửi về hộp thư này."),
        CDC.but(
            text=CDC.text + "\nĐề nghị xác nhận mật khẩu hộp thư công vụ và gửi lại ngay trong hôm nay.",
            reply_to="cdc.quangninh.tonghop@gmail.com",
        ),
        ("ask",),
    ),
    Pair("who-freemail", WHO, WHO.but(sender="World Health Organization <who.vietnam.office@gmail.com>"), ("claim",)),
    Pair("who-lookalike", WHO, WHO.but(sender="WHO Viet Nam <wpvnmwr@who-int.org>"), ("claim",)),
    Pair(
        "who-grant",
        WHO,
        WHO.but(
            sender="WHO Relief Fund <relief@covid-compensation.info>",
            subject="COVID-19 compensation payment approved",
            text="Dear beneficiary,\nThe World Health Organization has approved a compensation of USD 850,000 in "
            "your name. "
            "Send your full name, address and telephone number to our payment officer to claim your fund. "
            "Keep this confidential.",
            reply_to="payment.officer.who@yahoo.com",
            to="",
        ),
        ("ask",),
    ),
    Pair("tax-freemail", TAX, TAX.but(sender="Tổng cục Thuế <tongcucthue.vn@gmail.com>"), ("claim",)),
    Pair(
        "tax-link",
        TAX.but(html=link("https://thuedientu.gdt.gov.vn/", "https://thuedientu.gdt.gov.vn")),
        TAX.but(
            sender="Tổng cục Thuế <thongbao@thue-dientu.info>",
            html=link("https://thuedientu.gdt.gov.vn.hoadon-tracuu.top/", "https://thuedientu.gdt.gov.vn"),
        ),
        ("link",),
    ),
    Pair(
        "bank-credentials",
        BANK,
        BANK.but(
            sender="Vietcombank <cskh@vcb-digibank.com>",
            text="Tài khoản của Quý khách sẽ bị khoá trong 24 giờ. Vui lòng đăng nhập và xác minh mã OTP tại "
            "http://vcb-digibank.com/xacminh",
        ),
        ("claim", "ask"),
    ),
    Pair(
        "bank-no-marks",
        BANK,
        BANK.but(
            sender="VIETCOMBANK <noreply@dichvukhachhang247.top>",
            text="Tai khoan cua Quy khach se bi khoa trong 24 gio. Vui long dang nhap va xac minh ma OTP ngay.",
        ),
        ("claim", "ask"),
    ),
    Pair("bhxh-freemail", BHXH, BHXH.but(sender="Bảo hiểm xã hội Việt Nam <bhxhvn.hoso@gmail.com>"), ("claim",)),
    Pair(
        "bhxh-ip-link",
        BHXH.but(html=link("https://dichvucong.baohiemxahoi.gov.vn/", "dichvucong.baohiemxahoi.gov.vn")),
        BHXH.but(
            sender="BHXH Việt Nam <vssid@vssid-capnhat.com>",
            html=link("http://203.0.113.9/vssid", "dichvucong.baohiemxahoi.gov.vn"),
        ),
        ("link",),
    ),
    Pair(
        "evn-arrears",
        EVN,
        EVN.but(
            sender="Tổng công ty Điện lực EVN <thanhtoan@evn-hoadon.xyz>",
            text="Khách hàng còn nợ tiền điện. Thanh toán ngay trong hôm nay vào số tài khoản 0123456789 để "
            "không bị cắt điện.",
        ),
        ("claim", "ask"),
    ),
    Pair(
        "police-summons",
        POLICE,
        POLICE.but(
            sender="Công an tỉnh Quảng Ninh <dieutra.congan@gmail.com>",
            subject="Giấy triệu tập",
            text="Ông/bà có liên quan đến vụ án rửa tiền. Phải giữ bí mật, không nói với ai, và liên hệ ngay để "
            "tránh bị bắt.",
        ),
        ("claim", "ask"),
    ),
    Pair("press-freemail", PRESS, PRESS.but(sender="Báo Tuổi Trẻ <toasoan.tuoitre@hotmail.com>"), ("claim",)),
    Pair(
        "hospital-freemail", HOSPITAL, HOSPITAL.but(sender="Bệnh viện Bạch Mai <bvbachmai.khth@gmail.com>"), ("claim",)
    ),
    Pair(
        "hospital-macro",
        HOSPITAL.but(files=(("Lich tap huan.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),)),
        HOSPITAL.but(
            sender="Bệnh viện Bạch Mai <khth@bachmai-hospital.info>",
            files=(("Lich tap huan.pdf.exe", "application/pdf", EXECUTABLE),),
        ),
        ("file",),
    ),
    Pair(
        "own-it-password",
        OWN,
        OWN.but(
            sender="Phòng Công nghệ thông tin <helpdesk@webmail-upgrade.com>",
            text="Hộp thư của bạn đã đầy. Vui lòng đăng nhập để xác nhận mật khẩu trong 24 giờ, nếu không tài "
            "khoản sẽ bị khoá.",
            html=link("https://forms-webmail.weebly.com/login", "mail.halong.gov.vn"),
        ),
        ("claim", "ask"),
    ),
    Pair("own-forged", OWN, OWN.but(auth="fail", text=OWN.text + "\nĐề nghị gửi lại mật khẩu để nâng cấp."), ("auth",)),
    Pair(
        "own-forged-results",
        OWN,
        OWN.but(
            auth="fail",
            forged_auth=f"{GATEWAY}; spf=pass smtp.mailfrom=halong.gov.vn; dkim=pass header.d=halong.gov.vn;"
            " dmarc=pass header.from=halong.gov.vn",
        ),
        ("auth",),
    ),
    Pair("city-lookalike", CITY, CITY.but(sender="UBND thành phố Hạ Long <ubnd@halong-gov.vn>"), ("claim",)),
    Pair(
        "city-script-archive",
        CITY.but(files=(("365-UBND-VHTT.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),)),
        CITY.but(
            sender="UBND thành phố Hạ Long <vanphong.ubnd@gmail.com>",
            files=(("365-UBND-VHTT.pdf.js", "application/octet-stream", b"// harmless test text\n"),),
        ),
        ("file",),
    ),
    Pair(
        "chair-gift-card",
        CHAIR,
        CHAIR.but(
            sender="Chủ tịch UBND thành phố Hạ Long <chutich.office2026@gmail.com>",
            text="Em đang bận họp không? Anh cần em xử lý gấp một khoản chuyển khoản, giữ kín giúp anh, đừng gọi điện.",
        ),
        ("claim", "ask"),
    ),
    Pair(
        "ncsc-disguised",
        NCSC,
        NCSC.but(
            sender="Trung tâm Giám sát an toàn không gian mạng quốc gia <canhbao@ncsc-vn.top>",
            text="Trung tâm y\u200bêu c\u200bầu c\u200bài đ\u200bặt ph\u200bần m\u200bềm d\u200biệt "
            "v\u200bi-r\u200bút ng\u200bay l\u200bập t\u200bức.",
        ),
        ("claim", "hide"),
    ),
    Pair(
        "microsoft-lookalike",
        MICROSOFT,
        MICROSOFT.but(
            sender="Microsoft account team <no-reply@rnicrosoft-security.com>",
            text="Your account will be suspended. Verify your password within 24 hours.",
            html=link("https://login.rnicrosoft-security.com/", "account.microsoft.com", "Hello,"),
        ),
        ("claim", "link"),
    ),
    Pair(
        "microsoft-cyrillic",
        MICROSOFT,
        MICROSOFT.but(
            sender="Miсrоsоft account team <alerts@account-alerts.net>",
            text="Your account will be suspended. Verify your password within 24 hours.",
        ),
        ("claim",),
    ),
    Pair(
        "unicef-grant",
        UNICEF,
        UNICEF.but(
            sender="UNICEF <unicef.donation.office@gmail.com>",
            subject="Donation for your community",
            text="Dear friend,\nUNICEF donates USD 500,000 to you for the fight against coronavirus. "
            "Reply with your full name, phone number and bank details to claim the donation.",
            to="undisclosed-recipients:;",
        ),
        ("claim", "ask"),
    ),
    Pair(
        "vaccine-html-file",
        VACCINE,
        VACCINE.but(
            sender="Viện Vệ sinh dịch tễ Trung ương <nihe.ketqua@gmail.com>",
            files=(
                (
                    "Ket qua.html",
                    "text/html",
                    b"<script>var b=new Blob([atob('aGFybWxlc3M=')]);location=URL.createObjectURL(b)</script>",
                ),
            ),
        ),
        ("claim", "file"),
    ),
    Pair(
        "vnpost-fee",
        VNPOST,
        VNPOST.but(
            sender="Bưu điện Việt Nam <phatthu@vnpost-giaohang.click>",
            text="Bưu kiện của bạn đang bị giữ. Thanh toán phí 35.000 đồng tại https://bit.ly/3vnpost để nhận "
            "hàng trong 24 giờ.",
        ),
        ("claim", "link"),
    ),
    Pair(
        "stolen-official",
        CDC,
        CDC.but(
            sender="World Health Organization <canbo@xa-thu.quangninh.gov.vn>",
            subject="WHO COVID-19 donation",
            text="Dear beneficiary, the WHO has selected you for a donation of USD 1,500,000. "
            "Send your full name, bank details and phone number to claim the fund.",
            reply_to="who.claims.desk@gmail.com",
            to="",
        ),
        ("claim", "ask"),
    ),
)

# Honest mail that reads like phishing, or names authorities all the time: what false alarms are made of.
HONEST: dict[str, Mail] = {
    "colleague-private": COLLEAGUE,
    "news-names-ministries": PRESS.but(
        subject="Bộ Y tế: số ca sởi giảm",
        text="Bộ Y tế, WHO và CDC Mỹ cho biết số ca sởi giảm. Công an Hà Nội xử phạt người đăng tin giả về vắc xin.",
    ),
    "real-account-closing": BANK.but(
        subject="Thông báo đóng tài khoản theo yêu cầu",
        text="Theo yêu cầu của Quý khách, tài khoản sẽ được đóng ngày 10/11. Vietcombank không bao giờ hỏi "
        "mật khẩu hay mã OTP.",
    ),
    "list-forward": COLLEAGUE.but(
        sender="Dịch tễ học qua danh sách <dichte@lists.example.org>",
        subject="[dichte] Báo cáo của WHO về sởi",
        headers=(("List-Id", "<dichte.lists.example.org>"), ("Return-Path", "<dichte-bounces@lists.example.org>")),
    ),
    "doctor-from-private": COLLEAGUE.but(
        subject="Xin số liệu sốt xuất huyết",
        text="Chào chị, em là bác sĩ Bệnh viện Bạch Mai. Chị cho em xin số liệu tuần 44 nhé. Em cảm ơn.",
    ),
    "english-newsletter": Mail(
        "Outbreak News Weekly <news@outbreakweekly.example>",
        "WHO declares end of outbreak; ministry of health reports 3 cases",
        "The World Health Organization said on Monday that the outbreak is over. Read more on our website.",
        headers=(("List-Unsubscribe", "<https://outbreakweekly.example/u/1>"),),
    ),
}
