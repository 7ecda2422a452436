"""CAP files: the schema, our linter, the pinned signature; and what must not pass (standards C1–C24)."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from signxml.exceptions import SignXMLException

from loa.bulletins.core.manifest import BULLETIN_KINDS, URGENCIES, Area, Manifest, Text
from loa.channels.portal.core import cap, cap_lint
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.publisher import Publisher
from loa.channels.portal.seal import Seal, verify
from tests.channels.portal.samples import SITE, VI, entry, rebuttal

SPACE = {"c": cap.NAMESPACE}


def chains() -> list[list[Entry]]:
    """Alert, update, cancel chains over every kind, urgency and end."""
    found = []
    for number, urgency in enumerate(URGENCIES):
        first = entry(10 * number + 1, urgency=urgency)
        second = entry(10 * number + 2, kind="correction", urgency=urgency, replaces=first.code)
        third = entry(10 * number + 3, kind="recall", replaces=second.code)
        found.append([third, second, first])
    for number, kind in enumerate(BULLETIN_KINDS):
        found.append([entry(50 + number, kind=kind, not_after="2020-03-01T00:00:00Z", test=kind == "recall")])
    found.append([rebuttal(60)])
    return found


def signed(item: Entry, family: list[Entry], keys: Path) -> bytes:
    alert = cap.alert(SITE.base_url, SITE.authority, SITE.phone, item, family)
    return Seal(keys, "bantin.campha.example").sign(alert)


def corpus(keys: Path) -> list[bytes]:
    return [signed(item, family, keys) for family in chains() for item in family]


def test_every_alert_passes_schema_linter_and_pinned_signature(keys: Path) -> None:
    """C1, C2, C3, C5, C7, C10, C14, C20, C24."""
    certificate = Seal(keys, "").certificate
    for data in corpus(keys):
        assert cap_lint.errors(data) == []
        assert [
            finding for finding in cap_lint.lint(data) if finding.level == "warning" and finding.rule != "status"
        ] == []
        verify(data, certificate)


def test_areas_carry_the_codes_of_the_state_s_lists(keys: Path) -> None:
    """C4: in the info of every language; a release from before them keeps its bytes."""
    ward = Area("Phường Cửa Ông", "VN-QD19-2025", "06781")
    item = entry(1, areas=(ward, Area("Thành phố Cẩm Phả", "VN-QD124-2004", "195")))
    data = signed(item, [item], keys)
    assert cap_lint.errors(data) == []
    infos = etree.fromstring(data).findall("c:info", SPACE)
    assert len(infos) == 2
    for info in infos:
        assert [[text.strip() for text in area.itertext()] for area in info.findall("c:area", SPACE)] == [
            ["Phường Cửa Ông", "VN-QD19-2025", "06781"],
            ["Thành phố Cẩm Phả", "VN-QD124-2004", "195"],
        ]
    old = entry(1)
    assert "areas" not in old.manifest.as_dict()
    assert b"LOA-unit" in signed(old, [old], keys)
    assert Manifest.from_dict(item.manifest.as_dict()) == item.manifest


def test_chains_reference_all_that_is_alive(keys: Path) -> None:
    """C10–C12."""
    third, second, first = chains()[2]
    roots = [etree.fromstring(signed(item, [third, second, first], keys)) for item in (first, second, third)]
    assert [root.findtext("c:msgType", namespaces=SPACE) for root in roots] == ["Alert", "Update", "Cancel"]
    references = roots[2].findtext("c:references", namespaces=SPACE).split()
    assert [triplet.split(",")[1] for triplet in references] == [
        root.findtext("c:identifier", namespaces=SPACE) for root in roots[:2]
    ]
    assert len({root.findtext("c:incidents", namespaces=SPACE) for root in roots}) == 1


def test_what_has_expired_is_not_referenced(keys: Path) -> None:
    """C11: if every earlier one has expired, it is a new Alert of the same incident."""
    first = entry(1, not_after="2020-02-07T01:00:00Z")
    late = entry(5, kind="correction", replaces=first.code)
    root = etree.fromstring(signed(late, [late, first], keys))
    assert root.findtext("c:msgType", namespaces=SPACE) == "Alert"
    assert root.find("c:references", SPACE) is None
    assert root.findtext("c:incidents", namespaces=SPACE) == first.code


def test_a_foreign_certificate_inside_the_message_is_not_believed(keys: Path, tmp_path: Path) -> None:
    """C24."""
    foreign = Seal(tmp_path, "bantin.campha.example").sign(
        cap.alert(SITE.base_url, SITE.authority, "", entry(1), [entry(1)])
    )
    with pytest.raises(SignXMLException):
        verify(foreign, Seal(keys, "").certificate)


def test_identifiers_follow_the_form_for_those_without_an_oid() -> None:
    """C15: unique, without spaces, commas, `<` and `&`; and no OID under WMO's branch is invented."""
    made = {cap.identifier(SITE.base_url, entry(number).manifest) for number in range(1, 20)}
    assert len(made) == 19
    assert all(name.startswith("bantin.bantin.campha.example-2020-") for name in made)


def test_signing_twice_gives_the_same_bytes(keys: Path) -> None:
    assert signed(entry(1), [entry(1)], keys) == signed(entry(1), [entry(1)], keys)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"urgency": "immediate"}, ("Immediate", "Severe", "Observed")),
        ({"urgency": "urgent"}, ("Expected", "Severe", "Observed")),
        ({"kind": "recall"}, ("Past", "Minor", "Observed")),
        ({}, ("Future", "Minor", "Observed")),
    ],
)
def test_grades_follow_the_table(changes: dict[str, str], expected: tuple[str, str, str]) -> None:
    """Standards §1.5."""
    manifest: Manifest = entry(1, **changes).manifest
    grade = cap.assessment(manifest)
    assert (grade.urgency, grade.severity, grade.certainty) == expected


def test_equal_words_make_one_info_block(keys: Path) -> None:
    """C6."""
    same = entry(1, texts={"vi": VI, "en": Text(**{name: getattr(VI, name) for name in VI.__slots__})})
    assert len(etree.fromstring(signed(same, [same], keys)).findall("c:info", SPACE)) == 1


def test_entities_are_not_expanded() -> None:
    """Standards A2."""
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert xmlns="%s">&x;</alert>'
    bomb = bomb.replace(b"%s", cap.NAMESPACE.encode())
    assert cap_lint.errors(bomb)


def test_the_portal_publishes_them(publisher: Publisher) -> None:
    publisher.publish(entry(1, urgency="immediate"))
    publisher.publish(rebuttal(2))
    code = entry(1, urgency="immediate").code
    data = (publisher.root / f"b/{code}/cap.xml").read_bytes()
    verify(data, (publisher.root / ".well-known/cap-signer.pem").read_bytes())
    feed = (publisher.root / "feeds/cap.rss").read_text(encoding="utf-8")
    assert f"/b/{code}/cap.xml" in feed
    assert rebuttal(2).code not in feed
