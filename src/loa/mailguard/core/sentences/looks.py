"""How it hides and how it is made. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "hide.zero_width": (
        "Nội dung chèn {count} ký tự vô hình giữa các chữ.",
        "The text has {count} invisible signs between its letters.",
    ),
    "hide.mixed": (
        "Nội dung trộn chữ cái của bảng chữ khác vào {count} từ cho giống chữ Latinh.",
        "The text mixes letters of another alphabet into {count} words.",
    ),
    "hide.styled": (
        "Nội dung viết {count} chữ bằng ký hiệu toán học thay cho chữ thường.",
        "The text writes {count} letters as mathematical signs.",
    ),
    "hide.name": (
        "“{text}” viết bằng {count} ký tự giả dạng hoặc vô hình.",
        "“{text}” is written with {count} disguised or invisible signs.",
    ),
    "hide.text": (
        "Thư giấu {count} chữ mà người đọc không nhìn thấy.",
        "The mail hides {count} letters that the reader cannot see.",
    ),
    "hide.padding": (
        "Thư giấu {count} chữ mà người đọc không nhìn thấy, nhiều hơn hẳn phần chữ hiện ra ({shown}).",
        "The mail hides {count} letters that the reader cannot see, far more than it shows ({shown}).",
    ),
    "hide.split": (
        "Thư chèn chữ ẩn vào giữa từ ở {count} chỗ.",
        "The mail puts hidden text inside words in {count} places.",
    ),
    "hide.image": (
        "Nội dung chỉ là ảnh có gắn đường dẫn, không có chữ để kiểm tra.",
        "The content is only a linked picture, with no text to check.",
    ),
    "hide.some": (
        "Thư có {count} chữ ẩn mà người đọc không nhìn thấy.",
        "The mail has {count} hidden letters that the reader does not see.",
    ),
    "shape.emoji_name": (
        "Tên người gửi “{name}” gắn biểu tượng cảm xúc; cơ quan không làm vậy.",
        "The sender's name “{name}” carries pictures; offices do not do so.",
    ),
    "shape.emoji_subject": (
        "Tiêu đề “{text}” gắn biểu tượng để gây chú ý.",
        "The subject “{text}” carries pictures to catch the eye.",
    ),
    "shape.address_as_name": (
        "Thư gọi bạn bằng địa chỉ {reader} vì không biết tên bạn.",
        "The mail calls you by your address {reader}, as it does not know your name.",
    ),
    "shape.alarm": ("Tiêu đề dùng từ gây chú ý: “{word}”.", "The subject uses an alarming word: “{word}”."),
    "shape.call": (
        "Nút “{text}” giục bạn mở {host}.",
        "The button “{text}” urges you to open {host}.",
    ),
    "shape.elsewhere": (
        "Thư đến từ {domain} nhưng các đường dẫn đều mở nơi khác: {host}.",
        "The mail comes from {domain}, but its links all open another site: {host}.",
    ),
    "shape.elsewhere_only": (
        "Thư chỉ là một trang web, đến từ {domain} nhưng mọi đường dẫn đều mở nơi khác: {host}.",
        "The mail is nothing but a web page from {domain} whose links all open another site: {host}.",
    ),
    "shape.urgent_flag": (
        "Thư tự đánh dấu mức độ khẩn cao nhất.",
        "The mail marks itself as most urgent.",
    ),
}
