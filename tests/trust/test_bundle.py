"""A published release can be checked by anybody, and only the true one passes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.trust.core.bundle import Bundle, loads
from loa.trust.core.canonical import canonical_json
from loa.trust.core.signing import create_signer
from loa.trust.errors import NotABundleError, SignatureMismatchError, TrustError

MANIFEST = {"code": "7K3F-9QXA", "texts": {"vi": {"title": "Bản tin số 01"}}}


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    signer = create_signer(tmp_path / "key.pem")
    return Bundle(MANIFEST, signer.sign(canonical_json(MANIFEST)), signer.public_key)


def test_a_bundle_survives_writing_and_reading(bundle: Bundle) -> None:
    again = loads(bundle.dumps())
    again.check()
    assert again == bundle


def test_a_changed_word_is_noticed(bundle: Bundle) -> None:
    changed = loads(bundle.dumps().replace("số 01".encode(), "số 02".encode()))
    with pytest.raises(SignatureMismatchError):
        changed.check()


@given(st.binary(max_size=300))
def test_any_bytes_are_a_bundle_or_a_clear_error(data: bytes) -> None:
    with pytest.raises(NotABundleError):
        loads(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=8,
    )
)
def test_any_json_is_a_bundle_or_a_clear_error(value: object) -> None:
    import json

    with pytest.raises(TrustError):
        loads(json.dumps(value).encode())
