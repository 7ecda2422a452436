# ruff: noqa: E501  (texts of mails stand as they are)
"""What the mail carries. Structure only: nothing here can act."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

from tests.mailguard.builder import Mail, Pair

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PROGRAM = b"MZ" + bytes(62) + b"harmless test bytes, not a program"
STREAM = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def packed(**files: bytes | str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def locked(data: bytes) -> bytes:
    """*data*, a zip with one member, marked as encrypted in both of its headers."""
    raw = bytearray(data)
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def document(**more: bytes | str) -> bytes:
    return packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}, **more)


def tnef(name: str, data: bytes) -> bytes:
    def attribute(code: int, value: bytes) -> bytes:
        return struct.pack("<BII", 2, code, len(value)) + value + b"\0\0"

    return (
        b"\x78\x9f\x3e\x22\0\0"
        + attribute(0x00069002, bytes(14))
        + attribute(0x00018010, name.encode() + b"\0")
        + attribute(0x0006800F, data)
    )


def _pair(
    name: str, subject: str, text: str, honest: tuple[str, str, bytes], spoof: tuple[str, str, bytes], more: str = ""
) -> Pair:
    """*more* stands below the text of the spoof."""
    mail = Mail("Văn thư <vanthu@campha.gov.vn>", subject, text)
    return Pair(name, mail.but(files=(honest,)), mail.but(files=(spoof,), text=text + more), ("file",))


TEMPLATE = (
    '<Relationships><Relationship Id="r1" Type="http://schemas/attachedTemplate" '
    'Target="https://mau-van-ban.top/mau.dotm" TargetMode="External"/></Relationships>'
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Họp giao ban\r\nLOCATION:{}\r\nDESCRIPTION:{}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)

PAIRS: tuple[Pair, ...] = (
    _pair("double-ending", "Công văn 365", "Gửi các đơn vị công văn 365.", ("365-UBND-VHTT.pdf", "application/pdf", PDF),
          ("365-UBND-VHTT.pdf.scr", STREAM, PROGRAM)),
    _pair("spaces-before-ending", "Danh sách F1", "Danh sách người tiếp xúc gần.", ("Danh sach F1.pdf", "application/pdf", PDF),
          ("Danh sach F1.pdf" + " " * 60 + ".exe", STREAM, PROGRAM)),
    _pair("reversed-name", "Quyết định", "Gửi quyết định khen thưởng.", ("Quyet dinh.docx", DOCX, document()),
          ("Quyet dinh \u202excod.exe", STREAM, PROGRAM)),
    _pair("archive-script", "Hồ sơ họp", "Hồ sơ họp kỳ 2.", ("Ho so hop.zip", "application/zip", packed(**{"Ho so hop.pdf": PDF})),
          ("Ho so hop.zip", "application/zip", packed(**{"Ho so hop.pdf.js": "// harmless"}))),
    _pair("locked-archive", "Danh sách tiêm", "Gửi anh chị danh sách tiêm chủng.",
          ("danh-sach.zip", "application/zip", packed(**{"danh-sach.xlsx": "x"})),
          ("danh-sach.zip", "application/zip", locked(packed(**{"danh-sach.xlsx": "x"}))),
          "\nMật khẩu giải nén: 2026"),
    _pair("locked-archive-plain-marks", "Bien ban", "Gui anh chi bien ban lam viec.",
          ("bienban.zip", "application/zip", packed(**{"bienban.docx": "x"})),
          ("bienban.zip", "application/zip", locked(packed(**{"bienban.docx": "x"}))),
          "\nPass giai nen la 123456"),
    _pair("macro-document", "Biểu mẫu báo cáo", "Biểu mẫu báo cáo ngày.", ("Bieu mau.docx", DOCX, document()),
          ("Bieu mau.docm", STREAM, document(**{"word/vbaProject.bin": b"x"}))),
    _pair("macro-under-docx", "Báo cáo nhanh", "Mẫu báo cáo nhanh.", ("Bao cao.docx", DOCX, document()),
          ("Bao cao.docx", DOCX, document(**{"word/vbaProject.bin": b"x"}))),
    _pair("template", "Mẫu phiếu", "Mẫu phiếu điều tra dịch tễ.", ("Mau phieu.docx", DOCX, document()),
          ("Mau phieu.docx", DOCX, document(**{"word/_rels/settings.xml.rels": TEMPLATE}))),
    _pair("web-page", "Hoá đơn", "Gửi phòng hoá đơn tháng 10.", ("hoadon.pdf", "application/pdf", PDF),
          ("hoadon.html", "text/html", b"<html><script>var b=atob('eA==');new Blob([b]);</script></html>")),
    _pair("drawing", "Sơ đồ khu cách ly", "Sơ đồ bố trí khu cách ly.",
          ("so-do.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><rect/></svg>"),
          ("so-do.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>location='x'</script></svg>")),
    _pair("pdf-launch", "Thông báo", "Thông báo lịch trực.", ("lich-truc.pdf", "application/pdf", PDF),
          ("lich-truc.pdf", "application/pdf", PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/Launch/F(x)>>"))),
    _pair("disk-image", "Bộ cài phần mềm họp", "Tài liệu phần mềm họp trực tuyến.", ("huong-dan.pdf", "application/pdf", PDF),
          ("huong-dan.iso", STREAM, bytes(0x8001) + b"CD001" + bytes(64))),
    _pair("shortcut", "Ảnh hiện trường", "Ảnh kiểm tra chốt kiểm dịch.", ("anh.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + bytes(64)),
          ("anh.jpg.lnk", STREAM, b"L\0\0\0\x01\x14\x02\0" + bytes(64))),
    _pair("notebook", "Ghi chú họp", "Ghi chú cuộc họp.", ("ghi-chu.docx", DOCX, document()),
          ("ghi-chu.one", STREAM, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + bytes(64))),
    _pair("outlook-wrapper", "Tài liệu", "Tài liệu kèm theo.", ("winmail.dat", "application/ms-tnef", tnef("tai-lieu.pdf", PDF)),
          ("winmail.dat", "application/ms-tnef", tnef("tai-lieu.pdf.exe", PROGRAM))),
    _pair("calendar", "Mời họp", "Gửi lịch họp giao ban.",
          ("hop.ics", "text/calendar", CALENDAR.format("Phòng họp tầng 2", "Nội dung: phòng dịch").encode()),
          ("hop.ics", "text/calendar",
           CALENDAR.format("https://hop-truc-tuyen.halong.gov.vn.dang-nhap.top/", "Bam vao duong dan de dang nhap").encode())),
    _pair("name-and-content", "Bảng lương", "Bảng lương tháng 10.", ("bang-luong.pdf", "application/pdf", PDF),
          ("bang-luong.pdf", "application/pdf", PROGRAM)),
    _pair("packed-program", "Văn bản", "Văn bản mật.", ("van-ban.pdf", "application/pdf", PDF),
          ("van-ban.exe.gz", "application/gzip", gzip.compress(PROGRAM, mtime=0))),
    _pair("rar-program", "Hồ sơ thầu", "Hồ sơ thầu vật tư y tế.", ("ho-so.rar", STREAM, b"Rar!\x1a\x07\0" + b"ho-so.docx" + bytes(40)),
          ("ho-so.rar", STREAM, b"Rar!\x1a\x07\0" + bytes(8) + b"ho-so.exe" + bytes(40))),
)  # fmt: skip
