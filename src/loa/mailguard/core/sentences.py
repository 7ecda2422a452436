"""One sentence for each reason, in Vietnamese and English: what disagrees with what. The core needs no gettext."""

from __future__ import annotations

from collections import defaultdict

from loa.mailguard.core.model import Level

SENTENCES: dict[str, tuple[str, str]] = {
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
    "auth.protected_failed": (
        "Thư ghi đến từ {domain} nhưng máy chủ của {domain} không xác nhận: địa chỉ người gửi bị giả mạo.",
        "The mail says it comes from {domain}, but that domain does not vouch for it: the sender's address is forged.",
    ),
    "auth.unproven": (
        "Thư ghi đến từ {domain} nhưng không có chữ ký hay máy chủ nào của {domain} xác nhận.",
        "The mail says it comes from {domain}, but no signature or server of that domain vouches for it.",
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
    "to.missing": (
        "Thư được gửi cho bạn nhưng không ghi người nhận.",
        "The mail was sent to you, but names no recipient.",
    ),
    "sender.self": (
        "Thư ghi người gửi chính là người nhận ({address}) nhưng không qua xác thực.",
        "The mail names its recipient as its sender ({address}), but fails authentication.",
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
    "domain.cheap": (
        "Tên miền người gửi {domain} thuộc loại rẻ, hay bị dùng để lừa đảo.",
        "The sender's domain {domain} is of a cheap kind that is often abused.",
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
    "ask.spam": ("Thư mang lời chào mời hàng loạt: {words}.", "The mail carries mass advertising: {words}."),
    "claim.host_in_name": (
        "Tên người gửi hiện “{shown}” nhưng thư đến từ {address}.",
        "The sender's name shows “{shown}”, but the mail comes from {address}.",
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

_ADVICE: dict[Level, tuple[str, str]] = {
    Level.DANGEROUS: (
        "Không trả lời, không mở đường dẫn hay tệp. Báo bộ phận an toàn thông tin rồi xoá thư.",
        "Do not answer, open no link and no file. Tell the security desk, then delete the mail.",
    ),
    Level.CAUTION: (
        "Hãy gọi người gửi theo số điện thoại bạn đã biết để hỏi lại trước khi làm theo thư.",
        "Ask the sender back by a telephone number you already know before doing what the mail says.",
    ),
    Level.SAFE: (
        "Không thấy dấu hiệu lừa đảo. Nếu thư đòi mật khẩu hay tiền, vẫn hãy hỏi lại.",
        "No sign of deceit was found. If it asks for a password or money, still ask back.",
    ),
}
_OFFICIAL = ("Thư công vụ xác thực. Có thể làm theo nội dung thư.", "Authenticated official mail. You may follow it.")


def sentence(code: str, facts: dict[str, str], language: str) -> str:
    """The sentence of *code* in *language* (`vi`, else English), with *facts* in their places."""
    pair = SENTENCES[code]
    return pair[0 if language == "vi" else 1].format_map(defaultdict(lambda: "—", facts))


def advice(level: Level, official: str | None, language: str) -> str:
    """What to do now."""
    pair = _OFFICIAL if level is Level.SAFE and official else _ADVICE[level]
    return pair[0 if language == "vi" else 1]
