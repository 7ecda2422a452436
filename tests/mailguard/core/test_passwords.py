"""A password beside a locked file: what counts as told, what counts as a file, and where it lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.evidence.passwords import told_in
from tests.mailguard.builder import GATEWAY, Mail
from tests.mailguard.core.test_files import locked

SENDER = Mail("Nguyễn Văn Mẫu <mau@mau.example>", "Trao đổi")
OFFICE = Mail("Văn thư <vanthu@quangninh.gov.vn>", "Danh sách")
FILE = "https://la.example/tai-lieu.zip"
SEEN = {"file.link_password", "file.link_password_known", "file.locked_password", "file.locked_office", "file.locked"}


def found(mail: Mail, gateway: bool = True) -> set[str]:
    settings = GuardSettings(authserv=GATEWAY if gateway else None, own_domains=("halong.gov.vn",))
    return {item.code for item in check(mail.build(), settings=settings).evidence} & SEEN


@pytest.mark.parametrize(
    "words",
    ["mat khau giai nen: 2406", "(mat khau 3434)", "password: mr0871", "mk mo file la ab12", "pass giai nen la 123456",
     "password is k9x", "mat khau: benhvien", "password to open the file: draft2026", "mat khau cua tep: a1b2"],
)  # fmt: skip
def test_a_password_that_is_told(words: str) -> None:
    assert told_in(f"chao anh,\n{words}\ntran trong")


@pytest.mark.parametrize(
    "words",
    ["mat khau se duoc bao rieng qua dien thoai", "mat khau: gui rieng qua zalo 0912345678", "bo qua mat khau",
     "doi mat khau truoc ngay 15", "mat khau gui qua tin nhan: 090", "your password expires in 3 days",
     "the password follows separately"],
)  # fmt: skip
def test_a_password_that_is_not(words: str) -> None:
    assert not told_in(f"chao anh,\n{words}\ntran trong")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (FILE, "file.link_password"),
        ("https://la.example/d?f=x.zip", "file.link_password"),
        ("https://la.example/huong-dan.pdf", ""),
        ("https://mega.nz/file/1", "file.link_password"),
        ("https://bit.ly/tai-lieu", "file.link_password"),
        ("https://drive.google.com/file/d/1/view", "file.link_password_known"),
        ("https://we.tl/t-1", "file.link_password_known"),
        ("https://file.mau.example/tai-lieu.7z", "file.link_password_known"),
        ("https://quangninh.gov.vn/tai-lieu.zip", ""),
        ("https://file.halong.gov.vn/tai-lieu.zip", ""),
        ("http://192.168.1.9/tai-lieu.zip", ""),
    ],
)
def test_where_the_file_lies(target: str, code: str) -> None:
    mail = SENDER.but(text=f"Chào anh, tài liệu ở {target}\nMật khẩu mở tệp: 2406\nTrân trọng")
    assert found(mail) == ({code} if code else set())


def test_without_a_password_or_with_another_one_nothing_is_said() -> None:
    assert not found(SENDER.but(text=f"Chào anh, tài liệu ở {FILE}\nTrân trọng"))
    page = "https://mega.nz/file/1"
    assert not found(SENDER.but(text=f"Chào anh, ảnh ở {page}\nTài khoản wifi: HOP, mật khẩu: hop12345\nTrân trọng"))


def test_an_office_that_shares_through_a_cloud_is_left_alone() -> None:
    text = "Gửi các đơn vị: https://drive.google.com/file/d/1/view\nMật khẩu giải nén: 2406"
    assert not found(OFFICE.but(text=text))
    assert found(OFFICE.but(text=text), gateway=False) == {"file.link_password_known"}
    assert found(OFFICE.but(text=text.replace("drive.google.com", "x.web.app"))) == {"file.link_password"}


def test_an_attached_file_weighs_by_who_vouches() -> None:
    attached = (("ds.zip", "application/zip", locked("ds.xlsx")),)
    told, later = "Mật khẩu giải nén: 2406", "Mật khẩu mở tệp sẽ được thông báo qua điện thoại."
    assert found(OFFICE.but(text=told, files=attached)) == {"file.locked_office"}
    assert found(OFFICE.but(text=told, files=attached), gateway=False) == {"file.locked_password"}
    assert found(OFFICE.but(text=told, files=attached, auth="fail")) == {"file.locked_password"}
    assert found(SENDER.but(text=told, files=attached)) == {"file.locked_password"}
    assert found(OFFICE.but(text=later, files=attached)) == {"file.locked"}


@given(st.text(alphabet="matkhu pasword:=la12\n(\"'", max_size=400))
def test_any_text_is_searched(text: str) -> None:
    assert told_in(text) in text
