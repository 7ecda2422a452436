"""What it asks. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "ask.new_account": (
        "Thư báo đổi tài khoản nhận tiền ({words}); hãy gọi số đã biết để hỏi lại trước khi chuyển.",
        "The mail changes the account for payments ({words}); ask back by a known number before paying.",
    ),
    "ask.gift_cards": (
        "Thư nhờ mua thẻ nạp hoặc thẻ quà rồi gửi mã: {words}. Đây là cách lừa quen thuộc.",
        "The mail wants gift cards bought and their codes sent: {words}. That is a well-known fraud.",
    ),
    "ask.unchecked": (
        "Thư nói chuyện tiền nhưng bảo đừng gọi điện hỏi lại: {words}.",
        "The mail is about money, but wants nobody to call back: {words}.",
    ),
    "ask.private_holder": (
        "Thư nhân danh “{body}” nhưng tài khoản nhận tiền đứng tên cá nhân {holder}.",
        "The letter speaks for “{body}”, but the account for the money is a person's: {holder}.",
    ),
    "ask.messenger": (
        "Thư bảo liên hệ tiếp qua số riêng trên ứng dụng nhắn tin: {words}.",
        "The mail asks to go on by a private number in a messenger: {words}.",
    ),
    "ask.urgency": ("Thư thúc giục: {words}.", "The mail urges: {words}."),
    "ask.threat": ("Thư báo sự cố hoặc đe doạ: {words}.", "The mail alarms or threatens: {words}."),
    "ask.credentials": (
        "Thư đòi xác minh tài khoản hoặc mật khẩu: {words}.",
        "The mail asks for account details or a password: {words}.",
    ),
    "ask.surrender": (
        "Thư yêu cầu tự gửi hoặc nhập thông tin bí mật: {words}. Cơ quan thật không hỏi điều này qua thư.",
        "The mail wants a secret sent or typed in: {words}. No honest office asks that by mail.",
    ),
    "ask.personal": (
        "Thư yêu cầu gửi giấy tờ hoặc số liệu cá nhân về một hộp thư: {words}.",
        "The mail wants personal documents or numbers sent to a mailbox: {words}.",
    ),
    "ask.private_account": (
        "Thư yêu cầu chuyển tiền vào một số tài khoản ghi trong thư: {words}.",
        "The mail wants money sent to an account number given in it: {words}.",
    ),
    "ask.payment": (
        "Thư nói đến chuyển tiền hoặc khoản phí: {words}.",
        "The mail speaks of payments or fees: {words}.",
    ),
    "ask.secrecy": (
        "Thư yêu cầu giữ kín hoặc chỉ trả lời qua thư: {words}.",
        "The mail asks for secrecy, or to answer only by mail: {words}.",
    ),
    "ask.prize": ("Thư báo trúng thưởng hoặc tặng quà: {words}.", "The mail promises a prize or gift: {words}."),
    "ask.fee": (
        "Thư hứa một khoản tiền lớn rồi xin thông tin cá nhân: {words}.",
        "The mail promises a large sum, then asks for personal data: {words}.",
    ),
    "ask.fee_hint": (
        "Thư có lời lẽ của kiểu lừa “nhận tiền từ xa”: {words}.",
        "The mail uses words of an advance-fee letter: {words}.",
    ),
    "ask.generic": (
        "Thư không gọi tên bạn mà chỉ ghi chung chung: {words}.",
        "The mail does not know your name: {words}.",
    ),
    "ask.document": (
        "Thư mời mở tài liệu hoặc tin nhắn: {words}.",
        "The mail invites to open a document or message: {words}.",
    ),
    "ask.outbreak": (
        "Thư lợi dụng chuyện dịch bệnh: ngoài các dấu hiệu khác, nội dung nhắc đến dịch.",
        "The mail uses the epidemic: it speaks of an outbreak beside its other doubtful signs.",
    ),
    "ask.pressure": (
        "Thư vừa gây sức ép vừa đòi thông tin hoặc tiền: {words}.",
        "The mail presses and asks for secrets or money at once: {words}.",
    ),
    "ask.spam": ("Thư mang lời chào mời hàng loạt: {words}.", "The mail carries mass advertising: {words}."),
}
