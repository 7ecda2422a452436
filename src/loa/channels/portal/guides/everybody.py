"""Guides for everybody: how to get and use each of the four channels (Công văn 365: "HD sử dụng")."""

from __future__ import annotations

from loa.channels.portal.guides.book import Guide, Words, part, step

ANDROID, IPHONE, COMPUTER = (
    ("Điện thoại Android", "Android phone"),
    ("iPhone, iPad", "iPhone, iPad"),
    ("Máy tính", "Computer"),
)

PORTAL = Guide(
    "portal",
    Words("Cổng thông tin", "The portal"),
    Words(
        "Tin chính thức trên trang web, ai cũng đọc được: không cần tài khoản, không cần cài gì, mạng yếu vẫn mở nhanh.",
        "Official news on a web page, open to everybody: no account, nothing to install, quick on a weak network.",
    ),
    (
        part(
            *ANDROID,
            step(
                "Mở trình duyệt (Chrome, Cốc Cốc, Firefox), gõ địa chỉ ghi cuối trang này hoặc quét mã QR. Tin cần biết ngay "
                "đứng đầu; bấm “Đọc bản tin” để xem toàn văn.",
                "Open the browser (Chrome, Cốc Cốc, Firefox) and type the address at the end of this page, or scan the QR "
                "code. What matters now comes first; tap “Read the bulletin” for the whole text.",
                "portal-home",
            ),
            step(
                "Nghe một tin chưa chắc? Chọn “Có đúng không?”, dán điều nghe được rồi bấm “Kiểm tra”.",
                "Heard something you doubt? Choose “Is this true?”, paste what you heard and tap “Check it”.",
                "portal-check",
            ),
            step(
                "Câu trả lời hiện ngay, kèm bản tin làm căn cứ. Chưa có câu trả lời thì trang nói rõ là chưa có.",
                "The answer comes at once, with the bulletin it rests on. Where there is none yet, the page says so.",
                "portal-answer",
            ),
        ),
        part(
            *IPHONE,
            step(
                "Mở Safari, gõ địa chỉ hoặc đưa máy ảnh vào mã QR rồi chạm dòng hiện ra. Các trang giống hệt trên Android.",
                "Open Safari and type the address, or point the camera at the QR code and tap the line that appears. The "
                "pages are the same as on Android.",
            ),
            step(
                "Muốn nghe thay vì đọc: ở cuối bản tin bấm “Nghe đọc”. Muốn gửi cho người thân: bấm “Chia sẻ”.",
                "To listen instead of reading, tap “Read aloud” below the bulletin. To send it to your family, tap “Share”.",
            ),
        ),
        part(
            *COMPUTER,
            step(
                "Mở trang bằng bất kỳ trình duyệt nào. Cùng nội dung, cùng địa chỉ với điện thoại; in được bằng nút “In”.",
                "Open the page in any browser. The same content and address as on the phone; it can be printed with “Print”.",
                "portal-computer",
            ),
        ),
        part(
            "Tin này có đúng là của chính quyền?",
            "Is it really from the authority?",
            step(
                "Cuối mỗi bản tin có mã và mã QR. Ai đưa cho bạn một ảnh chụp hay tờ in, hãy đối chiếu mã ấy.",
                "Every bulletin ends with a code and a QR code. Whoever shows you a screenshot or a printed sheet: compare it.",
                "portal-proof",
            ),
            step(
                "Mở trang “Có đúng là của chúng tôi?”, gõ mã vào. Không ra bản tin nào thì đó không phải tin của chúng tôi.",
                "Open “Is it really ours?” and type the code. If no bulletin appears, it is not ours.",
                "portal-verify",
            ),
            ordered=False,
        ),
    ),
)

APP = Guide(
    "app",
    Words("Ứng dụng", "The app"),
    Words(
        "Chính trang này trên màn hình chính: đọc được khi mất mạng, có thông báo khi có tin mới. Không qua kho ứng dụng.",
        "This page on your home screen: readable without a network, with a notice when there is news. No app store.",
    ),
    (
        part(
            *ANDROID,
            step(
                "Mở trang “Cài ứng dụng” bằng Chrome, Firefox hoặc Samsung Internet: quét mã QR cuối trang này. Có nút “Cài "
                "ngay” thì bấm nút đó là xong.",
                "Open the page “Install the app” in Chrome, Firefox or Samsung Internet: scan the QR code at the end of this "
                "page. Where there is a button “Install now”, tap it and you are done.",
                "app-install",
            ),
            step(
                "Không có nút? Chạm dấu ⋮ ở góc trên bên phải, chọn ‘Thêm vào Màn hình chính’ hoặc ‘Cài đặt ứng dụng’, rồi "
                "‘Cài đặt’.",
                "No button? Tap the menu ⋮ at the top right, choose ‘Add to Home screen’ or ‘Install app’, then ‘Install’.",
            ),
            step(
                "Mở ứng dụng từ màn hình chính, vào “Cài ứng dụng”, đánh dấu đồng ý và bấm “Bật thông báo”.",
                "Open the app from the home screen, go to “Install the app”, tick the consent and tap “Turn notices on”.",
                "app-notices",
            ),
        ),
        part(
            *IPHONE,
            step(
                "Phải mở bằng Safari (iOS 16.4 trở lên): đưa máy ảnh vào mã QR cuối trang này.",
                "It must be Safari (iOS 16.4 or later): point the camera at the QR code at the end of this page.",
            ),
            step(
                "Chạm nút chia sẻ (hình vuông có mũi tên hướng lên), kéo xuống chọn ‘Thêm vào MH chính’, rồi ‘Thêm’.",
                "Tap the share button (a square with an arrow upward), scroll to ‘Add to Home Screen’, then ‘Add’.",
            ),
            step(
                "Mở ứng dụng từ màn hình chính rồi mới bấm “Bật thông báo”; trong Safari nút này chưa có tác dụng.",
                "Open the app from the home screen and only then tap “Turn notices on”; inside Safari it cannot work yet.",
            ),
        ),
        part(
            *COMPUTER,
            step(
                "Trong Chrome hoặc Edge, mở trang “Cài ứng dụng” và bấm biểu tượng cài đặt ở cuối thanh địa chỉ.",
                "In Chrome or Edge, open “Install the app” and click the install sign at the end of the address bar.",
                "app-computer",
            ),
        ),
        part(
            "Dùng hằng ngày",
            "Every day",
            step(
                "Có tin mới, máy báo như sau. Bản đính chính thay thế thông báo cũ, không hiện chồng lên nhau.",
                "When there is news, the phone shows this. A correction replaces the old notice instead of joining it.",
                "app-notice",
            ),
            step(
                "Mất mạng vẫn đọc được các bản tin gần nhất. Xác nhận và câu hỏi gửi lúc mất mạng được chuyển đi khi có mạng.",
                "Without a network the latest bulletins stay readable. What you confirm or ask meanwhile is sent later.",
            ),
            step(
                "Mắt kém? Trong “Cài ứng dụng” chọn “Chữ lớn” hoặc “Chữ rất lớn”.",
                "Weak eyes? In “Install the app” choose “Large text” or “Very large text”.",
                "app-reading",
            ),
            step(
                "Không muốn nhận nữa: bấm “Tắt thông báo”. Địa chỉ thiết bị của bạn được xóa ngay.",
                "No more notices: tap “Turn notices off”. The address of your device is deleted at once.",
            ),
            ordered=False,
        ),
    ),
)

MAIL = Guide(
    "mail",
    Words("Thư công vụ", "Official mail"),
    Words(
        "Dành cho cán bộ, công chức, viên chức, người lao động và ai đăng ký nhận thư. Không cần cài gì thêm.",
        "For staff of the state's bodies and whoever subscribed. Nothing to install.",
    ),
    (
        part(
            "Điện thoại Android, iPhone",
            "Android phone, iPhone",
            step(
                "Mở hộp thư công vụ trong ứng dụng thư quen dùng. Bản tin có tiêu đề, tóm tắt và toàn văn ngay trong thư; đọc "
                "xong bấm “Xác nhận đã đọc”.",
                "Open your official mailbox in the mail program you know. Title, summary and whole text are in the mail; when "
                "you have read it, tap “Confirm that you have read this”.",
                "mail-message",
            ),
            step(
                "Trang mở ra ghi tên bạn. Chỉ khi bấm “Tôi đã đọc và hiểu” mới tính là đã xác nhận; mở thư thì chưa.",
                "The page that opens has your name on it. Only “I have read and understood” counts; opening the mail does not.",
                "mail-confirm",
            ),
            step(
                "Xong. Bấm lần nữa cũng không sao: mỗi người chỉ tính một lần, dù xác nhận ở kênh nào.",
                "Done. Tapping again does no harm: everybody counts once, on whichever channel.",
                "mail-confirmed",
            ),
        ),
        part(
            *COMPUTER,
            step(
                "Mở hộp thư công vụ trên trình duyệt hoặc Outlook, Thunderbird. Thư giống trên điện thoại, cùng một nút.",
                "Open the mailbox in the browser, in Outlook or Thunderbird. The mail is as on the phone, with the same button.",
                "mail-computer",
            ),
        ),
        part(
            "Thư thật và thư giả",
            "Real mail and false mail",
            step(
                "Chúng tôi không bao giờ hỏi mật khẩu, không gửi tệp chương trình, không gửi đường dẫn đăng nhập.",
                "We never ask for a password, never send a program, never send a link to sign in.",
            ),
            step(
                "Thư lạ: đừng mở tệp, đừng bấm đường dẫn. Cán bộ đăng nhập, chọn “Kiểm tra thư” và đưa thư vào xem.",
                "A strange mail: open no file, follow no link. Staff sign in, choose “Check a mail” and have it judged.",
                "mail-check",
            ),
            ordered=False,
        ),
    ),
)

ZALO = Guide(
    "zalo",
    Words("Zalo", "Zalo"),
    Words(
        "Nhận bản tin ngay trong Zalo, từ tài khoản chính thức có dấu xác thực màu vàng.",
        "Bulletins right inside Zalo, from the Official Account with the gold verification tick.",
    ),
    (
        part(
            "Điện thoại Android, iPhone",
            "Android phone, iPhone",
            step(
                "Mở Zalo, tìm tên cơ quan ghi ở đầu trang này, chọn tài khoản ‘Official Account’ có dấu xác thực màu vàng và "
                "chạm ‘Quan tâm’.",
                "Open Zalo, search for the authority named at the top of this page, choose the ‘Official Account’ with the gold "
                "tick and tap ‘Follow’.",
            ),
            step(
                "Bản tin đến như tin nhắn. Chạm vào để đọc toàn văn; cán bộ chạm “Đọc và xác nhận” để đơn vị biết mình đã đọc.",
                "The bulletin comes as a message. Tap it for the whole text; staff tap “Read and confirm” so that their unit "
                "knows.",
                "zalo-message",
            ),
            step(
                "Mỗi tin nhắn có “Mã bản tin”. Nghi ngờ thì gõ mã ấy trên cổng thông tin.",
                "Every message carries a “Bulletin code”. When in doubt, type it on the portal.",
            ),
        ),
        part(
            *COMPUTER,
            step(
                "Mở ‘Zalo PC’ hoặc chat.zalo.me, đăng nhập như thường lệ. Tin nhắn giống trên điện thoại.",
                "Open ‘Zalo PC’ or chat.zalo.me and sign in as usual. The message is as on the phone.",
            ),
        ),
        part(
            "Cẩn thận",
            "Take care",
            step(
                "Tài khoản khác mang tên chúng tôi mà không có dấu vàng đều là giả. Đừng cho mã OTP, đừng chuyển tiền.",
                "Any other account in our name without the gold tick is false. Give no OTP code, send no money.",
            ),
            step(
                "Bỏ ‘Quan tâm’ là ngừng nhận tin. Không ai hỏi lý do.",
                "To stop, choose ‘Unfollow’. Nobody asks why.",
            ),
            ordered=False,
        ),
    ),
)
