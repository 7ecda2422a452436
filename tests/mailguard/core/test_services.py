"""Services that mail for anybody: the service is true, its user may not be."""

from __future__ import annotations

import pytest

from loa.mailguard.core import GuardSettings, Level, check
from tests.mailguard.builder import GATEWAY, Mail

TRUSTED = GuardSettings(authserv=GATEWAY, own_domains=("halong.gov.vn",))
SHARED = Mail(
    "Trần Mẫu (qua Google Tài liệu) <drive-shares-dm-noreply@google.com>",
    "Đã chia sẻ tài liệu với bạn: Phân công trực",
    "Trần Mẫu (tranmau@gmail.com) đã mời bạn chỉnh sửa tài liệu: Phân công trực.",
    '<p>Trần Mẫu (tranmau@gmail.com) đã mời bạn: <a href="https://docs.google.com/d/1">Phân công trực</a></p>',
    reply_to="Trần Mẫu <tranmau@gmail.com>",
)
SIGNED = Mail(
    "Pham Mau via DocuSign <dse@docusign.net>", "Complete with DocuSign: amendment 2", "Pham Mau sent you a document.",
    '<p>Pham Mau sent you a document. <a href="https://na4.docusign.net/s">REVIEW DOCUMENT</a></p>',
    reply_to="Pham Mau <mau@unicef.org>",
)  # fmt: skip


def codes(mail: Mail) -> set[str]:
    return {item.code for item in check(mail.build(), settings=TRUSTED).evidence if item.weight}


@pytest.mark.parametrize("mail", [SHARED, SIGNED], ids=["folder", "signature"])
def test_an_answer_that_goes_to_the_user_is_how_such_services_work(mail: Mail) -> None:
    verdict = check(mail.build(), settings=TRUSTED)
    assert verdict.level is Level.SAFE, [item.code for item in verdict.evidence]
    assert not {code for code in codes(mail) if code.startswith("reply.")}


@pytest.mark.parametrize(
    "name", ["Bộ Y tế", "Văn phòng UBND xã Mẫu", "World Bank Disbursement", "Vietcombank"], ids=str
)
def test_a_user_at_freemail_who_calls_himself_an_authority(name: str) -> None:
    mail = SHARED.but(
        sender=f"{name} (qua Google Tài liệu) <drive-shares-dm-noreply@google.com>",
        reply_to=f"{name} <vanphong.so@gmail.com>",
    )
    assert "claim.service_free" in codes(mail)
    assert check(mail.build(), settings=TRUSTED).level is not Level.SAFE


def test_an_authority_s_own_user_is_no_claim() -> None:
    mail = SIGNED.but(sender="UNICEF Supply via DocuSign <dse@docusign.net>")
    assert not {code for code in codes(mail) if code.startswith("claim.")}


def test_a_user_at_a_domain_of_his_own_in_another_s_name() -> None:
    mail = SIGNED.but(sender="UNICEF Supply via DocuSign <dse@docusign.net>", reply_to="supply@procure-desk.example")
    assert "claim.service_user" in codes(mail)


def test_a_desk_at_a_ticket_service_is_a_weak_hint_only() -> None:
    desk = Mail("FPT.eContract Support <support@fpt-is.zendesk.com>", "Yêu cầu 118 đã được cập nhật", "Dạ em đã xử lý.")
    assert "claim.tenant" in codes(desk)
    assert check(desk.build(), settings=TRUSTED).level is Level.SAFE


def test_a_body_s_name_at_a_desk_that_is_not_called_after_it() -> None:
    desk = Mail("Microsoft 365 Support <support@ms365-helpcentre.zendesk.com>", "Case 260", "Please approve the rule.")
    assert "claim.service_name" in codes(desk)
    assert check(desk.build(), settings=TRUSTED).level is not Level.SAFE


def test_a_service_speaks_for_itself_where_nobody_stands_behind() -> None:
    alert = Mail("Google <no-reply@accounts.google.com>", "Cảnh báo bảo mật", "Đăng nhập mới trên Windows.")
    assert not codes(alert)
