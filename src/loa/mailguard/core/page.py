"""An HTML body as a person sees it: visible text, hidden text, links, pictures and forms. Nothing is fetched or run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

MAX_LINKS = 500
MAX_DEPTH = 400

_BLOCK = frozenset(
    "address article blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main "  # noqa: SIM905
    "nav ol p pre section table tbody td tfoot th thead title tr ul".split()
)
_UNSEEN = frozenset(["head", "script", "style", "noscript", "template", "xml", "object"])
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*all|opacity\s*:\s*0?(\.0\d*)?\s*(;|$|!)"
    r"|font-size\s*:\s*(0|1|0?\.\d+)(px|pt|em|rem|%)?\s*(;|$|!)|max-height\s*:\s*0(px)?\s*(;|$|!)"
    r"|text-indent\s*:\s*-\d{3,}|(left|top)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_SIZED = re.compile(r"font-size\s*:\s*(?!(?:0|1|0?\.\d+)(?:px|pt|em|rem|%)?\s*(?:;|$|!))", re.IGNORECASE)
_ZERO_SIZE = re.compile(r"font-size\s*:\s*(0|1|0?\.\d+)(px|pt|em|rem|%)?\s*(;|$|!)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_LETTER = re.compile(r"\w", re.UNICODE)
_QUOTE = re.compile(r"gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|appendonsend|OLK_SRC_BODY", re.IGNORECASE)
OWN_WORDS = 25  # letters: a mail that says less of its own says what it quotes


@dataclass(slots=True)
class Link:
    """One link: its target as written, and what the reader sees on it (text, or the picture's alt text)."""

    target: str
    text: str = ""
    kind: str = "a"
    quoted: bool = False  # it stands in an earlier mail that this one quotes


@dataclass(slots=True)
class Image:
    """One picture: source, alt text, size in pixels where it is stated (0: unknown)."""

    source: str
    alt: str
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Page:
    """What an HTML part shows and hides."""

    text: str = ""
    quoted: str = ""  # of earlier mails
    hidden_letters: int = 0
    hidden_runs: int = 0
    split_words: int = 0
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    password_field: bool = False
    scripts: int = 0
    refresh: str = ""
    base: str = ""


class _Reader:
    """Target of the streaming parser: no tree is built, so a large page costs its text only."""

    def __init__(self) -> None:
        self.page = Page()
        self._out: list[str] = []
        self._stack: list[
            tuple[str, str, str]
        ] = []  # (tag, why unseen: "" | "css" | "tag" | "quote", colour background)
        self._link: Link | None = None
        self._link_text: list[str] = []
        self._quoted: list[str] = []
        self._last_visible = ""
        self._pending_hidden = ""

    # The four methods lxml calls.
    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if tag in _BLOCK:
            self._out.append("\n")
        if tag not in _VOID and len(self._stack) < MAX_DEPTH:
            self._stack.append((tag, self._state(tag, attributes), self._background(attributes)))
        handler = getattr(self, f"_on_{tag}", None) if tag in _HANDLED else None
        if handler:
            handler(attributes)

    def end(self, tag: str) -> None:
        """An element closes; elements left open inside it close with it."""
        if tag == "a":
            self._close_link()
        if any(entry[0] == tag for entry in self._stack[-40:]):
            while self._stack.pop()[0] != tag:
                pass
        if tag in _BLOCK:
            self._out.append("\n")

    def data(self, text: str) -> None:
        """Text between tags."""
        state = self._stack[-1][1] if self._stack else ""
        if state == "css":
            self._hidden(text)
        elif state == "quote":
            self._quote(text)
        elif not state:
            self._visible(text)

    def comment(self, text: str) -> None:
        """Comments show nothing."""

    def close(self) -> Page:
        """The page, when the parser has reached the end."""
        self._close_link()
        self.page.text, self.page.quoted = "".join(self._out), "".join(self._quoted)
        if len(_LETTER.findall(self.page.text)) < OWN_WORDS:  # else a letter wrapped in a quotation would say nothing
            self.page.text += "\n" + self.page.quoted
        return self.page

    def _state(self, tag: str, attributes: dict[str, str]) -> str:
        parent = self._stack[-1][1] if self._stack else ""
        style = attributes.get("style", "")
        if tag in _UNSEEN:
            return "tag"
        if parent == "css" and _only_small(self._stack[-1]) and _SIZED.search(style):
            return ""
        if parent:
            return parent
        if "hidden" in attributes or (style and (_HIDING.search(style) or self._camouflaged(style))):
            return "css"
        if tag == "blockquote" or (
            tag == "div" and _QUOTE.search(attributes.get("class", "") + attributes.get("id", ""))
        ):
            return "quote"
        return ""

    def _background(self, attributes: dict[str, str]) -> str:
        style = attributes.get("style", "")
        found = _BACKGROUND.search(style) if style else None
        colour = found[1] if found else attributes.get("bgcolor", "")
        if "background" in attributes or "url(" in style:  # a picture behind: its colours are not known
            colour = "picture"
        inherited = self._stack[-1][2] if self._stack else ""
        small = bool(style and _ZERO_SIZE.search(style)) or (inherited.startswith("size|") and not _SIZED.search(style))
        marker = "size|" if small else ""
        return marker + (_colour(colour) if colour else inherited.removeprefix("size|"))

    def _camouflaged(self, style: str) -> bool:
        """Text in the very colour of what stands behind it."""
        colour = _COLOUR.search(style)
        if not colour:
            return False
        behind = _BACKGROUND.search(style)
        ground = _colour(behind[1]) if behind else (self._stack[-1][2].removeprefix("size|") if self._stack else "")
        return ground.startswith("#") and _colour(colour[1]) == ground

    def _visible(self, text: str) -> None:
        self._out.append(text)
        if self._link is not None:
            self._link_text.append(text)
        if self._pending_hidden and self._last_visible[-1:].isalpha() and text[:1].isalpha():
            self.page.split_words += 1
        if text:
            self._last_visible, self._pending_hidden = text, ""

    def _quote(self, text: str) -> None:
        self._quoted.append(text)
        if self._link is not None:
            self._link.quoted = True
            self._link_text.append(text)

    def _hidden(self, text: str) -> None:
        letters = len(_LETTER.findall(text))
        if letters:
            self.page.hidden_letters += letters
            self.page.hidden_runs += 1
            self._pending_hidden = text

    def _close_link(self) -> None:
        if self._link is not None:
            self._link.text = " ".join("".join(self._link_text).split()) or self._link.text
            self._link = None

    def _on_a(self, attributes: dict[str, str]) -> None:
        self._close_link()
        if attributes.get("href") and len(self.page.links) < MAX_LINKS:
            self._link = Link(attributes["href"].strip())
            self._link_text = []
            self.page.links.append(self._link)

    def _on_area(self, attributes: dict[str, str]) -> None:
        if attributes.get("href") and len(self.page.links) < MAX_LINKS:
            self.page.links.append(Link(attributes["href"].strip(), attributes.get("alt", ""), "area"))

    def _on_img(self, attributes: dict[str, str]) -> None:
        alt = attributes.get("alt", "").strip()
        if len(self.page.images) < MAX_LINKS:
            self.page.images.append(
                Image(attributes.get("src", ""), alt, _pixels(attributes, "width"), _pixels(attributes, "height"))
            )
        if self._link is not None and alt and not self._link.text:
            self._link.text = alt

    def _on_form(self, attributes: dict[str, str]) -> None:
        self.page.forms.append(attributes.get("action", "").strip())

    def _on_input(self, attributes: dict[str, str]) -> None:
        self.page.password_field |= attributes.get("type", "").lower() == "password"

    def _on_script(self, attributes: dict[str, str]) -> None:
        self.page.scripts += 1

    def _on_base(self, attributes: dict[str, str]) -> None:
        self.page.base = self.page.base or attributes.get("href", "")

    def _on_meta(self, attributes: dict[str, str]) -> None:
        if attributes.get("http-equiv", "").lower() == "refresh":
            _, separator, target = attributes.get("content", "").partition("=")
            self.page.refresh = target.strip(" '\"") if separator else self.page.refresh


_HANDLED = frozenset(name.removeprefix("_on_") for name in vars(_Reader) if name.startswith("_on_"))


def read(html: str) -> Page:
    """Read *html*; broken markup gives what a browser would roughly show. Never raises."""
    reader = _Reader()
    parser = etree.HTMLParser(
        target=cast("Any", reader), recover=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        parser.feed(html.encode("utf-8", "replace"))
        page = cast("Page", parser.close())
    except (etree.LxmlError, ValueError, AssertionError):
        page = reader.close()
    return page


def _only_small(entry: tuple[str, str, str]) -> bool:
    """A wrapper with font-size 0 against gaps between pictures hides only what does not set its own size."""
    return entry[2].startswith("size|")


def _colour(value: str) -> str:
    """A colour in one form, as far as hiding needs it: white and its spellings, short hexadecimal."""
    value = value.strip().lower().replace(" ", "")
    if value in {"white", "rgb(255,255,255)", "#fff"}:
        return "#ffffff"
    if len(value) == 4 and value.startswith("#"):
        return "#" + "".join(sign * 2 for sign in value[1:])
    return value


def _pixels(attributes: dict[str, str], name: str) -> int:
    digits = re.match(r"\d{1,5}", attributes.get(name, "").strip())
    return int(digits[0]) if digits else 0
