"""Guides for those on duty: staff, focal points, editors and approvers."""

from __future__ import annotations

from loa.channels.portal.guides.book import Guide, Words, part, step

STAFF = Guide(
    "staff",
    Words("Dành cho cán bộ, công chức, viên chức", "For staff"),
    Words(
        "Mỗi ngày chưa đến một phút: đọc, xác nhận, chia sẻ, giúp người thân cài ứng dụng.",
        "Less than a minute a day: read, acknowledge, share, help your family to the app.",
    ),
    (
        part(
            "Lần đầu",
            "The first time",
            step(
                "Đơn vị trao cho bạn một thư mời có mã QR, dùng một lần. Quét mã, kiểm tra đúng tên mình, tạo khóa truy cập "
                "(vân tay, khuôn mặt, mã PIN của máy) hoặc đặt mật khẩu.",
                "Your unit hands you an invitation with a QR code that works once. Scan it, check that the name is yours, make "
                "a passkey (fingerprint, face or PIN of the phone) or set a password.",
            ),
            step(
                "Những lần sau: mở trang đăng nhập, nhập thư điện tử và mật khẩu hoặc dùng khóa truy cập. Không bản tin nào có "
                "đường dẫn đăng nhập.",
                "Later: open the sign-in page, enter e-mail and password or use the passkey. No bulletin ever holds a link to "
                "sign in.",
                "staff-sign-in",
            ),
        ),
        part(
            "Đọc và xác nhận",
            "Read and acknowledge",
            step(
                "Trang “Hôm nay” có các bản tin phải đọc. Mở “Đọc toàn văn”, đọc xong bấm “Tôi đã đọc và hiểu”.",
                "“Today” holds what you must read. Open “Read the whole text”, then press “I have read and understood”.",
                "staff-today",
            ),
            step(
                "Xác nhận trong thư, trên Zalo hay trong ứng dụng cũng được: mỗi người tính một lần.",
                "Acknowledging by mail, on Zalo or in the app is as good: everybody counts once.",
            ),
        ),
        part(
            "Chia sẻ",
            "Share",
            step(
                "Bấm “Gửi qua Zalo” hoặc “Chép đường dẫn” để gửi đi, rồi bấm “Tôi đã chia sẻ”. Không ai hỏi bạn gửi cho ai.",
                "Press “Send by Zalo” or “Copy the link” to pass it on, then “I have passed it on”. Nobody asks to whom.",
                "staff-share",
            ),
            step(
                "“Bản in để dán” mở một tờ A4 có mã QR để dán ở cổng, nhà văn hóa, chợ.",
                "“Sheet to print” opens an A4 sheet with a QR code for the gate, the culture house, the market.",
                "staff-notice",
            ),
        ),
        part(
            "Giúp người thân, hàng xóm",
            "Help family and neighbours",
            step(
                "Trên trang “Hôm nay” bấm “Giúp người thân cài ứng dụng”.",
                "On “Today” press “Help somebody to the app”.",
            ),
            step(
                "Cho người thân quét mã trên màn hình, hoặc gửi đường dẫn. Mỗi máy tính một lần cho đơn vị; không lưu tên ai.",
                "Let them scan the code on your screen, or send the link. Each phone counts once for the unit; no name is kept.",
                "staff-family",
            ),
        ),
        part(
            "Kiểm tra một thư đáng ngờ",
            "Check a doubtful mail",
            step(
                "Đừng mở tệp, đừng bấm đường dẫn. Lưu thư thành tệp .eml, vào “Kiểm tra thư”, chọn tệp rồi bấm “Kiểm tra”.",
                "Open no file, follow no link. Save the mail as an .eml file, go to “Check a mail”, choose it, press “Check it”.",
                "mail-check",
            ),
            step(
                "Kết luận đứng đầu, rồi đến việc cần làm và từng lý do.",
                "The verdict comes first, then what to do, then each reason.",
                "staff-verdict",
            ),
        ),
    ),
)

FOCAL_POINT = Guide(
    "focal-point",
    Words("Dành cho đầu mối và trưởng đơn vị", "For focal points and unit heads"),
    Words(
        "Biết đơn vị còn thiếu ai, nhắc đúng những người đó, báo cáo lên trên.",
        "Know who of your unit is still missing, remind exactly those, report upward.",
    ),
    (
        part(
            "Xem độ phủ",
            "See the coverage",
            step(
                "Mở “Độ phủ” và chọn một bản tin.",
                "Open “Coverage” and choose a bulletin.",
                "focal-board",
            ),
            step(
                "Trang của đơn vị mình hiện ra. “Đã xác nhận” chỉ tính người đã bấm nút; mở xem thì chưa tính.",
                "The page of your unit appears. “Acknowledged” counts only those who pressed the button; opening does not.",
                "focal-unit",
            ),
            step(
                "Bấm vào số người còn thiếu để xem họ tên, điện thoại, và ai đã được nhắc.",
                "Press the number of the missing to see names, telephones, and who was reminded.",
                "focal-missing",
            ),
        ),
        part(
            "Nhắc",
            "Remind",
            step(
                "Bấm “Nhắc đúng những người còn thiếu”. Mỗi người được nhắc một lần, trên kênh họ dễ thấy nhất, không nhắc ban "
                "đêm.",
                "Press “Remind exactly those missing”. Each is reminded once, on the channel they see best, never at night.",
                "focal-remind",
            ),
            step(
                "Ai vẫn chưa xác nhận: gọi điện. Danh sách có số.",
                "Who still has not acknowledged: telephone. The list has the numbers.",
            ),
        ),
        part(
            "Báo cáo",
            "Report",
            step(
                "Cùng trang đó có báo cáo .xlsx, PDF theo thể thức Nghị định 30 và CSV. “Tổng hợp mọi bản tin trong 30 ngày qua” gộp tất cả lại.",
                "The same page gives reports as .xlsx, PDF in the form of Decree 30, and CSV. “The last 30 days, all bulletins "
                "together” adds them up.",
                "focal-month",
            ),
            step(
                "Nhiệm vụ mà công văn giao cho đơn vị nằm ở “Nhiệm vụ của đơn vị tôi”; cập nhật khi làm xong.",
                "Tasks that a dispatch gave your unit stand under “Tasks of my units”; report there when they are done.",
                "focal-tasks",
            ),
        ),
    ),
)

DESK = Guide(
    "desk",
    Words("Dành cho biên tập viên và người duyệt", "For editors and approvers"),
    Words(
        "Viết một lần, người thứ hai duyệt, ký số rồi phát trên bốn kênh.",
        "Write once, a second person approves, then it is signed and goes out on four channels.",
    ),
    (
        part(
            "Biên tập viên",
            "Editor",
            step(
                "“Bàn biên tập” → “Soạn bản tin”: chọn loại tin và đơn vị phát hành, hoặc bắt đầu từ một mẫu.",
                "“Desk” → “Write a bulletin”: choose the kind and the issuing unit, or begin from a template.",
                "desk-new",
            ),
            step(
                "Viết tiêu đề, tóm tắt, nội dung, nguồn; thêm số liệu, ảnh, tệp; chọn người nhận. Trang tự lưu.",
                "Write title, summary, text and source; add figures, pictures, files; choose who receives it. The page saves "
                "itself.",
                "desk-edit",
            ),
            step(
                "Xem bản tin trên cả bốn kênh, mỗi kênh kèm giới hạn của nó.",
                "See the bulletin as each of the four channels will show it, with each channel's limits.",
                "desk-preview",
            ),
            step(
                "Sửa những điều trang nhắc, rồi bấm “Trình duyệt”.",
                "Mend what the page points out, then press “Submit for approval”.",
                "desk-submit",
            ),
        ),
        part(
            "Người duyệt",
            "Approver",
            step(
                "Cần lớp xác thực thứ hai (khóa truy cập hoặc ứng dụng xác thực). “Chờ tôi duyệt” liệt kê những gì đang chờ.",
                "You need a second factor (a passkey or an authenticator app). “Awaiting my approval” lists what waits.",
                "desk-waiting",
            ),
            step(
                "Đọc đúng những chữ sẽ phát và xem sẽ đến bao nhiêu người. Rồi bấm “Duyệt và phát hành”, hoặc trả lại kèm lý do. "
                "Không ai duyệt được lời mình viết.",
                "Read exactly what will go out and see how many people get it. Then press “Approve and release”, or return it "
                "with a reason. Nobody can approve words of their own.",
                "desk-approve",
            ),
        ),
        part(
            "Sau khi phát hành",
            "After the release",
            step(
                "Trang bản phát hành cho thấy từng kênh gửi đến đâu, và từ đó mở độ phủ.",
                "The page of the release shows how far each channel is, and leads on to the coverage.",
                "desk-release",
            ),
            step(
                "Có sai sót: “Đính chính” hoặc “Thu hồi”. Đó là bản tin mới gửi đến mọi người đã nhận bản cũ; bản cũ không mất.",
                "A mistake: “Correct” or “Recall”. That is a new bulletin to everybody who got the old one, which never vanishes.",
            ),
            ordered=False,
        ),
    ),
)
