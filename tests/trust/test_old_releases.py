"""Releases that earlier versions of Loa signed, kept as they were published: what was signed once stays verifiable.

`releases/2026-11-23.json` was written by the first version that signed, `2026-11-24.json` by the one that brought
pictures. The keys that signed them are gone. A file here is never made anew: it would prove nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from loa.bulletins.core.manifest import Manifest
from loa.cli.verify import app
from loa.trust.core.bundle import loads
from loa.trust.core.canonical import canonical_json
from loa.trust.core.signing import key_id
from loa.trust.errors import SignatureMismatchError

PUBLISHED = sorted((Path(__file__).parent / "releases").glob("*.json"))


def test_there_are_old_releases() -> None:
    assert [file.stem for file in PUBLISHED] == ["2026-11-23", "2026-11-24"]


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_its_signature_holds(file: Path) -> None:
    bundle = loads(file.read_bytes())
    bundle.check()
    assert bundle.dumps() == file.read_bytes(), "published again it is the same file"
    with pytest.raises(SignatureMismatchError):
        replace(bundle, manifest={**bundle.manifest, "audience_count": 1235}).check()


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_what_is_read_from_it_is_still_what_was_signed(file: Path) -> None:
    """The database gives a manifest back through these classes; a field that came later must not change its bytes."""
    bundle = loads(file.read_bytes())
    manifest = Manifest.from_dict(bundle.manifest)
    assert canonical_json(manifest.as_dict()) == canonical_json(bundle.manifest)
    assert manifest.text("en").title == "Wear a mask in crowded places"
    assert [figure.value for figure in manifest.figures] == [14, 37.5]


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_the_command_says_so(file: Path, tmp_path: Path) -> None:
    key = key_id(loads(file.read_bytes()).public_key)
    assert CliRunner().invoke(app, [str(file), "--key", key]).exit_code == 0
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(json.loads(file.read_text()) | {"signature": "AAAA"}))
    assert CliRunner().invoke(app, [str(forged), "--key", key]).exit_code != 0
