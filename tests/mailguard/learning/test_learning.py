"""Local learning: apart from the rules, explained, reversible, blind to the road a mail came by."""

from __future__ import annotations

from pathlib import Path

import pytest

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.guard import examine
from loa.mailguard.core.mail import read_mail
from loa.mailguard.learning import Example, LearnedModel, load, rollback, save, train
from loa.mailguard.learning.model import BadModelError, NoEarlierModelError
from loa.mailguard.learning.terms import terms
from loa.mailguard.learning.training import TooFewMailsError
from tests.mailguard.builder import Mail
from tests.mailguard.mails import PAIRS

GOOD = Mail("Nguyễn Văn Mẫu <mau@example.com>", "Trao đổi", "Chào anh, em gửi anh tài liệu họp giao ban.")
BAD = Mail("Đầu tư <dautu@example.net>", "Cơ hội", "Sàn vàng lợi nhuận mỗi ngày, tham gia nhóm kín nhé.")


def learned() -> LearnedModel:
    examples = [
        Example(tuple(terms(read_mail(mail.but(subject=f"{mail.subject} {n}").build()))), mail is BAD)
        for n in range(30)
        for mail in (GOOD, BAD)
    ]
    return train(examples, "2026-11-23T00:00:00+00:00")


def test_it_tells_apart_and_explains() -> None:
    settings = GuardSettings(model=learned())
    bad, good = (check(mail.build(), settings=settings) for mail in (BAD, GOOD))
    assert bad.score > 45 > good.score
    reason = next(item for item in bad.evidence if item.code.startswith("learned."))
    assert any(word in reason.text("vi") for word in ("vang", "loi nhuan", "nhom", "dau tu", "co hoi"))


def test_without_a_model_nothing_learned_is_used() -> None:
    assert not [item for item in check(BAD.build()).evidence if item.code.startswith("learned.")]


def test_a_hard_rule_is_never_silenced() -> None:
    """A model that finds everything honest lightens hints only: no spoof with a hard reason gets below caution."""
    blind = GuardSettings(model=LearnedModel(-30.0, {}))
    for pair in PAIRS:
        _, before = examine(pair.spoof.build(), GuardSettings())
        _, after = examine(pair.spoof.build(), blind)
        hard = {item.code for item in before.evidence if item.weight >= 45}
        assert hard <= {item.code for item in after.evidence if item.weight >= 45}


def test_training_is_repeatable() -> None:
    assert learned() == learned()


def test_the_road_is_not_learned() -> None:
    raw = BAD.but(
        to="Hòm thư báo cáo <baocao@pot.example>",
        subject="[nhom-thu] Re: Cơ hội baocao",
        text="Gửi baocao@pot.example: lợi nhuận\n_______________________________\nnhom-thu mailing list",
        headers=(("List-Id", "<nhom-thu.lists.example>"), ("Received", "from a by b")),
    ).build()
    found = terms(read_mail(raw))
    assert "loi" in found
    assert not [
        term for term in found if any(word in term for word in ("baocao", "pot", "nhom", "mailing", "received"))
    ]


def test_the_form_of_a_mail_is_not_learned() -> None:
    """Page or plain text tells a mail program, not an intention: the twin in another form has the same words."""
    raw = b"From: Mau <mau@example.com>\r\nSubject: Tin\r\nContent-Type: text/%s; charset=utf-8\r\n\r\n%s"
    plain, page = (read_mail(raw % part) for part in ((b"plain", b"Xin chao anh"), (b"html", b"<p>Xin chao anh</p>")))
    assert (page.is_html, plain.is_html) == (True, False)
    assert terms(plain) == terms(page)


def test_a_name_that_many_were_sent_to_is_not_learned_where_others_only_speak_of_it() -> None:
    """Reported mail came to one mailbox: its owner's name, in a mail whose header does not hold it, is no sign."""
    bad = [Example(("mau", "chao mau", "lai", "subject:mau", "reason:mau"), True, frozenset({"mau"}))] * 30
    good = [Example(("tai", "lieu"), False)] * 30
    weights = train([*bad, *good], "now").weights
    assert {"lai", "reason:mau", "tai"} <= set(weights)
    assert not {"mau", "chao mau", "subject:mau"} & set(weights)


def test_a_name_that_few_were_sent_to_may_be_learned() -> None:
    few = [Example(("qua", "thuong"), True, frozenset({"qua"}))] * 2
    bad = [Example(("qua", "thuong"), True)] * 300
    assert "qua" in train([*few, *bad, *[Example(("tai",), False)] * 300], "now").weights


def test_scripts_without_blanks_are_learned_in_pairs_of_signs() -> None:
    found = terms(read_mail(Mail("x <x@example.net>", "重要", "本人確認をお願いします").build()))
    assert {"本人", "人確", "確認", "subject:重要"} <= set(found)


def test_an_answer_in_a_conversation_is_told_from_a_subject_that_only_says_so() -> None:
    claims = GOOD.but(subject="[to-dich] Re: Trao đổi")
    answers = claims.but(headers=(("In-Reply-To", "<1@example.com>"),))
    assert "shape:answer" not in terms(read_mail(claims.build()))
    assert "shape:answer" in terms(read_mail(answers.build()))


def test_a_page_without_a_link_leads_to_no_stranger() -> None:
    page = GOOD.but(html="<p>Chào anh, em gửi anh tài liệu họp giao ban.</p>")
    stranger = page.but(
        html="<p>Chào anh, <a href='https://stranger.example/'>tài liệu</a></p>", sender="A <a@office.example>"
    )
    assert "shape:no link to sender" not in terms(read_mail(page.build()))
    assert "shape:no link to sender" in terms(read_mail(stranger.build()))


def test_saved_read_and_taken_back(tmp_path: Path) -> None:
    path, first, second = tmp_path / "model.json", LearnedModel(0.5, {"a": 1.0}), LearnedModel(0.7, {"b": 2.0})
    save(first, path)
    save(second, path)
    assert load(path) == second
    rollback(path)
    assert load(path) == first
    with pytest.raises(NoEarlierModelError):
        rollback(path)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": "other"}', '{"format": "loa-mail-model/1", "weights": 3}', "\x00"]
)
def test_a_bad_model_is_refused_in_clear_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(BadModelError):
        load(path)


def test_too_few_mails_are_refused() -> None:
    with pytest.raises(TooFewMailsError):
        train([Example(("a",), True)], "now")
