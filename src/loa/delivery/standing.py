"""How each channel stands: in order, not used here, or what an operator should mend."""

from __future__ import annotations

from dataclasses import dataclass

from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import Channel, MayBeLeftOut
from loa.channels.registry import channel as channel_named
from loa.errors import LoaError
from loa.units.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel as the operator sees it. Not *used*: nothing of it is configured, and nobody waits on it."""

    channel: ChannelName
    used: bool = True
    problems: tuple[str, ...] = ()


def standing(name: ChannelName) -> Standing:
    """How the channel *name* stands. What its check itself stumbles over is a problem like any other."""
    try:
        found = channel_named(name)
        return Standing(name, problems=tuple(found.check())) if is_used(found) else Standing(name, used=False)
    except (LoaError, ImportError) as error:
        return Standing(name, problems=(str(error),))


def is_used(channel: Channel) -> bool:
    """Whether *channel* is set up, or somebody has an address on it that a bulletin would go to."""
    if not isinstance(channel, MayBeLeftOut) or channel.is_set_up():
        return True
    return ContactPoint.objects.filter(channel=channel.name, closed_at__isnull=True).exists()
