"""A generated corpus of alert, update and cancel chains: each file passes the OASIS schema, our linter and signxml with
the pinned certificate; and every remark that the linter can make has a mutant that draws it (standards C20)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import XMLVerifier

from loa.bulletins.core.manifest import Area, AttachmentRef, Text
from loa.channels.portal.core import cap, cap_lint
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.seal import Seal, verify
from tests.channels.portal.samples import EN, GARLIC, SITE, START, VI, entry

SPACE = {"c": cap.NAMESPACE}
XSD = etree.XMLSchema(etree.parse(Path(cap_lint.__file__).with_name("cap12.xsd")))
PDF = AttachmentRef("Mẫu khai.pdf", "application/pdf", 1234, "ab" * 32, "Mẫu khai")
CITY = Area("Thành phố Cẩm Phả", "VN-QD124-2004", "195")
TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=200).filter(
    str.strip
)
TEXTS = st.builds(Text, title=TITLES, summary=TITLES, body=st.sampled_from(["", VI.body, "Một < hai & ba"]))

AREAS = st.builds(
    Area, name=TITLES, list=st.just("VN-QD19-2025"), code=st.from_regex(r"[0-9]{2}|[0-9]{5}", fullmatch=True)
) | st.just(CITY)


@dataclass(frozen=True)
class Step:
    """One release of a chain: hours after the one before, and what is special about it."""

    hours: int
    changes: dict[str, Any]


STEPS = st.builds(
    Step,
    hours=st.integers(1, 100),
    changes=st.fixed_dictionaries(
        {"urgency": st.sampled_from(["normal", "urgent", "immediate"]), "test": st.booleans()},
        optional={
            "texts": st.fixed_dictionaries({"vi": TEXTS | st.just(VI) | st.just(GARLIC)}, optional={"en": st.just(EN)}),
            "attachments": st.just((PDF,)),
            "areas": st.lists(AREAS, max_size=3).map(tuple),
            "lasts": st.integers(1, 200),
        },
    ),
)
CHAINS = st.tuples(st.sampled_from(["update", "instruction"]), st.lists(STEPS, min_size=1, max_size=5), st.booleans())


def chain(kind: str, steps: list[Step], recalled: bool) -> list[Entry]:
    """The releases of one line, oldest first; with *recalled* the last one is a recall."""
    made: list[Entry] = []
    at = 1
    for number, step in enumerate(steps):
        at += step.hours
        changes = dict(step.changes)
        if (lasts := changes.pop("lasts", None)) is not None:
            changes["not_after"] = f"{START + timedelta(hours=at - 1 + lasts):%Y-%m-%dT%H:%M:%SZ}"
        if made:
            last = recalled and number == len(steps) - 1
            changes |= {"kind": "recall" if last else "correction", "replaces": made[-1].code}
        made.append(entry(at, **({"kind": kind} | changes)))
    return made


def signed(item: Entry, family: list[Entry], keys: Path) -> bytes:
    return Seal(keys, "bantin.campha.example").sign(cap.alert(SITE.base_url, SITE.authority, SITE.phone, item, family))


@settings(max_examples=20)
@given(CHAINS)
def test_every_file_of_every_chain_passes_all_three(keys: Path, shape: tuple[str, list[Step], bool]) -> None:
    """C1–C15, C20, C24."""
    family = chain(*shape)
    pinned = Seal(keys, "").certificate.decode()
    files = [signed(item, family, keys) for item in family]
    for data in files:
        root = etree.fromstring(data)
        assert XSD.validate(root), XSD.error_log
        assert cap_lint.errors(data) == []
        assert XMLVerifier().verify(data, x509_cert=pinned).signed_xml is not None
    assert len({etree.fromstring(data).findtext("c:identifier", namespaces=SPACE) for data in files}) == len(files)


@settings(max_examples=60)
@given(CHAINS)
def test_each_names_exactly_those_before_it_that_have_not_expired(shape: tuple[str, list[Step], bool]) -> None:
    """C10, C11, C12: the triplets are copies of the earlier files' own values."""
    family = chain(*shape)
    roots = [cap.alert(SITE.base_url, SITE.authority, SITE.phone, item, family) for item in family]

    def of(root: etree._Element, name: str) -> str:
        return str(root.findtext(f".//c:{name}", namespaces=SPACE) or "")

    for place, root in enumerate(roots):
        alive = [one for one in roots[:place] if of(one, "expires") > of(root, "sent")]
        assert of(root, "references").split() == [
            ",".join(of(one, name) for name in ("sender", "identifier", "sent")) for one in alive
        ]
        kinds = {"recall": "Cancel"}.get(family[place].manifest.kind, "Update")
        assert of(root, "msgType") == (kinds if alive else "Alert")


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=3))
def test_a_file_that_was_touched_is_not_believed(keys: Path, place: int, junk: bytes) -> None:
    """C14, C24: any change of the bytes inside the alert, and nobody takes it for ours."""
    good = signed(entry(1), [entry(1)], keys)
    body = (
        good.index(b"<sender>"),
        good.index(b"<ds:Signature") if b"<ds:Signature" in good else good.index(b"Signature"),
    )
    at = body[0] + place % (body[1] - body[0])
    bad = good[:at] + junk + good[at:]
    certificate = Seal(keys, "").certificate
    try:
        same = etree.tostring(etree.fromstring(bad), method="c14n") == etree.tostring(
            etree.fromstring(good), method="c14n"
        )
    except etree.XMLSyntaxError:
        same = False
    if not same:
        with pytest.raises((SignXMLException, etree.XMLSyntaxError, ValueError)):
            verify(bad, certificate)


def _replace(pattern: str, by: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, by, text, count=1, flags=re.DOTALL)


def _area(more: str) -> Callable[[str], str]:
    return _replace(r"<geocode>", f"{more}<geocode>")


SECOND = "<references>bantin@x,a-1,{}</references><incidents>"
# What is wrong → the file made wrong. The class of the remark stands before the colon.
MUTANTS: dict[str, Callable[[str], str]] = {
    "error XML: cut": lambda text: text[: len(text) // 2],
    "error XML: document type": lambda text: text.replace("<alert", "<!DOCTYPE alert><alert", 1),
    "error XML: too large": lambda text: text.replace("<web>", "<web>https://x/" + "x" * 1_000_000, 1),
    "error XSD: C1 zulu": _replace(r"<sent>([^<]*)\+07:00", r"<sent>\1Z"),
    "error XSD: C1 fraction": _replace(r"<sent>([^<]*)\+07:00", r"<sent>\1.5+07:00"),
    "error XSD: status": _replace(r"<status>Actual", "<status>Real"),
    "error XSD: order": _replace(r"(<status>[^<]*</status>)(<msgType>[^<]*</msgType>)", r"\2\1"),
    "error XSD: no description is one of the linter's, no urgency the schema's": _replace(
        r"<urgency>[^<]*</urgency>", ""
    ),
    "error identifier: blank": _replace(r"<identifier>", "<identifier>a b"),
    "error sender: comma": _replace(r"<sender>", "<sender>a,b"),
    "error info: none": _replace(r"<info>.*</info>", ""),
    "error restriction: public": _replace(r"</scope>", "</scope><restriction>x</restriction>"),
    "error addresses: none though private": _replace(r"<scope>Public", "<scope>Private"),
    "warning status: a test": _replace(r"<status>Actual", "<status>Test"),
    "error C11: update of nothing": _replace(r"<msgType>Alert", "<msgType>Update"),
    "error C10: no triplet": _replace(r"<incidents>", "<references>x,y</references><incidents>"),
    "error C10: itself": _replace(
        r"<identifier>([^<]*)(.*?)<incidents>",
        r"<identifier>\1\2<references>x,\1,2020-02-07T07:00:00+07:00</references><incidents>",
    ),
    "warning C10: something later": _replace(r"<incidents>", SECOND.format("2099-01-01T00:00:00+07:00")),
    "error C5: category": _replace(r"<category>Health", "<category>Met"),
    "error C5: eventCode": _replace(r"OET-062", "OET-061"),
    "recommendation C5: event": lambda text: text.replace("en-US", "vi-VN"),
    "warning C6: the same text twice": lambda text: re.sub(
        r"<headline>[^<]*</headline><description>[^<]*", "<headline>a</headline><description>b", text
    ),
    "error description: missing": _replace(r"<description>[^<]*</description>", ""),
    "error web: missing": _replace(r"<web>[^<]*</web>", ""),
    "error web: relative": _replace(r"<web>[^<]*</web>", "<web>/b/1</web>"),
    "error expires: missing": _replace(r"<expires>[^<]*</expires>", ""),
    "error area: missing": _replace(r"<area>.*?</area></info>", "</info>"),
    "error area: empty": _replace(r"<geocode>.*?</geocode>", ""),
    "error language: missing": _replace(r"<language>[^<]*</language>", ""),
    "error language: no tag": _replace(r"<language>vi-VN", "<language>x"),
    "error effective: after expires": _replace(r"<expires>20", "<expires>19"),
    "recommendation C1: UTC": _replace(r"(<expires>[^<]*)\+07:00", r"\1-00:00"),
    "error mimeType: none": _replace(r"<mimeType>[^<]*", "<mimeType>pdf"),
    "error uri: relative": _replace(r"<uri>https?://[^/]*", "<uri>"),
    "recommendation senderName: missing": _replace(r"<senderName>[^<]*</senderName>", ""),
    "recommendation responseType: missing": _replace(r"<responseType>[^<]*</responseType>", ""),
    "recommendation instruction: missing": _replace(r"<instruction>[^<]*</instruction>", ""),
    "recommendation contact: missing": _replace(r"<contact>[^<]*</contact>", ""),
    "recommendation certainty: unknown": _replace(r"<certainty>Observed", "<certainty>Unknown"),
    "warning C7: a tag": _replace(r"<headline>", "<headline>&lt;b&gt;"),
    "warning C7: an entity": _replace(r"<description>", "<description>&amp;nbsp;"),
    "recommendation headline: long": _replace(r"<headline>", "<headline>" + "a" * 140),
    "recommendation headline: repeats": _replace(
        r"<headline>[^<]*</headline><description>[^<]*", "<headline>a</headline><description>a"
    ),
    "recommendation area: no polygon": lambda text: text + " ",
    "error C2: three pairs": _area("<polygon>1,1 2,2 1,1</polygon>"),
    "error C2: words": _area("<polygon>garbage</polygon>"),
    "error C2: open": _area("<polygon>1,1 2,2 3,1 4,4</polygon>"),
    "error C2: crossing": _area("<polygon>0,0 2,2 0,2 2,0 0,0</polygon>"),
    "error C2: off the globe": _area("<polygon>91,0 2,2 0,2 91,0</polygon>"),
    "recommendation C2: decimals": _area("<polygon>0.1234567,0 0,2 2,2 2,0 0.1234567,0</polygon>"),
    "error C3: no radius": _area("<circle>1,1 0</circle>"),
    "error C3: endless": _area("<circle>1,1 inf</circle>"),
    "error C3: no number": _area("<circle>1,1 nan</circle>"),
    "recommendation geocode: empty": _replace(r"<valueName>VN-QD19-2025</valueName>", "<valueName></valueName>"),
    "error C4: no code at all": _replace(r"<value>06781</value>", "<value></value>"),
    "error C4: zeros are lost": _replace(r"<value>06781</value>", "<value>6781</value>"),
    "error C4: a district of the time before": _replace(r"<value>06781</value>", "<value>195</value>"),
    "error C4: a name": _replace(r"<value>06781</value>", "<value>Cửa Ông</value>"),
    "error ceiling: alone": _replace(r"</geocode></area>", "</geocode><ceiling>10</ceiling></area>"),
}


def model(keys: Path) -> str:
    """A file in two languages with a resource; the other languages' info is what C5 and C6 compare."""
    item = entry(1, attachments=(PDF,), areas=(Area("Phường Cửa Ông", "VN-QD19-2025", "06781"), CITY))
    return signed(item, [item], keys).decode()


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_draws_its_remark(name: str, keys: Path) -> None:
    """C1–C11, C20."""
    good = model(keys)
    bad = MUTANTS[name](good).encode()
    assert bad != good.encode()
    level, rule = name.partition(":")[0].split()
    found = {(finding.level, finding.rule) for finding in cap_lint.lint(bad)}
    assert (level, rule) in found
    if level == "error":
        assert cap_lint.errors(bad)
        with pytest.raises((SignXMLException, etree.XMLSyntaxError, ValueError)):
            verify(bad, Seal(keys, "").certificate)


def test_no_remark_of_the_linter_is_without_a_mutant(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """C20: a class that nothing draws may have stopped to work long ago."""
    source = Path(cap_lint.__file__).read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    remarks = {node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Finding"}
    drawn: set[int] = set()

    def remembered(level: Any, rule: str, text: str, made: Any = cap_lint.Finding) -> Any:
        drawn.add(sys._getframe(1).f_lineno)
        return made(level, rule, text)

    monkeypatch.setattr(cap_lint, "Finding", remembered)
    good = model(keys)
    for mutate in MUTANTS.values():
        cap_lint.lint(mutate(good).encode())
    assert remarks - drawn == set()
