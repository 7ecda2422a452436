"""Who it claims to be, against who sent it. (Vietnamese, English)."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "claim.organizer": (
        "Lịch mời ghi người mời là “{name}” ({body}) nhưng địa chỉ là {address}.",
        "The invitation says that “{name}” ({body_en}) invites, but the address is {address}.",
    ),
    "claim.letterhead_free": (
        "Đầu thư ghi “{text}” ({body}) nhưng thư đến từ {address}, hộp thư mà ai cũng mở được.",
        "The letter is headed “{text}” ({body_en}), but comes from {address}, a mailbox anybody can open.",
    ),
    "claim.unlisted_office": (
        "Người gửi ghi là “{name}” nhưng thư đến từ {address}; cơ quan nhà nước dùng tên miền gov.vn.",
        "The sender calls itself “{name}”, but the mail comes from {address}; offices of the state use gov.vn.",
    ),
    "claim.freemail": (
        "Người gửi ghi là “{name}” ({body}) nhưng thư đến từ {address}, hộp thư mà ai cũng mở được.",
        "The sender calls itself “{name}” ({body_en}), but the mail comes from {address}, a mailbox anybody can open.",
    ),
    "claim.name": (
        "Người gửi ghi là “{name}” nhưng thư đến từ {address}, không thuộc tên miền của {body}.",
        "The sender calls itself “{name}”, but the mail comes from {address}, which is no domain of {body_en}.",
    ),
    "claim.other_office": (
        "Người gửi ghi là “{name}” nhưng thư đến từ {address} của một cơ quan nhà nước khác.",
        "The sender calls itself “{name}”, but the mail comes from {address} of another state office.",
    ),
    "claim.disguised": (
        "Tên người gửi “{name}” dùng ký tự giả dạng để trông giống {body}.",
        "The sender's name “{name}” uses disguised letters to look like {body_en}.",
    ),
    "claim.address_in_name": (
        "Tên người gửi hiện “{shown}” nhưng thư thật ra đến từ {address}.",
        "The sender's name shows “{shown}”, but the mail really comes from {address}.",
    ),
    "claim.service_free": (
        "Dịch vụ {service} gửi hộ {user}, hộp thư mà ai cũng mở được, nhưng nội dung nhân danh “{text}” ({body}).",
        "{service} mails for {user}, a mailbox anybody can open, but it speaks for “{text}” ({body_en}).",
    ),
    "claim.service_user": (
        "Dịch vụ {service} gửi hộ {user}, không thuộc tên miền của {body}, nhưng nội dung nhân danh “{text}”.",
        "{service} mails for {user}, which is no domain of {body_en}, but it speaks for “{text}”.",
    ),
    "claim.service_name": (
        "Người gửi ghi là “{name}” ({body}) nhưng thư do một dịch vụ gửi hộ ({address}), không mang tên đó.",
        "The sender calls itself “{name}” ({body_en}), but a service mails for it ({address}), under another name.",
    ),
    "claim.tenant": (
        "Người gửi ghi là “{name}” ({body}) qua một dịch vụ gửi hộ ({address}); ai cũng chọn được tên như vậy ở đó.",
        "The sender calls itself “{name}” ({body_en}) through a service ({address}), where names are free to choose.",
    ),
    "claim.software": (
        "Người gửi mang tên phần mềm “{name}” ({body}); thư đến từ {address}, nơi có thể đang chạy phần mềm đó.",
        "The sender bears the name of a program, “{name}” ({body_en}); it comes from {address}, which may run it.",
    ),
    "claim.person": (
        "Người gửi “{name}” ghi thêm tên {body} nhưng viết từ {address}, hộp thư mà ai cũng mở được.",
        "The sender “{name}” adds the name of {body_en}, but writes from {address}, a mailbox anybody can open.",
    ),
    "claim.subject": (
        "Tiêu đề “{text}” nhân danh {body} nhưng thư đến từ {address}.",
        "The subject “{text}” speaks for {body_en}, but the mail comes from {address}.",
    ),
    "claim.letterhead": (
        "Phần đầu hoặc chữ ký của thư ghi “{text}” ({body}) nhưng thư đến từ {address}.",
        "The letterhead or signature says “{text}” ({body_en}), but the mail comes from {address}.",
    ),
    "claim.your_account": (
        "Nội dung nói về tài khoản của bạn tại {body} nhưng thư đến từ {address}.",
        "The text speaks of your account at {body_en}, but the mail comes from {address}.",
    ),
    "claim.logo": (
        "Thư hiện biểu trưng “{text}” ({body}) nhưng thư đến từ {address}.",
        "The mail shows the logo “{text}” ({body_en}), but comes from {address}.",
    ),
    "claim.in_letter": (
        "Thư hứa tiền nhân danh “{text}” ({body}) nhưng đến từ {address}.",
        "The mail promises money in the name of “{text}” ({body_en}), but comes from {address}.",
    ),
    "claim.mailbox": (
        "Địa chỉ {text} lấy tên {body} đặt trước dấu @, còn tên miền không phải của {body}.",
        "The address {text} puts the name of {body_en} before the @, but the domain is not theirs.",
    ),
    "claim.role": (
        "Người gửi ghi là “{name}” như bộ phận nội bộ nhưng thư đến từ bên ngoài: {address}.",
        "The sender calls itself “{name}” like a desk of this office, but the mail comes from outside: {address}.",
    ),
    "claim.local": (
        "Người gửi ghi là “{name}” nhưng thư đến từ {address}, hộp thư mà ai cũng mở được, không phải của cơ quan.",
        "The sender calls itself “{name}”, but the mail comes from {address}, a mailbox anybody can open.",
    ),
    "claim.office": (
        "Người gửi ghi là cơ quan “{name}” nhưng thư đến từ {address}, không phải tên miền của cơ quan nhà nước nào.",
        "The sender calls itself the office “{name}”, but the mail comes from {address}, which is no state's domain.",
    ),
    "claim.unlisted_domain": (
        "Người gửi ghi là “{name}” nhưng {address} chưa có trong sổ đăng ký tên miền của {body}.",
        "The sender calls itself “{name}”, but {address} is not among the registered domains of {body_en}.",
    ),
    "claim.chief": (
        "Người gửi ghi chức danh lãnh đạo “{name}” nhưng dùng hộp thư cá nhân {address}.",
        "The sender signs as a chief, “{name}”, but uses the private mailbox {address}.",
    ),
    "domain.gov": (
        "Tên miền {domain} được đặt cho giống tên miền nhà nước nhưng không phải {true}.",
        "The domain {domain} is made to look like a state domain, but is not {true}.",
    ),
    "domain.subdomain": (
        "Tên miền {domain} mang “{true}” ở phía trước nhưng thuộc về người khác.",
        "The domain {domain} carries “{true}” in front, but belongs to somebody else.",
    ),
    "domain.letters": (
        "Tên miền {domain} trông như “{true}” nhưng viết bằng ký tự khác.",
        "The domain {domain} looks like “{true}”, but is written with other letters.",
    ),
    "domain.own": (
        "Tên miền {domain} chỉ gần giống {true}, tên miền của người nhận.",
        "The domain {domain} only looks like {true}, the domain of whom the mail is addressed to.",
    ),
    "domain.typo": (
        "Tên miền {domain} chỉ khác “{true}” một chữ.",
        "The domain {domain} differs from “{true}” by one letter.",
    ),
    "domain.word": (
        "Tên miền {domain} ghép tên “{true}” nhưng không phải tên miền chính thức.",
        "The domain {domain} contains the name “{true}”, but is not the official one.",
    ),
    "domain.invalid": (
        "Người gửi ghi địa chỉ “{address}”, không có tên miền hợp lệ để trả lời.",
        "The sender gives the address “{address}”, which has no valid domain to answer to.",
    ),
    "domain.random": (
        "Tên miền {domain} của người gửi là một dãy chữ khó đọc thành tên.",
        "The sender's domain {domain} is a row of letters that hardly reads as a name.",
    ),
    "domain.cheap": (
        "Tên miền người gửi {domain} thuộc loại rẻ, hay bị dùng để lừa đảo.",
        "The sender's domain {domain} is of a cheap kind that is often abused.",
    ),
    "claim.host_in_name": (
        "Tên người gửi hiện “{shown}” nhưng thư đến từ {address}.",
        "The sender's name shows “{shown}”, but the mail comes from {address}.",
    ),
}
