"""What identifies a person does not belong in a bulletin (Law on personal data; standards P): numbers of phones and
identity papers, names and homes of patients, private mailboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loa.bulletins.core.draft import Draft
from loa.bulletins.core.lint.findings import Finding, Passage, Severity, Surroundings, passages
from loa.bulletins.core.lint.names import NAME, looks_like_a_person
from loa.bulletins.core.words import gettext_noop as _

# A phone number as people write it: 0912 345 678, +84 912.345.678; short numbers (115, 1900 9095) are no person's.
PHONE = re.compile(r"(?<![\w.,/-])(?:\+84|84|0)(?:[\s.-]?\d){9,10}(?!\w)")
MOBILE = re.compile(r"(?:\+?84|0)[35789]\d{8}")
LANDLINE = re.compile(r"(?:\+?84|0)2\d{8,9}")
OFFICE = re.compile(
    r"đường dây nóng|hotline|trực ban|trạm y tế|trung tâm|bệnh viện|ủy ban|ubnd|cơ quan|tổng đài|ban chỉ đạo|sở y tế",
    re.IGNORECASE,
)
OFFICE_REACH = 80  # characters before a number in which an office may be named
# Citizen's identity number: province code 001 to 096, then nine digits (Decree 137/2015, article 13).
CITIZEN = re.compile(r"(?<![\w.,/-])0(?:0[1-9]|[1-8]\d|9[0-6])[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{3}(?!\w)")
PAPER = re.compile(
    r"(?:CMND|CMTND|CCCD|chứng minh(?: nhân dân)?|căn cước(?: công dân)?|định danh|hộ chiếu|passport|BHYT|"
    r"bảo hiểm y tế)"
    r"[^\d\n]{0,25}?((?:[A-Z]{1,3}\s?)?\d(?:[\s.]?\d){6,14})",
    re.IGNORECASE,
)
ILL = (
    r"BN\s?\.?\s?\d{0,6}|[Bb]ệnh nhân(?: số)?\s?\d{0,6}|[Cc]a (?:bệnh|nhiễm|mắc|dương tính)(?: số)?\s?\d{0,6}|"
    r"[Nn]gười (?:bệnh|nhiễm|mắc bệnh|tử vong|tiếp xúc)|F[0-3]|[Pp]atient(?: no\.?)?\s?\d{0,6}"
)
PATIENT = re.compile(
    rf"(?<!\w)(?:{ILL})[\s:,(–-]{{0,4}}(?:là |tên |họ tên |named )?"
    rf"(?:(?:ông|bà|anh|chị|cháu|em|bé|Mr|Mrs|Ms)\.? )?({NAME})"
)
BORN = re.compile(rf"({NAME})[\s,(–-]{{1,4}}(?:SN|sinh(?: năm| ngày)?|\d{{1,3}} tuổi|aged|born|(?:19|20)\d\d\b)")
NEAR_ILL = re.compile(rf"(?<!\w)(?:{ILL})|cách ly tại nhà|nhà (?:ông|bà|anh|chị) ")
HOME = re.compile(
    r"(?:số nhà|nhà số|SN)\s*\d+\w*|(?<!\w)(?:ngõ|ngách|hẻm|kiệt)\s+\d+\w*|"
    r"(?<!\w)[Tt]ổ\s+\d+\w*\s*,?\s*(?:khu|thôn|ấp|tổ dân phố|phường)|"
    r"(?<!\w)số\s+\d+\w*\s*,?\s*(?:đường|phố|ngõ)\s",
)
MAILBOX = re.compile(r"[\w.+-]{1,64}@(?:gmail|yahoo|hotmail|outlook|icloud|zing)\.[a-z.]{2,8}", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*")


def check(draft: Draft, around: Surroundings) -> Iterator[Finding]:
    """Everything in every text that could be a person's."""
    for passage in passages(draft):
        yield from _identity(passage)
        yield from _phones(passage)
        yield from _patients(passage)
        yield from _homes(passage)
        for found in MAILBOX.finditer(passage.text):
            message = _("“%(what)s” is a private mailbox. Give the office's own address.")
            yield passage.find("mailbox", *found.span(), message)


def _identity(passage: Passage) -> Iterator[Finding]:
    message = _("“%(what)s” looks like the number of an identity card, passport or insurance card. Take it out.")
    spans = {found.span() for found in CITIZEN.finditer(passage.text) if not PHONE.fullmatch(found[0])}
    spans |= {found.span(1) for found in PAPER.finditer(passage.text)}
    for start, end in sorted(spans):
        yield replace(passage.find("identity", start, end, message), severity="error")


def _phones(passage: Passage) -> Iterator[Finding]:
    for found in PHONE.finditer(passage.text):
        digits = re.sub(r"[\s.-]", "", found[0])
        if not (MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits)):
            continue
        if _of_an_office(passage.text[max(0, found.start() - OFFICE_REACH) : found.start()]):
            continue
        severity: Severity = "error" if MOBILE.fullmatch(digits) else "warning"
        message = _(
            "“%(what)s” looks like a person's phone number. Take it out, or write whose office it is before it."
        )
        yield replace(passage.find("phone", *found.span(), message), severity=severity)


def _of_an_office(before: str) -> bool:
    """Whether the sentence that leads up to a number names an office."""
    return OFFICE.search(re.split(r"[.!?;]\s|\n\s*\n", before)[-1]) is not None


def _patients(passage: Passage) -> Iterator[Finding]:
    message = _(
        "“%(what)s” looks like the name of a patient or contact. Nobody may be recognised: write a number instead."
    )
    for pattern in (PATIENT, BORN):
        for found in pattern.finditer(passage.text):
            if looks_like_a_person(found[1]):
                yield replace(passage.find("patient", *found.span(1), message), severity="error")


def _homes(passage: Passage) -> Iterator[Finding]:
    """A house is a person's when the sentence speaks of somebody ill."""
    message = _("“%(what)s” looks like the home of a patient or contact. Name the quarter at most, not the house.")
    for sentence in SENTENCE.finditer(passage.text):
        if NEAR_ILL.search(sentence[0]):
            for found in HOME.finditer(sentence[0]):
                start = sentence.start()
                finding = passage.find("home", start + found.start(), start + found.end(), message)
                yield replace(finding, severity="error")
