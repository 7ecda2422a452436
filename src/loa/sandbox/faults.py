"""Switches that make a stand-in misbehave, set over its control API while it runs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from loa.errors import LoaError


class BadFaultError(LoaError):
    """The control call does not describe a fault this service knows."""

    code = "bad_fault"
    message = "This fault cannot be set: %(reason)s"


@dataclass(slots=True)
class Fault:
    """One way of going wrong.

    `match` narrows it (a piece of the recipient's address, or the beginning of a path); `share` is the part of the
    matching calls it takes, 0 to 1; `times` how often it strikes at most (None: for ever). `seconds`, `code` and
    `text` mean what the kind makes of them.
    """

    kind: str
    match: str = ""
    share: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    code: int = 0
    text: str = ""


class Faults:
    """The faults that are switched on in one service. Draws are repeatable: the dice have a fixed seed."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self._active: list[Fault] = []
        self._dice = random.Random(2020)  # noqa: S311 - a test instrument, no secret

    def set(self, described: Any) -> Fault:
        """Switch on the fault that the JSON object *described* names. Raises `BadFaultError`."""
        fault = _parse(described, self.kinds)
        self._active.append(fault)
        return fault

    def clear(self) -> None:
        """Behave well again."""
        self._active.clear()

    def draw(self, subject: str, kinds: frozenset[str] | None = None) -> Fault | None:
        """The fault that strikes *subject* now, if any; of *kinds* only, where given."""
        for fault in self._active:
            if (kinds is None or fault.kind in kinds) and fault.match in subject and self._strikes(fault):
                return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        if fault.times == 0 or (fault.share < 1.0 and self._dice.random() >= fault.share):
            return False
        if fault.times is not None:
            fault.times -= 1
        return True

    def report(self) -> dict[str, Any]:
        """What is on, and what could be: the answer of the control API."""
        return {"active": [asdict(fault) for fault in self._active], "kinds": dict(self.kinds)}


def _parse(described: Any, kinds: Mapping[str, str]) -> Fault:
    if not isinstance(described, dict):
        raise BadFaultError(reason="a JSON object is expected")
    if described.get("kind") not in kinds:
        raise BadFaultError(reason=f"kind must be one of {', '.join(kinds)}")
    try:
        fault = Fault(**described)
        return Fault(
            kind=fault.kind,
            match=str(fault.match),
            share=min(1.0, max(0.0, float(fault.share))),
            times=None if fault.times is None else max(0, int(fault.times)),
            seconds=min(3600.0, max(0.0, float(fault.seconds))),
            code=int(fault.code),
            text=str(fault.text),
        )
    except (TypeError, ValueError, OverflowError) as error:
        raise BadFaultError(reason=str(error)) from error
