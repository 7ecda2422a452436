"""What it carries. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "file.executable": (
        "Tệp “{file}” là chương trình chạy được, không phải văn bản.",
        "The file “{file}” is a program, not a document.",
    ),
    "file.double": (
        "Tệp “{file}” mang hai đuôi: trông như {shown} nhưng thật ra là {true}.",
        "The file “{file}” has two endings: it looks like {shown}, but is {true}.",
    ),
    "file.rtlo": (
        "Tên tệp dùng ký tự đảo chiều: hiện như “{shown}” nhưng đuôi thật là {true}.",
        "The file's name reverses its letters: it reads “{shown}”, but really ends in {true}.",
    ),
    "file.type": (
        "Tệp “{file}” mang đuôi {shown} nhưng nội dung là {true}.",
        "The file “{file}” ends in {shown}, but its content is {true}.",
    ),
    "file.archive_executable": (
        "Tệp nén “{file}” chứa “{inner}”, một chương trình chạy được.",
        "The archive “{file}” holds “{inner}”, a program.",
    ),
    "file.locked": (
        "Tệp “{file}” khoá bằng mật khẩu nên không kiểm tra được bên trong.",
        "The file “{file}” is locked with a password, so its content cannot be checked.",
    ),
    "file.locked_password": (
        "Tệp “{file}” khoá bằng mật khẩu, còn mật khẩu lại ghi ngay trong thư: cách để tránh bị kiểm tra.",
        "The file “{file}” is locked, yet the mail tells the password: a way to escape checking.",
    ),
    "file.locked_office": (
        "Tệp “{file}” khoá bằng mật khẩu và mật khẩu ghi ngay trong thư: cổng thư không kiểm tra được bên trong.",
        "The file “{file}” is locked and the mail tells the password: the gateway could not look inside.",
    ),
    "file.link_password": (
        "Đường dẫn tải tệp từ {host}, nơi lạ, còn mật khẩu ghi ngay trong thư ({words}): khoá chỉ để tránh kiểm tra.",
        "The link downloads a file from {host}, a strange place, and the mail tells its password ({words}).",
    ),
    "file.link_password_known": (
        "Đường dẫn tải tệp từ {host}, còn mật khẩu ghi ngay trong thư ({words}): không ai kiểm tra được bên trong.",
        "The link downloads a file from {host}, and the mail tells its password ({words}): nobody could look inside.",
    ),
    "file.macro": (
        "Tài liệu “{file}” mang mã lệnh (macro) tự chạy được khi mở.",
        "The document “{file}” carries macro code that can run when it is opened.",
    ),
    "file.template": (
        "Tài liệu “{file}” tải thêm nội dung từ {host} khi mở.",
        "The document “{file}” loads more from {host} when it is opened.",
    ),
    "file.dde": (
        "Tài liệu “{file}” ra lệnh cho chương trình khác chạy (DDE).",
        "The document “{file}” orders another program to run (DDE).",
    ),
    "file.object": (
        "Tài liệu “{file}” nhúng một đối tượng chạy được.",
        "The document “{file}” embeds an active object.",
    ),
    "file.pdf_action": (
        "Tệp PDF “{file}” có lệnh tự chạy ({action}).",
        "The PDF “{file}” has an automatic action ({action}).",
    ),
    "file.smuggling": (
        "Tệp “{file}” là trang web tự ghép ra một tệp khác trên máy người mở.",
        "The file “{file}” is a web page that builds another file on the reader's computer.",
    ),
    "file.html": (
        "Tệp đính kèm “{file}” là một trang web, không phải văn bản.",
        "The attachment “{file}” is a web page, not a document.",
    ),
    "file.svg": (
        "Tệp đính kèm “{file}” là hình vẽ SVG: mở ra như một trang web, có thể mang mã và đường dẫn.",
        "The attachment “{file}” is an SVG drawing: it opens like a web page and can hold code and links.",
    ),
    "file.svg_paper": (
        "Thư nói gửi {words} nhưng tệp “{file}” là hình vẽ SVG, mở ra như một trang web.",
        "The mail speaks of {words}, but the file “{file}” is an SVG drawing, which opens like a web page.",
    ),
    "file.svg_link": (
        "Hình vẽ “{file}” có nút bấm mở {host}.",
        "The drawing “{file}” holds a button that opens {host}.",
    ),
    "file.disk": (
        "Tệp “{file}” là một ổ đĩa ảo, cách hay dùng để giấu chương trình.",
        "The file “{file}” is a disk image, a usual way to hide programs.",
    ),
    "file.shortcut": (
        "Tệp “{file}” là lối tắt chạy lệnh, không phải văn bản.",
        "The file “{file}” is a shortcut that runs a command, not a document.",
    ),
    "file.note": (
        "Tệp OneNote “{file}” có thể chứa tệp chạy được bên trong.",
        "The OneNote file “{file}” can hold programs.",
    ),
    "file.message_doubtful": (
        "Thư đính kèm một thư khác (“{file}”) có dấu hiệu giả mạo: {inner}",
        "The mail carries another mail (“{file}”) that shows signs of deceit: {inner_en}",
    ),
    "file.calendar": (
        "Lịch hẹn “{file}” chứa đường dẫn mở {host}.",
        "The calendar file “{file}” holds a link that opens {host}.",
    ),
    "file.bomb": (
        "Tệp nén “{file}” phình to bất thường khi mở ({detail}).",
        "The archive “{file}” swells abnormally when opened ({detail}).",
    ),
    "file.message": (
        "Thư đính kèm một thư khác (“{file}”), người gửi bên trong không kiểm được.",
        "The mail carries another mail (“{file}”) whose sender cannot be checked.",
    ),
}
