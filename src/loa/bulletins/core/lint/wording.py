"""Words as they are written: capitals that shout, abbreviations that nobody outside the office knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import Finding, Passage, Surroundings, passages
from loa.bulletins.core.lint.lists import word_list
from loa.bulletins.core.words import gettext_noop as _

WORD = re.compile(r"[^\W\d_]+")
SHOUTED = 4  # words in capitals beside each other
TITLE_LETTERS = 10
MOST = 40  # abbreviations of one language that are looked up
# An abbreviation: two to eight letters, capitals and digits beside each other ("nCoV" begins small).
SHORT = re.compile(
    r"(?<![\w/.-])(?=[\w-]*[A-ZĐ])[A-ZĐa-z0-9]{0,2}(?:[A-ZĐ][A-ZĐa-z0-9]?){1,6}[A-ZĐ0-9](?:-[A-ZĐ]{1,4})?(?![\w/])"
)
SYMBOL = re.compile(r"\d+[\w.]*/[\w/.-]*[A-ZĐ][\w/.-]*|https?://\S+|(?<!\S)[^\s@]{1,80}@\S+|\(picture:\w+\)")
ROMAN = re.compile(r"[IVXLCDM]+")
PATIENT = re.compile(r"(?:BN|F)\d+")
KNOWN = word_list("abbreviations")


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Capitals in every text; each abbreviation of a language once, unless one of its texts explains it."""
    for passage in passages(draft):
        yield from _capitals(passage)
    for language in draft.texts:
        yield from _abbreviations([passage for passage in passages(draft) if passage.language == language])


def _capitals(passage: Passage) -> Iterator[Finding]:
    message = _("“%(what)s” is written in capitals: harder to read, and it shouts. Write it as a sentence.")
    if passage.part == "title" and _shouts(passage.text):
        yield passage.find("capitals", 0, len(passage.text), message)
        return
    for start, end in _runs(passage.text):
        yield passage.find("capitals", start, end, message)


def _shouts(title: str) -> bool:
    letters = [character for character in title if character.isalpha()]
    return len(letters) >= TITLE_LETTERS and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where four or more words in capitals stand beside each other on one line."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        beside = not run or text[run[-1].end() : word.start()].strip(" ") == ""
        if not (beside and len(word[0]) > 1 and word[0].isupper()):
            if len(run) >= SHOUTED:
                yield run[0].start(), run[-1].end()
            run = []
        if len(word[0]) > 1 and word[0].isupper():
            run.append(word)
    if len(run) >= SHOUTED:
        yield run[0].start(), run[-1].end()


def _abbreviations(texts: list[Passage]) -> Iterator[Finding]:
    everything = "\n".join(passage.text for passage in texts)
    told: set[str] = set()
    for passage in texts:
        shouted = list(_runs(passage.text))
        blank = SYMBOL.sub(lambda found: " " * len(found[0]), passage.text)
        for found in SHORT.finditer(blank):
            word = found[0]
            if len(told) >= MOST:
                return
            if word in told or _plain(word) or any(start <= found.start() < end for start, end in shouted):
                continue
            told.add(word)
            if not _explained(word, everything) and not (passage.part == "title" and _shouts(passage.text)):
                message = _("“%(what)s” is not explained. Write it out once, with the short form in brackets.")
                yield passage.find("abbreviation", found.start(), found.end(), message)


def _plain(word: str) -> bool:
    bare = word.partition("-")[0] if word not in KNOWN else word
    return bool(bare in KNOWN or word in KNOWN or ROMAN.fullmatch(word) or PATIENT.fullmatch(word) or word.isdigit())


def _explained(word: str, text: str) -> bool:
    """Either way round: "Trung tâm Kiểm soát bệnh tật (CDC)" or "CDC (Trung tâm …)"."""
    short = re.escape(word)
    return (
        re.search(rf"\(\s*(?:gọi tắt(?: là)?|viết tắt(?: là)?)?\s*{short}\s*\)|{short}\s*\([^)]{{4,}}\)", text)
        is not None
    )
