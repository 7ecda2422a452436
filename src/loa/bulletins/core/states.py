"""The states of a bulletin and the acts that lead from one to the next."""

from __future__ import annotations

from typing import Literal

State = Literal["draft", "submitted", "returned", "approved", "released", "withdrawn"]
Act = Literal["save", "submit", "return", "approve", "release", "withdraw"]

TRANSITIONS: dict[tuple[State, Act], State] = {
    ("draft", "save"): "draft",
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn",
    # Saving while it waits for approval takes it back to the desk: the approver must see the newest text.
    ("submitted", "save"): "draft",
    ("submitted", "return"): "returned",
    ("submitted", "approve"): "approved",
    ("returned", "save"): "draft",
    ("returned", "submit"): "submitted",
    ("returned", "withdraw"): "withdrawn",
    # Changing an approved, not yet released text voids the approval: it binds to every byte (DESIGN §5.1).
    ("approved", "save"): "draft",
    ("approved", "return"): "returned",
    ("approved", "release"): "released",
}


def after(state: str, act: Act) -> State | None:
    """The state that *act* leads to, or None when *state* does not allow it."""
    return TRANSITIONS.get((state, act))  # type: ignore[arg-type]


def allowed(state: str) -> frozenset[Act]:
    """The acts that *state* allows."""
    return frozenset(act for (source, act) in TRANSITIONS if source == state)
