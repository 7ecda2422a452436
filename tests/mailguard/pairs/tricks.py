# ruff: noqa: E501  (texts of mails stand as they are)
"""One and the same office; the twin changes one small thing: a label, a host, a file, a header."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair
from tests.mailguard.pairs.links import page, picture

CLERK = Mail(
    "Văn thư Sở Y tế <vanthu.syt@quangninh.gov.vn>", "Văn bản mới", "Văn thư gửi các đơn vị văn bản mới ban hành."
)
HOSPITAL = Mail(
    "Bệnh viện Bạch Mai <cskh@bachmai.gov.vn>",
    "Kết quả xét nghiệm",
    "Bệnh viện gửi kết quả xét nghiệm của ông Trần Thử.",
)
WHO = Mail(
    "WHO Viet Nam <wpvnmwr@who.int>",
    "Training on outbreak investigation",
    "Dear colleagues, the training starts on 17 November at 9 am in Ha Noi. Please find the agenda below.",
)
PDF = (("Cong van 365.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),)


def _links(name: str, mail: Mail, honest: tuple[str, str], spoof: tuple[str, str]) -> Pair:
    return Pair(name, mail.but(html=page(*honest, before=mail.text)), mail.but(html=page(*spoof, before=mail.text)))


def _file(name: str, filename: str, kind: str, data: bytes) -> Pair:
    return Pair(name, CLERK.but(files=PDF), CLERK.but(files=((filename, kind, data),)))


PAIRS: tuple[Pair, ...] = (
    _links("label-names-a-body", CLERK, ("https://dichvucong.gov.vn/", "Cổng Dịch vụ công quốc gia"), ("https://dvc-quocgia.icu/", "Cổng Dịch vụ công quốc gia")),
    _links("label-names-a-bank", CLERK, ("https://www.vietcombank.com.vn/", "Vietcombank"), ("https://vcbdigi-login.com/", "Vietcombank")),
    _links("label-ministry-page", CLERK, ("https://moh.gov.vn/tin-tong-hop", "Trang tin Bộ Y tế"), ("https://tin-yte-moi.blogspot.com/", "Trang tin Bộ Y tế")),
    _links("program-behind-link", CLERK, ("https://quangninh.gov.vn/files/365.pdf", "Tải công văn"), ("https://tai-cong-van.com/files/365.pdf.exe", "Tải công văn")),
    _links("phone-program-behind-link", HOSPITAL, ("https://bachmai.gov.vn/ket-qua", "Xem kết quả"), ("https://bachmai-app.com/bachmai.apk", "Xem kết quả")),
    _links("punycode-province", CLERK, ("https://quangninh.gov.vn/vb", "quangninh.gov.vn"), ("https://xn--qungninh-9ib.com/vb", "quangninh.gov.vn")),
    _links("free-host-login", HOSPITAL, ("https://bachmai.gov.vn/tra-cuu", "Tra cứu kết quả"), ("https://bachmai-tracuu.pages.dev/login?e=vanthu@halong.gov.vn", "Tra cứu kết quả")),
    _links("open-redirect", CLERK, ("https://quangninh.gov.vn/vb/88", "Văn bản 88"), ("https://www.google.com/amp/s/van-ban-88.top/login", "https://quangninh.gov.vn/vb/88")),
    _links("port-and-ip", CLERK, ("https://quangninh.gov.vn/vb/89", "Văn bản 89"), ("http://203.0.113.201:8080/vb/89", "Văn bản 89")),
    _links("long-subdomain", WHO, ("https://www.who.int/vietnam", "www.who.int/vietnam"), ("https://www.who.int.vietnam.training-docs.com/", "www.who.int/vietnam")),
    _links("who-document-store", WHO, ("https://iris.who.int/handle/1", "Agenda"), ("https://who-agenda.r2.dev/agenda.html", "https://iris.who.int/handle/1")),
    Pair("qr-to-free-host", CLERK.but(files=(("ma.png", "image/png", picture("https://quangninh.gov.vn/dang-ky")),)), CLERK.but(text="Quét mã để đăng nhập và nhận văn bản.", files=(("ma.png", "image/png", picture("https://dang-nhap-vanban.web.app/")),))),
    _file("program-in-disguise", "Cong van 365.pdf", "application/pdf", b"MZ" + b"\0" * 62 + b"harmless test bytes"),
    _file("script", "Cong van 365.vbs", "application/octet-stream", b"' harmless"),
    _file("page-with-login", "Cong van 365.html", "text/html", b"<form action='https://thu-thap.top/a'><input type='password' name='p'></form>"),
    _file("drawing-with-script", "Cong van 365.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>location='https://x.example'</script></svg>"),
    _file("turned-name", "Cong van 365\u202efdp.exe", "application/octet-stream", b"MZharmless"),
    _file("disk-image", "Cong van 365.iso", "application/octet-stream", b"\0" * 32769 + b"CD001" + b"\0" * 100),
    Pair("locked-archive", CLERK.but(files=PDF), CLERK.but(text=CLERK.text + "\nMật khẩu giải nén: 2026", files=(("Cong van 365.zip", "application/zip", b"PK\x03\x04\x14\x00\x01\x00\x08\x00" + b"\0" * 16 + b"\x0a\x00\x00\x00CV365.docx" + b"\0" * 20),))),
    Pair("two-froms", CLERK, CLERK.but(sender="Văn thư Sở Y tế <vanthu.syt@quangninh.gov.vn.vanthu-syt.com>")),
    Pair("address-shown-as-name", CLERK, CLERK.but(sender='"vanthu.syt@quangninh.gov.vn" <vtsyt@mail-vanthu.com>')),
    Pair("address-shown-in-name", HOSPITAL, HOSPITAL.but(sender='"Bệnh viện Bạch Mai (cskh@bachmai.gov.vn)" <noreply@ketqua-xn.com>')),
    Pair("disguised-name", HOSPITAL, HOSPITAL.but(sender="B\u1ec7nh vi\u1ec7n B\u0430ch Mai <cskh@ketqua-bachmai.com>")),
    Pair("spaced-name", HOSPITAL, HOSPITAL.but(sender="B ộ  Y  t ế <cskh@ketqua-yte.com>", subject="Kết quả")),
    Pair("hidden-copy-and-grant", WHO, WHO.but(sender="WHO Viet Nam <grants@who-relief.org>", to="undisclosed-recipients:;", text="Dear Sir/Madam, the WHO has awarded you a relief grant of USD 250,000. Kindly send your full name, address and phone number to our payment officer to claim it.", reply_to="who.payment.officer@gmail.com")),
    Pair("forged-and-reply", CLERK, CLERK.but(auth="fail", reply_to="vanthu.syt.qn@gmail.com")),
    Pair("hidden-words", HOSPITAL.but(html=f"<p>{HOSPITAL.text}</p>"), HOSPITAL.but(sender="Bệnh viện Bạch Mai <cskh@bachmai-kq.com>", html="<p>B<span style='display:none'>xq</span>ệnh vi<span style='display:none'>kk</span>ện gửi k<span style='display:none'>zz</span>ết q<span style='display:none'>pp</span>uả</p>")),
    Pair("calendar", WHO.but(files=(("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Training\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),)), WHO.but(sender="WHO Viet Nam <calendar@meeting-invites.net>", files=(("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Training\r\nURL:https://who-int.meeting-invites.net/join\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),))),
    Pair("gift-card-chief", Mail("Phó Giám đốc Sở Y tế <pgd.syt@quangninh.gov.vn>", "Trao đổi", "Chiều nay 15 giờ họp giao ban, em chuẩn bị số liệu nhé."), Mail("Phó Giám đốc Sở Y tế <giamdoc.syt.office@gmail.com>", "Trao đổi", "Em mua giúp anh 5 thẻ cào 500 nghìn rồi chụp mã gửi lại thư này, anh đang họp.")),
    Pair("mailbox-quota-english", Mail("IT Department <it@halong.gov.vn>", "Mail maintenance on Saturday", "The mail server will be restarted on Saturday at 22:00. No action is needed."), Mail("IT Department <it@mailbox-quota.info>", "Mailbox quota exceeded", "Your mailbox has exceeded its quota. Re-validate your mailbox within 24 hours or it will be deactivated: http://mailbox-quota.info/validate")),
    Pair("document-share", Mail("Microsoft SharePoint <no-reply@sharepointonline.com>", "Mau shared “Plan.docx” with you", "Mau Nguyen shared a file with you."), Mail("Microsoft SharePoint <no-reply@sharepoint-files.online>", "Mau shared “Plan.docx” with you", "Mau Nguyen shared a file with you. Sign in with your work account to view: https://sharepoint-files.online/login")),
    Pair("unicef-vendor", Mail("UNICEF Procurement <procurement@unicef.org>", "Purchase order 4500012", "Please find the purchase order for cold chain equipment attached."), Mail("UNICEF Procurement <procurement@unicef-tenders.org>", "Purchase order 4500012", "Please pay the bid security of USD 3,500 to the account below today to receive the purchase order.")),
    Pair("us-cdc", Mail("CDC Viet Nam Office <vietnam@cdc.gov>", "Influenza surveillance data", "Dear team, the influenza surveillance data for week 44 are on the shared dashboard."), Mail("CDC Viet Nam Office <cdc-alerts@cdcgov.org>", "New cases in your city", "Dear team, see the updated list of new cases in your city: https://cdcgov.org/cases")),
)  # fmt: skip
