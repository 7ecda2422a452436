"""The words of which names of bodies and posts are made, and those that end a name.

All entries are written as they are spelt and compared without tones (`letters.detone`), so that OCR slips do not
matter. They are common words of administrative Vietnamese, not a list of known bodies.
"""

from __future__ import annotations

import re
from functools import cache

from loa.directives.core.letters import detone

# A name may begin with these when a proper name follows ("Sở Y tế", "Công an tỉnh"): alone they are other words
# ("Ban hành", "Thanh tra việc …", "Báo cáo").
NAMED_HEADS = (
    "Bộ|Sở|Ban|Cục|Tổng cục|Chi cục|Vụ|Phòng|Thanh tra|Công an|Đài|Báo|Trường|Viện|Hội|Đoàn|Thuế|Hải quan|Quỹ|"
    "Kho bạc|Liên đoàn|Hiệp hội|Liên minh|Học viện|Đại học|Trung tâm|Trạm|Chi nhánh|Bệnh viện|Tòa án|Toà án|"
    "Viện kiểm sát|Kiểm toán|Bảo hiểm|Ngân hàng|Tập đoàn|Tổng công ty|Tổng Công ty|Quân khu|Đảng|Mặt trận|Điện lực|"
    "Bưu điện|Viễn thông|Hợp tác xã|Liên hiệp|Nhà xuất bản|Thông tấn xã|Tạp chí|Cảng vụ|Tiểu ban|Bảo tàng|"
    "Thư viện|Trưởng|Tổng|Phó"
)
# Fields that stand in small letters behind such a head in careless spelling: "Sở y tế", "Đài truyền hình Việt Nam".
SMALL_FIELDS = (
    "y tế|giáo dục|tư pháp|nội vụ|tài chính|công thương|nông nghiệp|văn hóa|văn hoá|thông tin|khoa học|du lịch|"
    "truyền hình|phát thanh|tiếng nói|khí tượng|thống kê|quốc phòng|kế hoạch|tài nguyên|giao thông|lao động|đa khoa"
)
# These name a body or a post by themselves.
FREE_HEADS = (
    "Ủy ban|Uỷ ban|UBND|HĐND|UBMTTQ|UB MTTQ|Hội đồng|Văn phòng|Chính phủ|Quốc hội|Thủ tướng|Phó Thủ tướng|"
    "Thường trực|Bộ trưởng|Thứ trưởng|Chủ tịch|Phó Chủ tịch|Giám đốc|Phó Giám đốc|Tổng giám đốc|Tổng Giám đốc|"
    "Cục trưởng|Tổng cục trưởng|Chi cục trưởng|Vụ trưởng|Chánh Văn phòng|Chánh Thanh tra|Chánh án|Trưởng ban|"
    "Trưởng Ban|Trưởng phòng|Trưởng Phòng|Trưởng đoàn|Thủ trưởng|Bí thư|Bí Thư|Thống đốc|Hiệu trưởng|Viện trưởng|"
    "Tổng biên tập|Tổng Biên tập|Công ty|Doanh nghiệp|Cơ quan|Đơn vị|Địa phương|Lãnh đạo|Thành viên|Cấp ủy|Cấp uỷ|"
    "Người đứng đầu|Người lao động|Người phát ngôn|Lực lượng|Chính quyền|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Thành uỷ|Huyện ủy|"
    "Đảng ủy|Đảng uỷ|Chủ đầu tư|Nhà thầu|Bộ Tư lệnh|Bộ Chỉ huy|Ban chỉ đạo|Ban quản lý|Ban tổ chức|Ban chỉ huy|"
    "Cán bộ|Toàn thể|Tổ công tác|Đồng chí|Hộ kinh doanh|Hộ gia đình|Sở, ban|Sở, ngành|Bộ, ngành|Phó|"
    "Cổng Thông tin|Cổng thông tin|Báo và phát thanh|Báo và Phát thanh|Quý cơ quan|Quý Cơ quan|Quý đơn vị|Quý Đơn vị|"
    "Trưởng thôn|Trưởng trạm|Trưởng khoa|Trưởng khu phố|Tổ trưởng|Trưởng Trạm"
)
# These may begin a name in small letters, behind "đề nghị", "yêu cầu", "giao".
SMALL_HEADS = (
    "cán bộ|công chức|viên chức|cơ quan|đơn vị|địa phương|lực lượng|toàn thể|người đứng đầu|người lao động|lãnh đạo|"
    "thủ trưởng|chủ tịch|giám đốc|bí thư|thành viên|ủy ban nhân dân|uỷ ban nhân dân|ban chỉ đạo|ban quản lý|"
    "chính quyền|doanh nghiệp|chủ đầu tư|công ty|văn phòng|sở, ban|ban, ngành|ban ngành|sở ngành|sở, ngành|bộ, ngành|"
    "đoàn thể|cấp ủy|nhà thầu|đồng chí|trưởng phòng|trưởng ban|quý cơ quan|quý đơn vị|trưởng thôn|tổ trưởng|trưởng trạm"
)
# What "các" may count when it begins a name: bodies and people, never things.
PLURALS = (
    "bộ|sở|ban|ngành|phòng|cục|vụ|viện|đơn vị|cơ quan|địa phương|tổ chức|doanh nghiệp|lực lượng|tỉnh|thành phố|xã|"
    "phường|huyện|quận|thị xã|đặc khu|cấp|cấp ủy|cấp uỷ|trường|bệnh viện|trung tâm|cơ sở|ngân hàng|tập đoàn|"
    "tổng công ty|công ty|đồng chí|thành viên|hội|đoàn thể|chủ đầu tư|nhà thầu|hộ|cá nhân|đài|báo|thuế|chi cục|"
    "ủy ban|uỷ ban|ubnd|hđnd|phó|thứ trưởng|ban chỉ đạo|hợp tác xã|khối|tổ|cán bộ|đại biểu|chi nhánh|hiệp hội|"
    "liên đoàn|đảng ủy|chi bộ|đảng bộ|bộ trưởng|giám đốc|chủ tịch|bí thư|thủ trưởng|tổng giám đốc|hiệu trưởng|trưởng|"
    "quân khu|công an|quân đội|kho bạc|trạm"
)
# Abbreviations that stand for bodies and people wherever they are.
ABBREVIATIONS = (
    "CB|CC|VC|NLĐ|CBCC|CBCCVC|CBCCVCNLĐ|UBND|HĐND|MTTQ|EVN|VNPT|VTV|VOV|TTXVN|VPCP|UBMTTQ|BHXH|CDC|NHNN|BQL|BCĐ|TW|TP"
)
# Small words inside a name. A name ends at the first small word that is not here: the predicate begins.
NAME_WORDS = (
    "các|những|thuộc|trực thuộc|trên địa bàn|địa bàn|tại|ở|cấp|ngang|tỉnh|thành phố|xã|phường|huyện|quận|thị xã|"
    "thị trấn|đặc khu|thôn|khu phố|tổ dân phố|trung ương|địa phương|nhân dân|ủy ban|uỷ ban|hội đồng|sở|bộ|ban|ngành|"
    "phòng|cục|vụ|viện|trường|trung tâm|đơn vị|cơ quan|tổ chức chính trị|tổ chức chính trị - xã hội|cá nhân|"
    "doanh nghiệp|đoàn thể|hội|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|huyện ủy|đảng ủy|cấp ủy|chính quyền|chính phủ|"
    "lực lượng|lực lượng chức năng|lực lượng vũ trang|quân đội|công an|công an xã|thanh tra|thuế|hải quan|ngân hàng|"
    "tập đoàn|tổng công ty|công ty|nhà thầu|chủ đầu tư|cán bộ|công chức|viên chức|người lao động|đảng viên|đoàn viên|"
    "hội viên|người dân|nhân viên|người đứng đầu|lãnh đạo|thủ trưởng|chủ tịch|phó chủ tịch|giám đốc|phó giám đốc|"
    "tổng giám đốc|bộ trưởng|thứ trưởng|bí thư|trưởng phòng|trưởng ban|thành viên|đồng chí|liên quan|có liên quan|"
    "thường trực|chuyên môn|quốc gia|nhà nước|nhà|nước|công lập|sự nghiệp|sự nghiệp công lập|báo chí|truyền thông|"
    "cơ quan thông tin|phát thanh|truyền hình|xã hội|chính trị|nghề nghiệp|hành chính|hành chính công|cơ sở|"
    "cơ sở giáo dục|cơ sở y tế|khám chữa bệnh|khám bệnh|chữa bệnh|hộ gia đình|hộ kinh doanh|hợp tác xã|hiệp hội|"
    "khu công nghiệp|khu kinh tế|khu chế xuất|cụm công nghiệp|khác|quản lý nhà nước|cơ quan quản lý nhà nước|"
    "ban chỉ đạo|ban quản lý|ban tổ chức|ban chỉ huy|đoàn đại biểu|đại biểu|mặt trận|tổ quốc|nông thôn mới|nhập khẩu|"
    "thủy văn|đổi số|y tế|đa khoa|kỹ thuật|cấp dưới|tham mưu giúp việc|đứng chân|đầu mối|khối|kinh doanh|quân sự|"
    "biên phòng|kiểm lâm|vũ trang|thông tấn|truyền thanh|thông tấn báo chí|tài chính|khu vực|miền núi|ven biển|"
    "trung ương đảng|vận tải|viễn thông|điện lực|cấp nước|nước sạch|tín dụng|tổ chức tín dụng|phi chính phủ|quốc tế|"
    "nhân sự|ngoài công lập|ngoài nhà nước|toàn thành phố|toàn tỉnh|toàn ngành|toàn quốc|giáo dục|chức năng|bệnh tật|"
    "xây dựng đảng|trạm|trạm y tế|cấp nước sạch|công nghiệp|phòng chống|cứu nạn cứu hộ|thú y|bảo vệ thực vật|"
    "lâm nghiệp|kinh tế|kinh tế mở|dân tộc|tôn giáo|thẩm định|tư vấn|chi nhánh|thi đua|khen thưởng|đảng|tập thể|"
    "phạm vi quản lý|khu kinh tế mở|dịch vụ|chính trị - xã hội|chính trị xã hội|thông tin , truyền thông|"
    "chính trị - xã hội nghề nghiệp|điện tử|dân phố|tổ trưởng|trưởng thôn|tổ|trường học|mầm non|tiểu học|"
    "trung học cơ sở|trung học phổ thông|phổ thông|đại học|cao đẳng|thị trường|dịch tễ|phòng , chống dịch|"
    "phòng , chống dịch bệnh|phòng , chống thiên tai|phòng , chống tham nhũng|phòng , chống tội phạm|"
    "phòng , chống ma túy|phòng , chống khủng bố|phòng cháy , chữa cháy rừng|phòng cháy , chữa cháy|"
    "phòng cháy và chữa cháy|tìm kiếm cứu nạn|tiêu cực|lãng phí|buôn lậu|hàng giả|gian lận thương mại"
)
# A small word that ends a name although the name could swallow it as the second syllable of a compound.
PREDICATES = (
    "chủ trì|chủ động|phối hợp|chỉ đạo|tiếp tục|khẩn trương|tập trung|có trách nhiệm|chịu trách nhiệm|căn cứ|theo|"
    "triển khai|thực hiện|rà soát|hướng dẫn|kịp thời|tăng cường|nghiên cứu|báo cáo|xây dựng|đôn đốc|kiểm tra|"
    "quan tâm|phải|cần|khi|để|trên cơ sở|đẩy mạnh|phổ biến|tuyên truyền|trực tiếp|liên hệ|trao đổi|biết|nghiêm túc|"
    "thường xuyên|hàng ngày|hằng ngày|bố trí|xử lý|gửi|trình|tham mưu|đề xuất|phát huy|sẵn sàng|bảo đảm|đảm bảo|"
    "nâng cao|thống nhất|hoàn thiện|lập|tích cực|bám sát|nắm|huy động|quán triệt|ban hành|đưa|thông báo|công bố|"
    "công khai|cập nhật|cung cấp|tham gia|liên tục|tạo điều kiện|khuyến khích|vận động|giám sát|hỗ trợ|sớm|"
    "nhanh chóng|đề nghị|yêu cầu|giao|phân công|chuẩn bị|tiếp nhận|thẩm định|xem xét|quyết định|chấp hành|tuân thủ|"
    "lưu ý|hoàn thành|đăng ký|niêm yết|duy trì|tự|trong|được|đã|đang|sẽ|không|là|có ý kiến|nhận được|trả lời|"
    "kết luận|định kỳ|cho|với|về|từ|đến|do|nếu|thì|và thực hiện|cùng|chọn|góp ý|tổng hợp|theo dõi|tổ chức"
)


_CAPITAL = "[A-ZÂĂĐÊÔƠƯ]"


@cache
def heads_pattern() -> re.Pattern[str]:
    """Matches, on toneless text, the words with which a name of a body or a post begins."""
    field = rf"\s+(?:{_longest_first(SMALL_FIELDS)})(?![^\W\d_])"
    proper = rf"(?=\s+(?:va\s+)?(?:{_CAPITAL}|tinh|thanh phô|cac|xa|phương|huyên|nhân|\d))"
    named = rf"(?:{_longest_first(NAMED_HEADS)})(?:{field}|{proper})"
    free = rf"(?:{_longest_first(FREE_HEADS)})(?![^\W\d_])"
    plural = rf"[Cc]ac\s+(?:{_either_case(_longest_first(PLURALS))})(?![^\W\d_])(?!\s+(?:phân|may|luât|tiêu|chi sô)\b)"
    small = rf"(?:{_longest_first(SMALL_HEADS)})(?![^\W\d_])"
    abbreviation = rf"(?:{detone(ABBREVIATIONS)})(?![^\W\d_])"
    return re.compile(rf"(?:{plural}|{free}|{named}|{small}|{abbreviation})")


@cache
def name_words() -> frozenset[tuple[str, ...]]:
    """`NAME_WORDS` as toneless word tuples."""
    return frozenset(tuple(entry.split()) for entry in detone(NAME_WORDS).split("|"))


@cache
def predicates() -> frozenset[tuple[str, ...]]:
    """`PREDICATES` as toneless word tuples."""
    return frozenset(tuple(entry.split()) for entry in detone(PREDICATES).split("|"))


@cache
def short_predicates() -> frozenset[str]:
    """The predicates of one syllable, with their tones."""
    return frozenset(entry for entry in PREDICATES.split("|") if " " not in entry)


def _longest_first(entries: str) -> str:
    return "|".join(sorted(detone(entries).split("|"), key=len, reverse=True))


def _either_case(entries: str) -> str:
    return "|".join(f"[{entry[0].upper()}{entry[0]}]{entry[1:]}" for entry in entries.split("|"))
