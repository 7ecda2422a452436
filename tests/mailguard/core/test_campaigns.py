"""Campaigns: alike mails come together whatever their order, strangers stay apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core.campaigns import Clusters, files, keys, places
from loa.mailguard.core.mail import read_mail
from loa.mailguard.core.registry import registry
from tests.mailguard.builder import Mail
from tests.mailguard.mails import BANK, CDC, HOSPITAL, MOH, PRESS, TAX

LURE = Mail(
    "Bộ Y tế <thongbao@yte-khancap.example>",
    "Khẩn: khai báo y tế trước 17 giờ",
    "Kính gửi ông Nguyễn Văn A, để tránh bị xử phạt đề nghị ông đăng nhập cổng khai báo trước 17 giờ hôm nay và điền "
    "đầy đủ số định danh cá nhân, số điện thoại, nơi ở hiện tại cùng mã xác thực được gửi tới máy của ông.",
    html="<p>Khai báo <a href='https://khaibao-yte.example/a'>tại đây</a></p>",
)


def keys_of(mail: Mail) -> frozenset[str]:
    return keys(read_mail(mail.build()), registry(), ("halong.gov.vn",))


def test_the_same_letter_from_other_mailboxes_is_one_campaign() -> None:
    second = LURE.but(sender="Bộ Y tế <khaibao@gmail.com>", html="", text=LURE.text.replace("Văn A", "Thị B"))
    assert keys_of(LURE.but(html="")) & keys_of(second)


def test_a_link_and_a_file_join_letters_of_other_words() -> None:
    other = LURE.but(sender="Sở Y tế <a@example.org>", text="Ngắn thôi.", subject="Khác")
    assert keys_of(LURE) & keys_of(other)
    file = (
        "to-khai.docm",
        "application/octet-stream",
        b"harmless bytes, long enough to be a file of its own kind " * 4,
    )
    one, two = (MOH.but(sender=f"X <x@{host}>", text=host, files=(file,)) for host in ("a.example", "b.example"))
    assert keys_of(one) & keys_of(two)


def test_honest_mails_of_different_bodies_share_nothing() -> None:
    honest = [keys_of(mail) for mail in (MOH, CDC, TAX, BANK, HOSPITAL, PRESS)]
    for place, one in enumerate(honest):
        assert not any(one & other for other in honest[place + 1 :])


def test_what_everybody_links_to_is_no_key_and_shared_hosts_count_with_their_path() -> None:
    page = "<p><a href='https://moh.gov.vn/tin'>x</a> <a href='https://bit.ly/abc?u=1'>y</a></p>"
    mail = read_mail(MOH.but(html=page).build())
    assert places(mail) == ["bit.ly/abc", "moh.gov.vn"]
    with_link, without = keys_of(MOH.but(html=page)), keys_of(MOH)
    assert len([key for key in with_link - without if key.startswith("host:")]) == 1


def test_a_mailbox_or_form_at_a_protected_body_is_its_owners_and_the_body_itself_is_nobodys() -> None:
    """Google is a body whose name is misused, and also where anybody opens a mailbox or a form."""
    assert registry().owner("gmail.com") is not None
    form = "<a href='https://docs.google.com/forms/d/e/1FAIpQL-x/viewform'>x</a>"
    one, two = (LURE.but(sender="Bộ Y tế <yte@gmail.com>", text=text, html="") for text in ("Ngắn.", "Khác hẳn."))
    assert keys_of(one) & keys_of(two)
    assert not keys_of(one) & keys_of(two.but(sender="Lan <lan@gmail.com>"))
    assert keys_of(one.but(html=form)) & keys_of(two.but(sender="X <x@a.example>", html=form))
    start = "<a href='https://www.google.com/'>x</a>"
    assert not keys_of(one.but(html=start)) & keys_of(two.but(sender="X <x@a.example>", html=start))


def test_keys_name_nobody_and_pictures_are_no_files() -> None:
    mail = LURE.but(sender="An <an.nguyen@gmail.com>", files=(("logo.png", "image/png", b"x" * 500),))
    assert not any("gmail" in key or "nguyen" in key for key in keys_of(mail))
    assert files(read_mail(mail.build())) == []


@given(st.data(), st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=4), max_size=14))
def test_the_order_of_arrival_changes_nothing(data: st.DataObject, mails: list[frozenset[str]]) -> None:
    order = data.draw(st.permutations(range(len(mails))))
    first, second = Clusters(), Clusters()
    for mail in range(len(mails)):
        first.add(mail, mails[mail])
    for mail in order:
        second.add(mail, mails[mail])
    assert first.campaigns() == second.campaigns()


@given(st.lists(st.frozensets(st.sampled_from("abcdef"), max_size=3), max_size=12))
def test_mails_are_together_exactly_when_a_chain_of_keys_leads_there(mails: list[frozenset[str]]) -> None:
    clusters = Clusters()
    for mail, found in enumerate(mails):
        clusters.add(mail, found)
    reach = {mail: {mail} for mail in range(len(mails))}
    for _ in mails:
        for mail, known in reach.items():
            reach[mail] = known | {o for o in reach for k in known if mails[o] & mails[k]}
    assert clusters.campaigns() == frozenset(frozenset(group) for group in reach.values())


@given(st.binary(max_size=2000))
def test_garbage_has_keys_too(raw: bytes) -> None:
    assert all(len(key) <= 48 for key in keys(read_mail(raw), registry()))
