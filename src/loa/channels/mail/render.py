"""A release as the words of a mail: subject, plain text and HTML, with marks where personal links go.

Pure: the words come through *translate* (gettext in the language of the mail, given by `channel.py`), the facts from
the manifest. Nothing of a person is in here; personal tokens are put in later (`template.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_decimal

from loa.bulletins.core import chart
from loa.bulletins.core.body import blocks
from loa.bulletins.core.manifest import Figure, Manifest, Picture, Text
from loa.bulletins.core.paths import attachment_url, kind_of
from loa.channels.base import ReleaseContext
from loa.channels.mail import layout
from loa.channels.mail.mime import clean
from loa.channels.mail.pictures import Inline, inline_charts, inline_pictures

Translate = Callable[[str], str]

# Private-use characters stand for the tokens; `clean` and `_words` take them out of whatever people wrote.
ACKNOWLEDGE_MARK = "\ue000"
UNSUBSCRIBE_MARK = "\ue001"

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_MARKS = {ord(ACKNOWLEDGE_MARK): None, ord(UNSUBSCRIBE_MARK): None}


class Variant(NamedTuple):
    """Which mail of a release: its language, to duty staff or subscribers (standards E5), with or without a
    personal acknowledge link."""

    language: str
    duty: bool
    personal: bool


@dataclass(frozen=True, slots=True)
class Content:
    """One variant in words. `text` and `html` hold marks in place of tokens; `inline` is what the HTML shows."""

    subject: str
    text: str
    html: str
    inline: tuple[Inline, ...] = ()


def render(release: ReleaseContext, variant: Variant, translate: Translate) -> Content:
    """The content of *variant*; *translate* must speak the variant's language."""
    page = _Page(release, variant, translate)
    subject = page.subject()
    html = layout.page(variant.language, subject, page.words.summary, page.authority, page.html(), page.html_footer())
    return Content(subject, page.text(), html, page.inline())


class _Page:
    """One release in one variant; the parts of its mail."""

    def __init__(self, release: ReleaseContext, variant: Variant, translate: Translate) -> None:
        self.release = release
        self.manifest: Manifest = release.manifest
        self.place = release.place
        self.variant = variant
        self.words = _without_marks(release.manifest.text(variant.language))
        self.authority = clean(release.place.authority)
        self._ = translate
        self._pictures = inline_pictures(self.manifest.pictures, release.attachments, variant.language)
        self._charts = inline_charts(self.manifest.figures, self._chart_words())

    def inline(self) -> tuple[Inline, ...]:
        """Every picture that travels inside the mail."""
        return (*self._pictures.values(), *self._charts)

    def _chart_words(self) -> chart.Words:
        return chart.Words(self.variant.language, self._number, self._("before:"))

    # -- short things ------------------------------------------------------------------------------------------

    def kind(self) -> str:
        """What this is, urgency first: "KHẨN · Chỉ đạo"."""
        parts = [self.test_mark(), self.urgency(), self._kind_name(), self.reminder_mark()]
        return " · ".join(part for part in parts if part)

    def test_mark(self) -> str:
        return self._("TEST") if self.manifest.test else ""

    def reminder_mark(self) -> str:
        return self._("Reminder") if self.release.purpose == "reminder" else ""

    def urgency(self) -> str:
        _ = self._
        return {"urgent": _("URGENT"), "immediate": _("IMMEDIATE")}.get(self.manifest.urgency, "")

    def _kind_name(self) -> str:
        _ = self._
        return {
            "update": _("Situation update"),
            "instruction": _("Instruction"),
            "rebuttal": _("Rumour rebutted"),
            "correction": _("Correction"),
            "recall": _("Recall"),
        }[self.manifest.kind]

    def subject(self) -> str:
        marks = [mark for mark in (self.test_mark(), self.urgency(), self._subject_kind()) if mark]
        return clean("".join(f"[{mark}] " for mark in marks) + self.words.title)

    def _subject_kind(self) -> str:
        """Only what changes how the title must be read."""
        return self._kind_name() if self.manifest.kind in {"correction", "recall"} else self.reminder_mark()

    def verdict(self) -> str:
        """The verdict in words (standards M4)."""
        _ = self._
        words = {
            "false": _("False"),
            "misleading": _("Misleading"),
            "missing_context": _("Missing context"),
            "unproven": _("Unproven"),
            "true": _("True"),
        }
        return words.get(self.words.verdict, self.words.verdict)

    def claim_lines(self) -> list[str]:
        """The verdict first, then what is being said (standards V24)."""
        if not self.words.claim:
            return []
        facts = [(self._("Verdict"), self.verdict()), (self._("What is being said"), f"“{self.words.claim}”")]
        return [f"{name}: {value}" for name, value in facts if value]

    def figure_rows(self) -> list[tuple[str, str, str]]:
        """Label, number and day of each figure, as people of the language write them."""
        return [
            (chart.label(figure, self.variant.language), self._amount(figure), self._day(figure.day))
            for figure in self.manifest.figures
        ]

    def _amount(self, figure: Figure) -> str:
        words = self._chart_words()
        amount = chart.amount(figure, figure.value, words)
        return amount if figure.previous is None else f"{amount} ({words.before} {self._number(figure.previous)})"

    def source_line(self) -> str:
        name = self._("Source of the information")
        return f"{name}: {self.words.source}" if self.words.source else ""

    def attachment_links(self) -> list[tuple[str, str]]:
        """What each file is, with kind and size, and its address on the portal."""
        return [
            (
                f"{item.title(self.variant.language)} ({kind_of(item)}, {self._size(item.size)})",
                f"{self.place.base_url}{attachment_url(item)}",
            )
            for item in self.manifest.attachments
        ]

    def signature_lines(self) -> list[str]:
        """What a doubter needs: code, number, time, where to check, the signature itself."""
        _ = self._
        facts = [
            (_("Look-up code"), self.manifest.code),
            (_("Document number"), self.manifest.number),
            (_("Issued"), self._moment(self.manifest.issued_at)),
            (_("Valid until"), self._moment(self.manifest.not_after) if self.manifest.not_after else ""),
            (_("Replaces"), self.manifest.replaces or ""),
            (_("Check that this is genuine"), self.page_url),
            (_("Digital signature"), f"{self.release.signature} (Ed25519)"),
        ]
        return [f"{name}: {value}" for name, value in facts if value]

    def why_line(self) -> str:
        _ = self._
        if self.variant.duty:
            return _("You receive this as part of your official duties.")
        return _("You receive this because you subscribed to our bulletins.")

    # -- links -------------------------------------------------------------------------------------------------

    @property
    def page_url(self) -> str:
        return self.place.page_url(self.manifest.code)

    @property
    def acknowledge_url(self) -> str:
        return self.place.acknowledge_url(self.manifest.code, ACKNOWLEDGE_MARK)

    @property
    def unsubscribe_url(self) -> str:
        return self.place.unsubscribe_url(UNSUBSCRIBE_MARK)

    # -- plain text --------------------------------------------------------------------------------------------

    def text(self) -> str:
        return "\n\n".join(part for part in self._text_parts() if part) + "\n"

    def _text_parts(self) -> Iterator[str]:
        _ = self._
        yield f"{self.authority}\n{self.kind()}"
        yield f"{self.words.title}\n{'=' * min(len(self.words.title), 70)}"
        yield self.words.summary
        yield "\n".join(self.claim_lines())
        yield self._text_body()
        yield "\n".join(f"- {label}: {number} ({day})" for label, number, day in self.figure_rows())
        yield self.source_line()
        yield "\n".join([_("Attachments (on the web page):"), *self._dashed()]) if self.manifest.attachments else ""
        yield _under(_("Confirm that you have read this"), self.acknowledge_url) if self.variant.personal else ""
        yield _under(_("Read on the web"), self.page_url)
        yield "\n".join(["--------", *self.signature_lines()])
        yield self.why_line()
        yield "" if self.variant.duty else _under(_("Unsubscribe from these bulletins"), self.unsubscribe_url)

    def _text_body(self) -> str:
        pieces = blocks(self.words.body, self.manifest.pictures)
        return "\n\n".join(piece if isinstance(piece, str) else self._told(piece) for piece in pieces)

    def _told(self, picture: Picture) -> str:
        _ = self._
        return "[" + _("Picture") + f": {picture.words(self.variant.language)}]"

    def _dashed(self) -> list[str]:
        return [f"- {words}\n  {url}" for words, url in self.attachment_links()]

    # -- HTML --------------------------------------------------------------------------------------------------

    def html(self) -> str:
        return "\n".join(part for part in self._html_parts() if part)

    def _html_parts(self) -> Iterator[str]:
        _ = self._
        yield layout.label(self.kind(), alert=self.manifest.urgency != "normal")
        yield layout.title(self.words.title)
        yield layout.paragraph(self.words.summary, 19) if self.words.summary else ""
        yield layout.box(self.claim_lines()) if self.words.claim else ""
        yield layout.button(_("Confirm that you have read this"), self.acknowledge_url) if self.variant.personal else ""
        yield from self._html_body()
        yield self._html_figures()
        yield layout.paragraph(self.source_line(), 15) if self.words.source else ""
        yield self._html_attachments()
        yield layout.link(_("Read on the web"), self.page_url)

    def _html_body(self) -> Iterator[str]:
        for piece in blocks(self.words.body, self.manifest.pictures):
            if isinstance(piece, str):
                yield layout.markdown(piece)
            elif shown := self._pictures.get(piece.key):
                yield layout.picture(shown.cid, shown.words, shown.width)
            else:
                yield layout.paragraph(self._told(piece), 15, layout.MUTED)

    def _html_figures(self) -> str:
        _ = self._
        if not self.manifest.figures:
            return ""
        drawn = "".join(layout.picture(one.cid, one.words, one.width) for one in self._charts)
        return drawn + layout.figures(self.figure_rows(), (_("Figure"), _("Value"), _("Day")))

    def _html_attachments(self) -> str:
        if not self.manifest.attachments:
            return ""
        return layout.heading(self._("Attachments (on the web page):")) + layout.links(self.attachment_links())

    def html_footer(self) -> str:
        block = layout.signature([*self.signature_lines(), self.why_line()])
        return (
            block
            if self.variant.duty
            else block + layout.link(self._("Unsubscribe from these bulletins"), self.unsubscribe_url)
        )

    # -- numbers and days --------------------------------------------------------------------------------------

    @property
    def _locale(self) -> Locale:
        try:
            return Locale.parse(self.variant.language, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale("vi")

    def _number(self, value: float) -> str:
        return str(format_decimal(value, locale=self._locale))

    def _size(self, size: int) -> str:
        return f"{self._number(max(1, round(size / 1024)))} KB"

    def _moment(self, stamp: str) -> str:
        moment = datetime.fromisoformat(stamp)
        return str(format_datetime(moment, "HH:mm, EEEE dd/MM/yyyy", tzinfo=_ZONE, locale=self._locale))

    def _day(self, day: str) -> str:
        return "/".join(reversed(day.split("-")))


def _without_marks(words: Text) -> Text:
    fields = (words.title, words.summary, words.body, words.source, words.claim, words.verdict)
    return Text(*(field.translate(_MARKS) for field in fields))


def _under(name: str, url: str) -> str:
    """A link in plain text: alone on its line, so that every reader makes it one that can be pressed."""
    return f"{name}:\n{url}"
