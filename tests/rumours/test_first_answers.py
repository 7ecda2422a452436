"""A handful of published items: the demo's rumour is unknown beside a bulletin, and answered once it is rebutted."""

from loa.bulletins.core.manifest import Text
from loa.demo import texts
from loa.rumours.core import Index, Item


def item(code: str, text: Text) -> Item:
    return Item(code, "\n".join((text.claim or text.title, text.title, text.summary)))


def test_a_bulletin_about_something_else_is_no_answer() -> None:
    assert Index([item("bulletin", texts.BULLETIN["vi"])]).answer(texts.RUMOUR) is None


def test_the_rebuttal_is_the_answer() -> None:
    published = Index([item("bulletin", texts.BULLETIN["vi"]), item("rebuttal", texts.REBUTTAL["vi"])])
    answer = published.answer(texts.RUMOUR)
    assert answer is not None
    assert answer.id == "rebuttal"
