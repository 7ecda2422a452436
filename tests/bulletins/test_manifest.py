"""What was signed before a field existed still has the bytes that were signed (ADR 0011)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from loa.bulletins.core.draft import BadDraftError, Draft
from loa.bulletins.core.manifest import Area, AttachmentRef, Figure, Manifest, Picture, PictureFile, Text
from loa.trust.core.canonical import canonical_json

# A manifest as the first version of Loa signed it, and the SHA-256 of its canonical form then.
OLD: dict[str, Any] = {
    "code": "7K3F-9QXA",
    "number": "01/2020/TB-UBND",
    "kind": "update",
    "urgency": "normal",
    "issuer": "UBND thành phố Cẩm Phả",
    "issuer_unit": 1,
    "issued_at": "2020-02-07T00:30:00Z",
    "texts": {"vi": {"title": "T", "summary": "S", "body": "B", "source": "N", "claim": "", "verdict": ""}},
    "channels": ["portal", "app"],
    "audience": {"units": [1], "subscribers": True},
    "audience_hash": "00" * 32,
    "audience_count": 3,
    "not_after": None,
    "replaces": None,
    "directive": None,
    "figures": [{"label": {"vi": "Số ca"}, "value": 2.0, "day": "2020-02-07", "group": ""}],
    "attachments": [
        {"name": "a.pdf", "media_type": "application/pdf", "size": 9, "sha256": "11" * 32, "description": ""}
    ],
    "approved_by_role": "approver",
    "test": False,
    "schema": "loa-release/1",
}
OLD_HASH = "b4dfd25031fe83123563fdeb0d246cceb255c117116a7c91650e36604d11e6c0"
FILE = PictureFile("image/jpeg", 480, 320, 1000, "22" * 32)


def test_an_old_release_keeps_its_bytes() -> None:
    again = canonical_json(Manifest.from_dict(OLD).as_dict())
    assert again == canonical_json(OLD)
    assert hashlib.sha256(again).hexdigest() == OLD_HASH


def test_a_unit_signed_before_there_were_languages_keeps_its_bytes_and_a_later_one_is_bound() -> None:
    row = {"label": {"vi": "Số ca"}, "value": 2.0, "day": "2020-02-07", "group": "", "unit": "ca", "previous": 1.0}
    signed = OLD | {"figures": [row]}
    old = Manifest.from_dict(signed)
    assert canonical_json(old.as_dict()) == canonical_json(signed)
    assert [old.figures[0].unit_in(language) for language in ("vi", "en")] == ["ca", "ca"]
    new = replace(old, figures=(replace(old.figures[0], units={"en": "cases"}),))
    assert [new.figures[0].unit_in(language) for language in ("vi", "en", "zh")] == ["ca", "cases", "ca"]
    assert canonical_json(new.as_dict()) != canonical_json(signed)


def test_every_part_survives_the_way_to_json_and_back() -> None:
    whole = replace(
        Manifest.from_dict(OLD),
        figures=(Figure({"vi": "Số ca"}, 2.0, "2020-02-07", "ca", "người", 1.0, {"en": "people"}),),
        attachments=(AttachmentRef("a.pdf", "application/pdf", 9, "11" * 32, "Mẫu", {"en": "Form"}),),
        pictures=(Picture("22ab", {"vi": "Bản đồ", "en": "Map"}, (FILE,)),),
        areas=(Area("Phường Cửa Ông", "VN-QD19-2025", "06781"),),
    )
    assert Manifest.from_dict(whole.as_dict()) == whole
    assert {sha256 for _name, sha256, _size in whole.media()} == {"11" * 32, "22" * 32}


def test_every_byte_of_a_picture_is_bound() -> None:
    picture = Picture("22ab", {"vi": "Bản đồ"}, (FILE,))
    one = replace(Manifest.from_dict(OLD), pictures=(picture,))
    for other in (
        replace(picture, alt={"vi": "Bản đồ khác"}),
        replace(picture, files=(replace(FILE, sha256="33" * 32),)),
    ):
        assert canonical_json(one.as_dict()) != canonical_json(replace(one, pictures=(other,)).as_dict())


def test_a_file_is_called_by_its_title_in_the_reader_s_language() -> None:
    item = AttachmentRef("a.pdf", "application/pdf", 9, "11" * 32, "Mẫu khai", {"en": "Form"})
    assert [item.title(language) for language in ("en", "zh", "vi")] == ["Form", "Mẫu khai", "Mẫu khai"]


def test_a_draft_with_waivers_survives_and_nonsense_is_refused() -> None:
    draft = Draft("update", {"vi": Text("T", "S", "B")}, {"units": [1]}, waivers={"phone-1": "Số trực"})
    assert Draft.from_dict(draft.as_dict()) == draft
    assert "waivers" not in replace(draft, waivers={}).as_dict()
    for value in (
        {},
        {"texts": []},
        draft.as_dict() | {"pictures": [{"key": 1}]},
        draft.as_dict() | {"kind": "gossip"},
    ):
        with pytest.raises(BadDraftError):
            Draft.from_dict(value)
