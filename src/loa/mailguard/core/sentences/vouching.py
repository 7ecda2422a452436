"""What vouches for it, what was seen before, and what this site has learned. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "reply.organizer": (
        "Thư mời từ {sender} nhưng trả lời lịch mời lại về hộp thư riêng {address} (“{name}”).",
        "The invitation comes from {sender}, but its answers go to a private mailbox, {address} (“{name}”).",
    ),
    "reply.protected_other": (
        "Thư gửi từ {address} của cơ quan nhưng trả lời sẽ về {reply}, tên miền khác.",
        "The mail comes from the office's address {address}, but an answer goes to {reply}, another domain.",
    ),
    "reply.lookalike": (
        "Trả lời sẽ về {reply}, tên miền nhái {true}; thư gửi từ {address}.",
        "An answer goes to {reply}, which imitates {true}; the mail comes from {address}.",
    ),
    "auth.protected_failed": (
        "Thư ghi đến từ {domain} nhưng máy chủ của {domain} không xác nhận: địa chỉ người gửi bị giả mạo.",
        "The mail says it comes from {domain}, but that domain does not vouch for it: the sender's address is forged.",
    ),
    "auth.unproven": (
        "Thư ghi đến từ {domain} nhưng không có chữ ký hay máy chủ nào của {domain} xác nhận.",
        "The mail says it comes from {domain}, but no signature or server of that domain vouches for it.",
    ),
    "auth.carried": (
        "Thư ghi là từ {domain} nhưng do {carrier} chuyển tiếp, nên không xác thực được người viết.",
        "The mail says it is from {domain}, but {carrier} passed it on, so its author cannot be verified.",
    ),
    "auth.failed": (
        "Thư ghi đến từ {domain} nhưng không qua được xác thực của tên miền này.",
        "The mail says it comes from {domain}, but fails that domain's authentication.",
    ),
    "auth.reported": (
        "Thư ghi đến từ {domain} nhưng một máy chủ trên đường đi báo là không qua được xác thực.",
        "The mail says it comes from {domain}, but a server on its way noted that authentication failed.",
    ),
    "auth.reported_protected": (
        "Thư ghi đến từ {domain} ({body}) nhưng một máy chủ trên đường đi báo địa chỉ này là giả.",
        "The mail says it comes from {domain} ({body_en}), but a server on its way noted that it does not.",
    ),
    "auth.contradicted": (
        "Thư mang hai kết quả xác thực trái nhau, đều ghi tên “{authserv}”: một dòng báo hỏng, một dòng báo đạt.",
        "The mail carries two results in the name of “{authserv}” that contradict each other.",
    ),
    "auth.forged": (
        "Thư mang sẵn một kết quả xác thực ghi tên “{authserv}”, nhưng máy chủ của ta không ghi dòng đó.",
        "The mail brought an authentication result in the name of “{authserv}” that our own server did not write.",
    ),
    "auth.official": (
        "Thư công vụ xác thực: đúng là gửi từ {domain} ({body}).",
        "Authenticated official mail: it was really sent from {domain} ({body_en}).",
    ),
    "reply.freemail": (
        "Thư gửi từ {address} nhưng thư trả lời sẽ đến {reply}, hộp thư mà ai cũng mở được.",
        "The mail comes from {address}, but an answer would go to {reply}, a mailbox anybody can open.",
    ),
    "reply.protected": (
        "Thư gửi từ {address} của cơ quan nhưng thư trả lời sẽ đến {reply}, hộp thư mà ai cũng mở được.",
        "The mail comes from {address}, an official address, but answers go to {reply}, which anybody can open.",
    ),
    "reply.second_mailbox": (
        "Thư gửi từ hộp thư {address} nhưng thư trả lời sẽ đến một hộp thư khác: {reply}.",
        "The mail comes from the mailbox {address}, but an answer would go to another one: {reply}.",
    ),
    "reply.other": (
        "Thư gửi từ {address} nhưng thư trả lời sẽ đến nơi khác: {reply}.",
        "The mail comes from {address}, but an answer would go elsewhere: {reply}.",
    ),
    "thread.lookalike": (
        "Thư trả lời, trích dẫn hoặc ghi địa chỉ của {true} nhưng {address} thuộc {domain}, tên miền chỉ gần giống.",
        "The mail answers, quotes or names {true}, but {address} is at {domain}, which only looks like it.",
    ),
    "thread.other_mailbox": (
        "“{name}” trong thư trích dẫn viết từ {before}, còn thư này đến từ {address}.",
        "“{name}” writes from {before} in the quoted mail, but this mail comes from {address}.",
    ),
    "to.missing": (
        "Thư được gửi cho bạn nhưng không ghi người nhận.",
        "The mail was sent to you, but names no recipient.",
    ),
    "sender.self": (
        "Thư ghi người gửi chính là người nhận ({address}) nhưng không qua xác thực.",
        "The mail names its recipient as its sender ({address}), but fails authentication.",
    ),
    "history.new_address": (
        "“{name}” trước đây viết từ {before}, nay viết từ {address}.",
        "“{name}” used to write from {before}, and now writes from {address}.",
    ),
    "history.first": (
        "Lần đầu cơ quan nhận thư từ {address}.",
        "This office has never had mail from {address} before.",
    ),
    "history.blocked": (
        "Người gửi {address} nằm trong danh sách chặn của đơn vị ({listed}).",
        "The sender {address} is on this office's block list ({listed}).",
    ),
    "learned.strong": (
        "Nội dung rất giống thư xấu đã được báo cáo tại đơn vị: {words}.",
        "The content is very much like bad mail reported here: {words}.",
    ),
    "learned.likely": (
        "Nội dung giống thư xấu đã được báo cáo tại đơn vị: {words}.",
        "The content is like bad mail reported here: {words}.",
    ),
}
