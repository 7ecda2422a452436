"""The Merkle tree against the published vectors of standards A3 and against its own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.trust.core.merkle import (
    EMPTY_ROOT,
    Frontier,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    root_from_inclusion,
)


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, written the way the RFC defines it."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


def test_vectors_of_standards_a3() -> None:
    assert EMPTY_ROOT.hex().startswith("e3b0c442")
    assert EMPTY_ROOT.hex().endswith("b855")
    assert leaf_hash(b"").hex()[:8] == "6e340b9c"
    assert leaf_hash(b"a").hex()[:8] == "022a6979"
    assert root([leaf_hash(b"a"), leaf_hash(b"b")]).hex()[:8] == "b137985f"
    assert root([leaf_hash(letter) for letter in (b"a", b"b", b"c")]).hex()[:8] == "36642e73"


LEAVES = st.lists(st.binary(max_size=4).map(leaf_hash), max_size=70)


@given(LEAVES)
def test_frontier_gives_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier = Frontier()
    for count, leaf in enumerate(leaves, start=1):
        frontier = frontier.append(leaf)
        assert frontier.size == count
    assert frontier.root == recursive_root(leaves)


@given(LEAVES.filter(bool), st.data())
def test_inclusion_proof_leads_to_the_root_and_no_other_leaf_does(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(leaves, index)
    assert root_from_inclusion(leaves[index], index, len(leaves), path) == root(leaves)
    assert root_from_inclusion(leaf_hash(b"another"), index, len(leaves), path) != root(leaves)


@given(LEAVES.filter(lambda leaves: len(leaves) > 1), st.data())
def test_a_path_of_wrong_length_is_refused(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(leaves, index)
    for wrong in ([*path, leaves[0]], path[:-1]):
        with pytest.raises(ValueError, match="the path is too"):
            root_from_inclusion(leaves[index], index, len(leaves), wrong)
