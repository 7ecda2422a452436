"""Keys and signatures: fail closed, and never by accident."""

from pathlib import Path

import pytest

from loa.trust.core.canonical import canonical_json, content_hash
from loa.trust.core.signing import create_signer, load_signer, verify
from loa.trust.errors import BadKeyError, MissingSigningKeyError, NotCanonicalError, SignatureMismatchError


def test_a_signature_verifies_and_a_changed_byte_does_not(tmp_path: Path) -> None:
    signer = create_signer(tmp_path / "keys" / "key.pem")
    signature = signer.sign(b"content")
    verify(signer.public_key, b"content", signature)
    with pytest.raises(SignatureMismatchError):
        verify(signer.public_key, b"contenu", signature)


def test_the_key_file_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first = create_signer(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_signer(path)
    assert load_signer(path).key_id == first.key_id


def test_a_missing_or_foreign_key_is_said_in_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(MissingSigningKeyError, match=r"none\.pem"):
        load_signer(tmp_path / "none.pem")
    (tmp_path / "bad.pem").write_text("not a key")
    with pytest.raises(BadKeyError, match="Ed25519"):
        load_signer(tmp_path / "bad.pem")


def test_canonical_form_is_rfc_8785() -> None:
    assert canonical_json({"b": 1.0, "a": "é\u20ac", "c": [True, None]}) == '{"a":"é€","b":1,"c":[true,null]}'.encode()
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    with pytest.raises(NotCanonicalError):
        canonical_json({"a": float("nan")})
