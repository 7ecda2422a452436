"""What it wants opened. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "link.label": (
        "Đường dẫn ghi “{text}” ({body}) nhưng mở {host}, không thuộc {body}.",
        "The link says “{text}” ({body_en}), but opens {host}, which is not theirs.",
    ),
    "link.consent": (
        "Đường dẫn mở trang {provider} thật nhưng trao hộp thư, tệp của bạn ({scopes}) cho chương trình lạ ({host}).",
        "The link opens the true {provider} page, but gives a foreign program ({host}) your mail or files ({scopes}).",
    ),
    "link.consent_sender": (
        "Đường dẫn mở trang {provider} thật nhưng trao hộp thư, tệp của bạn ({scopes}) cho người gửi ({host}).",
        "The link opens the true {provider} page, but gives the sender ({host}) your mail or files ({scopes}).",
    ),
    "link.consent_elsewhere": (
        "Đường dẫn mở trang đăng nhập {provider} nhưng xong lại chuyển sang {host}, không phải của người gửi.",
        "The link opens {provider}'s sign-in, but then goes on to {host}, which is not the sender's.",
    ),
    "link.consent_redirect": (
        "Đường dẫn mượn trang đăng nhập {provider} để chuyển thẳng sang {host}, không hỏi đăng nhập gì.",
        "The link borrows {provider}'s sign-in page to lead straight on to {host}, without any sign-in.",
    ),
    "link.meeting": (
        "Thư nói họp qua {service} nhưng đường dẫn vào họp mở {host}, không phải của {service}.",
        "The mail speaks of a meeting on {service}, but the link to join opens {host}, which is not theirs.",
    ),
    "link.meeting_path": (
        "Đường dẫn vào họp chép dạng của một dịch vụ họp trực tuyến nhưng mở {host}.",
        "The link to join copies the form of a meeting service, but opens {host}.",
    ),
    "link.program": (
        "Đường dẫn tải thẳng một chương trình ({file}) từ {host}.",
        "A link downloads a program ({file}) straight from {host}.",
    ),
    "link.office_login": (
        "Thư bảo đăng nhập bằng tài khoản cơ quan (“{words}”) nhưng đường dẫn mở {host}, không phải trang của cơ quan.",
        "The mail asks to sign in with the office account (“{words}”), but the link opens {host}, no office's page.",
    ),
    "link.free_login": (
        "Thư bảo đăng nhập hoặc xác nhận (“{words}”) nhưng đường dẫn mở {host}, nơi ai cũng lập được trang.",
        "The mail asks to sign in or confirm (“{words}”), but the link opens {host}, where anybody can put up a page.",
    ),
    "link.recipient_free": (
        "Đường dẫn tới {host}, nơi ai cũng lập được trang, mang sẵn địa chỉ {reader} của bạn.",
        "The link to {host}, where anybody can put up a page, already carries your address {reader}.",
    ),
    "link.text": (
        "Đường dẫn hiện “{shown}” nhưng mở ra {host}.",
        "The link shows “{shown}”, but opens {host}.",
    ),
    "link.text_protected": (
        "Đường dẫn hiện “{shown}”, một địa chỉ chính thức, nhưng mở ra {host}.",
        "The link shows “{shown}”, an official address, but opens {host}.",
    ),
    "link.lookalike": (
        "Đường dẫn đến {host} trông giống “{true}” nhưng không phải.",
        "The link to {host} looks like “{true}”, but is not.",
    ),
    "link.text_disguised": (
        "Đường dẫn hiện “{shown}” nhưng mở ra {host}, nơi không cho biết là của ai.",
        "The link shows “{shown}”, but opens {host}, which does not tell whose it is.",
    ),
    "link.text_state": (
        "Đường dẫn hiện “{shown}”, một tên miền nhà nước, nhưng mở ra {host}.",
        "The link shows “{shown}”, a state's domain, but opens {host}.",
    ),
    "link.cheap": (
        "Đường dẫn mở {host}, loại tên miền rẻ hay bị dùng để lừa đảo.",
        "The link opens {host}, a cheap kind of domain that is often abused.",
    ),
    "link.brand_word": (
        "Đường dẫn đến {host} mang tên “{true}” nhưng không thuộc về tên đó.",
        "The link to {host} carries the name “{true}”, but does not belong to it.",
    ),
    "link.ip_written": (
        "Địa chỉ trong thư dẫn thẳng đến máy số {host} thay vì một tên miền.",
        "An address in the text leads straight to the number {host} instead of a domain.",
    ),
    "link.gov": (
        "Đường dẫn đến {host} giả dạng tên miền nhà nước {true}.",
        "The link to {host} poses as a state domain ({true}).",
    ),
    "link.punycode": (
        "Đường dẫn hiện thành {host} nhưng tên thật là {coded}.",
        "The link reads {host}, but its real name is {coded}.",
    ),
    "link.ip": (
        "Đường dẫn đến thẳng địa chỉ số {host} thay vì một tên miền.",
        "The link leads straight to the number {host} instead of a domain.",
    ),
    "link.userinfo": (
        "Đường dẫn bắt đầu bằng “{shown}” nhưng thật ra mở {host}.",
        "The link begins with “{shown}”, but really opens {host}.",
    ),
    "link.shortener": (
        "Đường dẫn rút gọn qua {host} che nơi đến thật.",
        "A short link through {host} hides the true target.",
    ),
    "link.redirect": (
        "Đường dẫn mượn {host} để chuyển hướng sang trang khác.",
        "The link borrows {host} to lead on to another site.",
    ),
    "link.hosting": (
        "Đường dẫn mở một trang miễn phí tại {host} mà ai cũng lập được.",
        "The link opens a free page at {host} that anybody can make.",
    ),
    "link.form": (
        "Đường dẫn mở một biểu mẫu tại {host} mà ai cũng lập được.",
        "The link opens a form at {host} that anybody can make.",
    ),
    "link.script": (
        "Đường dẫn chạy mã ({scheme}:) thay vì mở một trang.",
        "The link runs code ({scheme}:) instead of opening a page.",
    ),
    "link.recipient": (
        "Đường dẫn đến {host} gắn sẵn địa chỉ {reader} của người nhận.",
        "The link to {host} carries the recipient's own address {reader}.",
    ),
    "link.password_form": (
        "Thư có ô nhập mật khẩu ngay trong nội dung; thư thật không làm vậy.",
        "The mail has a password field inside it; honest mail does not.",
    ),
    "link.post_form": (
        "Biểu mẫu trong thư gửi dữ liệu bạn nhập đến {host}.",
        "A form inside the mail sends what you type to {host}.",
    ),
    "link.qr_known": (
        "Ảnh trong thư có mã QR dẫn đến {host}.",
        "A picture in the mail holds a QR code that leads to {host}.",
    ),
    "link.named_login": (
        "Thư bảo đăng nhập bằng tài khoản {body} (“{words}”) nhưng trang mở ra là {host}, không phải của {body}.",
        "The mail wants a sign-in with an account of {body_en} (“{words}”), but the page is {host}, not theirs.",
    ),
    "link.qr": (
        "Mã QR trong ảnh mở {host}; nội dung thư không ghi địa chỉ này.",
        "A QR code in a picture opens {host}; the text of the mail does not say so.",
    ),
    "link.blocked": (
        "Đường dẫn đến {host}, tên miền lừa đảo đã được cảnh báo.",
        "The link leads to {host}, a domain on the list of known scams.",
    ),
    "link.foreign_claim": (
        "Thư nhân danh {body} nhưng mọi đường dẫn đều đến nơi khác ({host}).",
        "The mail speaks for {body_en}, but every link leads elsewhere ({host}).",
    ),
}
