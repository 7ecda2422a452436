"""What the demo's editor writes: the bulletin that dispatch 365 calls for, its correction, and one rebuttal."""

from __future__ import annotations

from loa.bulletins.core.manifest import Figure, Text

BULLETIN = {
    "vi": Text(
        title="Bốn kênh thông tin chính thức về dịch nCoV: đọc hằng ngày, cài Smart Quảng Ninh, cảnh giác thư giả mạo",
        summary=(
            "Từ hôm nay, tin chính thức về dịch bệnh do virus Corona (nCoV) có trên bốn kênh. Cán bộ, công chức, viên chức, "
            "người lao động đọc hằng ngày, cài ứng dụng và không mở thư lạ."
        ),
        body=(
            "Thực hiện Công văn số 365/UBND-VHTT ngày 07/02/2020, Ủy ban nhân dân thành phố Cẩm Phả thông báo:\n\n"
            "## Việc cần làm ngay\n\n"
            "1. **Đọc hằng ngày** tin chính thức trên bốn kênh: Trang thông tin công chức, ứng dụng Smart Quảng Ninh, hệ thống "
            "thư công vụ của tỉnh và Zalo. Chia sẻ cho người thân, hàng xóm.\n"
            "2. **Cài ứng dụng** Smart Quảng Ninh trên điện thoại của mình; giúp người thân, bạn bè và nhân dân cùng cài.\n"
            "3. **Kiểm tra địa chỉ người gửi** trước khi mở thư. Không bấm vào đường dẫn, không mở tệp đính kèm nếu thư không phải từ "
            "tài khoản tin cậy hoặc tài khoản thư chính thống của tỉnh Quảng Ninh.\n\n"
            "## Vì sao\n\n"
            "Tin tặc đang mạo danh hãng truyền thông và tổ chức y tế để phát tán mã độc. Một người bấm nhầm có thể làm hỏng "
            "máy của cả cơ quan.\n\n"
            "## Khi nghi ngờ\n\n"
            "Dán nội dung vào mục “Có đúng không?” trên trang này, hoặc chuyển tiếp thư lạ cho đầu mối của đơn vị."
        ),
        source="Công văn số 365/UBND-VHTT ngày 07/02/2020 của UBND thành phố Cẩm Phả",
    ),
    "en": Text(
        title="Four official channels for news of the nCoV outbreak: read daily, install the app, beware of forged mail",
        summary=(
            "From today, official news of the Corona virus (nCoV) outbreak comes on four channels. Staff read it daily, "
            "install the app and open no strange mail."
        ),
        body=(
            "Following dispatch 365/UBND-VHTT of 7 February 2020, the People's Committee of Cẩm Phả announces:\n\n"
            "1. **Read the official news every day** on the civil servants' portal, the Smart Quảng Ninh app, official mail and Zalo.\n"
            "2. **Install the app** and help family, friends and neighbours to install it.\n"
            "3. **Check who sent a mail** before you open it. Click no link and open no file that does not come from a trusted "
            "account or an official account of Quảng Ninh province.\n"
        ),
        source="Dispatch 365/UBND-VHTT, 7 February 2020",
    ),
}

FIGURES = (
    Figure(
        {"vi": "Số ca mắc tại Quảng Ninh", "en": "Cases in Quảng Ninh"},
        0,
        "2020-02-07",
        "cases",
        "ca",
        units={"en": "cases"},
    ),
    Figure(
        {"vi": "Đang cách ly, theo dõi", "en": "In quarantine"},
        14,
        "2020-02-07",
        "quarantine",
        "người",
        9,
        {"en": "people"},
    ),
    Figure(
        {"vi": "Đã hết thời gian cách ly", "en": "Quarantine ended"},
        21,
        "2020-02-07",
        "quarantine",
        "người",
        18,
        {"en": "people"},
    ),
)

RUMOUR = "nghe nói ăn tỏi sống mỗi ngày là diệt hết virus corona, khỏi cần khẩu trang, chia sẻ cho mọi người"

REBUTTAL = {
    "vi": Text(
        title="Ăn tỏi sống không diệt được virus Corona",
        summary=(
            "Tỏi là thực phẩm tốt nhưng không có bằng chứng nào cho thấy ăn tỏi phòng được nCoV. Hãy đeo khẩu trang, "
            "rửa tay bằng xà phòng."
        ),
        body=(
            "Không có bằng chứng khoa học cho thấy ăn tỏi sống phòng hoặc diệt được virus Corona. Ăn nhiều tỏi sống có thể "
            "làm tổn thương miệng và dạ dày.\n\n"
            "Việc nên làm: đeo khẩu trang nơi đông người, rửa tay bằng xà phòng ít nhất 20 giây, ho hắt hơi che miệng, khi sốt "
            "và ho hãy gọi trạm y tế."
        ),
        source="Tổ chức Y tế Thế giới (WHO); Trung tâm Kiểm soát bệnh tật tỉnh Quảng Ninh",
        claim="Ăn tỏi sống mỗi ngày diệt được virus Corona, không cần đeo khẩu trang",
        verdict="false",
    ),
    "en": Text(
        title="Raw garlic does not kill the Corona virus",
        summary="Garlic is good food, but nothing shows that it protects from nCoV. Wear a mask and wash your hands.",
        body="There is no evidence that eating garlic protects from or kills the Corona virus.",
        source="World Health Organization",
        claim="Raw garlic every day kills the Corona virus",
        verdict="false",
    ),
}

WAITING = {
    "vi": Text(
        title="Lịch khử khuẩn chợ và trường học từ ngày 10 đến ngày 12/02/2020",
        summary=(
            "Chợ và trường học trên địa bàn thành phố được khử khuẩn từ ngày 10 đến ngày 12/02/2020. Mỗi nơi đóng cửa nửa ngày; "
            "hàng hóa cần che đậy kín."
        ),
        body=(
            "| Ngày | Nơi khử khuẩn | Giờ |\n|---|---|---|\n| 10/02/2020 | Chợ Cẩm Đông, chợ Cẩm Thủy | 13:00 – 17:00 |\n"
            "| 11/02/2020 | Trường mầm non, tiểu học | 07:30 – 11:30 |\n| 12/02/2020 | Trường trung học cơ sở | 07:30 – 11:30 |\n\n"
            "Tiểu thương che kín thực phẩm trước giờ khử khuẩn và quay lại sau hai giờ. Trưởng đơn vị cử người mở cửa."
        ),
        source="Kế hoạch khử khuẩn của Phòng Y tế thành phố Cẩm Phả, ngày 08/02/2020",
    ),
}

DRAFT = {
    "vi": Text(
        title="Tình hình dịch ngày 08/02/2020 trên địa bàn thành phố",
        summary="Đến 17 giờ ngày 08/02/2020, thành phố chưa có ca mắc. Số người hết thời gian theo dõi tiếp tục tăng.",
        body="Đến 17 giờ ngày 08/02/2020, thành phố chưa ghi nhận ca mắc.\n\n[số] người đang được theo dõi tại nhà.",
    ),
}

PHISHING_MAILBOX = "vanthu@campha.example"
PHISHING_MAIL = """\
From: =?utf-8?b?QuG7mSBZIHThur8gVmnhu4d0IE5hbQ==?= <moh.thongbao@gmail.com>
To: vanthu@campha.example
Reply-To: covid-support@mail-boyte.example
Subject: =?utf-8?q?KH=E1=BA=A8N=3A_H=C6=B0=E1=BB=9Bng_d=E1=BA=ABn_ph=C3=B2ng_ch=E1=BB=91ng_virus_Corona?=
Date: Fri, 7 Feb 2020 08:12:00 +0700
Message-ID: <a1@mail-boyte.example>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<p>Kính gửi cán bộ,</p>
<p>Bộ Y tế yêu cầu tất cả cán bộ tải ngay tài liệu hướng dẫn tại
<a href="http://moh-gov-vn.example.top/tai-lieu.exe">https://moh.gov.vn/huong-dan</a> và đăng nhập bằng
mật khẩu thư công vụ trong hôm nay. Không thực hiện sẽ bị khóa tài khoản.</p>
"""
