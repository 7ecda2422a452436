"""Locking a bulletin and moving it along the state machine."""

from __future__ import annotations

from loa.bulletins.core.states import Act, after
from loa.bulletins.errors import WrongStateError
from loa.bulletins.models import Bulletin


def locked(bulletin: Bulletin) -> Bulletin:
    """The newest row of *bulletin*, locked until the transaction ends."""
    return Bulletin.objects.select_for_update(of=("self",)).select_related("unit", "replaces").get(pk=bulletin.pk)


def move(bulletin: Bulletin, act: Act) -> None:
    """Carry out *act* on a locked bulletin.

    Raises `WrongStateError` when its state does not allow it.
    """
    target = after(bulletin.state, act)
    if target is None:
        raise WrongStateError(state=bulletin.get_state_display())
    bulletin.state = target
    bulletin.save(update_fields=["state", "updated_at"])
