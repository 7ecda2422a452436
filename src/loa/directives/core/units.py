"""Bodies and posts named in running text: "Bộ Quốc phòng, Bộ Công an chỉ đạo …" → two names.

A name begins with a head ("Sở", "Chủ tịch", "các cơ quan"), goes on over capitals and the small words that names are
made of, and ends where the predicate begins. Lists are parted where a new name with a capital begins; "các sở, ban,
ngành" stays one name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loa.directives.core.letters import detone, is_upper, squeeze
from loa.directives.core.lexicon import heads_pattern, name_words, predicates, short_predicates

_TOKEN = re.compile(r"[^\W_]+(?:[.&-][^\W_]+)*|[^\w\s]")
_LONGEST_COMPOUND = 7
_LONGEST_NAME = 45
_LONGEST_BRACKET = 14
_BARE_POSTS = ("bô trương", "giam đôc", "chu tich", "bi thư", "tông giam đôc", "thu trương")
# Fixed formulas of two posts that answer together.
_TOGETHER = re.compile(r"^(?:bô trương cac bô|bi thư\b.*)$")
_SECOND_POST = {"thu trương", "chu tich"}
# Small words that a field of work follows, which may be spelt like a verb: "Ủy ban Kiểm tra", "Văn phòng Đăng ký".
_BEFORE_FIELD = {
    "ban",
    "tâm",
    "phong",
    "cuc",
    "viên",
    "đoan",
    "quan",
    "đôi",
    "tô",
    "ty",
    "chưc",
    "va",
    "hang",
    "sơ",
    "bô",
}
_VAGUE = re.compile(
    r"[\s,]*(?:\b(?:va|cung)\s+)?\b(?:(?:thu trưởng|thu trương|lanh đạo|lanh đao)\s+)?(?:(?:cac|nhưng)\s+)?"
    r"(?:(?:cơ quan|đơn vi|tô chưc|ca nhân|tâp thê|doanh nghiêp|đia phương|hôi|hiêp hôi)"
    r"(?:\s+khac)?(?:,\s*|\s+va\s+|\s+))+(?:khac\s+)?(?:co\s+)?liên quan\b.*$",
    re.IGNORECASE,
)


_DANGLING = re.compile(r"(?:[\s,]+(?:(?<!trực )thuộc|tại|ở|trên|của|các|những|và))+$")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    toneless: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def joins(self) -> bool:
        return self.toneless == "va" or self.text == "cùng"


def unit_list(text: str, start: int = 0) -> tuple[tuple[str, ...], int]:
    """The names listed from *start* of *text* and the position behind them; no names and *start* where none begins.

    Vague tails ("và các cơ quan, tổ chức có liên quan") are read over and not named.
    """
    return _Walk(text).names(start)


class _Walk:
    """One pass over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.toneless = detone(text)
        self.tokens = [_Token(m.group(), self.toneless[m.start() : m.end()], *m.span()) for m in _TOKEN.finditer(text)]
        self.heads = {match.start() for match in heads_pattern().finditer(self.toneless)}

    def names(self, start: int) -> tuple[tuple[str, ...], int]:
        index = next((i for i, token in enumerate(self.tokens) if token.start >= start), len(self.tokens))
        names: list[str] = []
        end = start
        while self._begins(index):
            stop = self._name_end(index)
            end = self.tokens[stop - 1].end
            names += _named(self.text[self.tokens[index].start : end])
            index = self._next_name(stop)
        return tuple(dict.fromkeys(names)), end

    def _begins(self, index: int) -> bool:
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        return token.start in self.heads and (token.start == 0 or not self.text[token.start - 1].isalnum())

    def _next_name(self, index: int) -> int:
        """Behind the separator at *index*, or an index where no name begins."""
        tokens = self.tokens[index : index + 2]
        if not tokens or "\n" in self.text[self.tokens[index - 1].end : tokens[0].start]:
            return len(self.tokens)
        if tokens[0].text in {",", ";"}:
            return index + 1 + (len(tokens) > 1 and tokens[1].joins)
        return index + 1 if tokens[0].joins else len(self.tokens)

    def _name_end(self, start: int) -> int:
        """The token behind the name that begins at *start*."""
        index = start + self._head_length(start)
        listing = False
        while index < min(len(self.tokens), start + _LONGEST_NAME):
            token = self.tokens[index]
            if "\n" in self.text[self.tokens[index - 1].end : token.start]:
                break
            step = self._word(start, index) if token.text[0].isalnum() else self._sign(start, index, listing)
            if not step:
                break
            listing = listing or token.text == ":"
            index += step
        return index

    def _head_length(self, start: int) -> int:
        match = heads_pattern().match(self.toneless, self.tokens[start].start)
        end = match.end() if match else self.tokens[start].end
        return max(1, sum(self.tokens[start].start <= token.start < end for token in self.tokens[start : start + 6]))

    def _word(self, start: int, index: int) -> int:
        """How many tokens from *index* belong to the name; none where the predicate begins."""
        token = self.tokens[index]
        if token.capital or token.text[0].isdigit():
            return 0 if token.capital and self._starts_anew(index) else max(1, self._matches(index, name_words()))
        if token.joins:
            return self._joined(start, index)
        if token.toneless == "cua":
            return int(self._goes_on_with_name(index + 1))
        if self._is_organisation(index):
            return 2
        predicate, compound = self._predicate(index), self._matches(index, name_words())
        if predicate > compound or (predicate and not compound):
            return 0
        return compound or int(self._second_syllable(index))

    def _starts_anew(self, index: int) -> bool:
        """A heading ran into its first sentence: "… thành phố" / "Tăng cường công tác …"."""
        before = self.tokens[index - 1]
        heading = before.text.islower() and before.toneless not in _BEFORE_FIELD
        return heading and self._is_predicate(index)

    def _matches(self, index: int, entries: frozenset[tuple[str, ...]]) -> int:
        """The length of the longest entry that stands at *index*."""
        words = [token.toneless.lower() for token in self.tokens[index : index + _LONGEST_COMPOUND]]
        return next((size for size in range(len(words), 0, -1) if tuple(words[:size]) in entries), 0)

    def _predicate(self, index: int) -> int:
        """The length of the predicate that begins at *index*; one of a single syllable must bear its own tone.

        Without tones "giao" (to give) would be found in "Tuyên giáo".
        """
        length = self._matches(index, predicates())
        return 0 if length == 1 and self.tokens[index].text.lower() not in short_predicates() else length

    def _is_organisation(self, index: int) -> bool:
        """ "tổ chức" as a noun ("các tổ chức", "cơ quan, tổ chức"), not "to organise"."""
        words = [token.toneless for token in self.tokens[index : index + 2]]
        return words == ["tô", "chưc"] and self.tokens[index - 1].toneless in {"cac", ",", "va", "nhưng"}

    def _second_syllable(self, index: int) -> bool:
        """ "tế" in "Sở Y tế": a small word behind one capital that is not the end of a proper name ("Đắk Lắk căn")."""
        before, earlier = self.tokens[index - 1], self.tokens[index - 2] if index > 1 else None
        plural = index > 2 and self.tokens[index - 3].toneless.lower() == "cac"
        if not before.capital or (is_upper(before.text) and len(before.text) > 1):
            return False
        proper = (
            earlier is not None
            and earlier.capital
            and earlier.start not in self.heads
            and earlier.text[0].isalpha()
            and not plural
        )
        return not proper

    def _joined(self, start: int, index: int) -> int:
        """ "và" inside a name ("Giáo dục và Đào tạo", "sở, ngành và địa phương"), not before a new name."""
        following = index + 1
        if following >= len(self.tokens):
            return 0
        if self._new_name(index, following) and not self._shares(start, index, following):
            return 0
        return int(self._goes_on_with_name(following))

    def _goes_on_with_name(self, index: int) -> bool:
        if index >= len(self.tokens):
            return False
        return self.tokens[index].capital or bool(self._matches(index, name_words())) or self._is_organisation(index)

    def _sign(self, start: int, index: int, listing: bool) -> int:
        sign = self.tokens[index].text
        if index + 1 >= len(self.tokens):
            return 0
        if sign == ",":
            return int(self._comma(start, index, listing))
        if sign in {"-", "–"}:
            return int(self.tokens[index + 1].capital and self.text[self.tokens[index].start - 1] == " ")
        if sign == "/":
            return int(self._goes_on_with_name(index + 1))
        if sign == ":":
            return int(not listing and self._opens_listing(start, index))
        if sign == "(":
            return self._bracket(index)
        return 0

    def _comma(self, start: int, index: int, listing: bool) -> bool:
        following = index + 1
        if self.text[self.tokens[index].end] != " ":
            return True  # "CB,CC,VC,NLĐ"
        if self._new_plural(following) or (
            self._new_name(index, following) and not self._shares(start, index, following)
        ):
            return False
        if self.tokens[following].capital:
            return listing or not self._is_predicate(following)
        return bool(self._matches(following, name_words())) or self._is_organisation(following)

    def _new_plural(self, index: int) -> bool:
        """ ", các trạm y tế" names others than the body before it."""
        return self.tokens[index].toneless == "cac" and self.tokens[index].start in self.heads

    def _is_predicate(self, index: int) -> bool:
        words = [self.tokens[index].toneless.lower(), *(t.toneless for t in self.tokens[index + 1 : index + 3])]
        return any(tuple(words[:size]) in predicates() for size in (2, 3))

    def _new_name(self, separator: int, index: int) -> bool:
        token = self.tokens[index]
        return token.capital and token.start in self.heads and not self._shares_post(separator, index)

    def _shares_post(self, separator: int, index: int) -> bool:
        """A bare post before the separator shares its complement: "Giám đốc, Thủ trưởng các sở"."""
        before = " ".join(token.toneless.lower() for token in self.tokens[max(0, separator - 3) : separator])
        return any(before.endswith(post) for post in _BARE_POSTS) and self._head_words(index) in _BARE_POSTS

    def _shares(self, start: int, separator: int, index: int) -> bool:
        before = " ".join(token.toneless.lower() for token in self.tokens[start:separator])
        together = bool(_TOGETHER.match(before)) and self._head_words(index) in _SECOND_POST
        return together or self._shares_post(separator, index)

    def _head_words(self, index: int) -> str:
        match = heads_pattern().match(self.toneless, self.tokens[index].start)
        return match.group().lower() if match else ""

    def _opens_listing(self, start: int, index: int) -> bool:
        """A colon after a plural or a bare post opens a list of names: "các tỉnh: Khánh Hòa, Đắk Lắk"."""
        before = [token.toneless.lower() for token in self.tokens[max(start, index - 6) : index]]
        plural = "cac" in before or " ".join(before) in _BARE_POSTS
        same_line = "\n" not in self.text[self.tokens[index].end : self.tokens[index + 1].start]
        following = self.tokens[index + 1]
        named = not self._is_predicate(index + 1) or self._is_field(index + 1)
        return plural and same_line and (following.toneless == "cac" or (following.capital and named))

    def _is_field(self, index: int) -> bool:
        """A field of work that is spelt like a verb, in a list: "các Bộ: Xây dựng, Công Thương"."""
        behind = self.tokens[index + 2 : index + 4]
        return len(behind) == 2 and (behind[0].text == "," or behind[0].joins) and behind[1].capital

    def _bracket(self, index: int) -> int:
        """A short remark in brackets belongs to the name."""
        for length, token in enumerate(self.tokens[index : index + _LONGEST_BRACKET], start=1):
            if token.text == ")":
                return length
        return 0


def _named(name: str) -> list[str]:
    """*name* without its vague tail; nothing when nothing else is left."""
    vague = _VAGUE.search(detone(name))
    kept = _DANGLING.sub("", squeeze(name[: vague.start()] if vague else name)).strip(" ,;:.-")
    return [kept] if kept else []


def join_names(names: Sequence[str]) -> tuple[str, ...]:
    """*names* once each, in order, compared without case and tones."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(detone(name).lower(), name)
    return tuple(seen.values())
