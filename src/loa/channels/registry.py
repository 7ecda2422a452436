"""Finds a channel by its name. Channels are imported only when they are asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from loa.bulletins.core.manifest import CHANNELS, ChannelName
from loa.channels.base import Channel

_CLASSES: dict[ChannelName, str] = {
    "portal": "loa.channels.portal.channel:PortalChannel",
    "app": "loa.channels.app.channel:AppChannel",
    "mail": "loa.channels.mail.channel:MailChannel",
    "zalo": "loa.channels.zalo.channel:ZaloChannel",
}


@cache
def channel(name: ChannelName) -> Channel:
    """The channel of that name, one instance per process."""
    module, _, cls = _CLASSES[name].partition(":")
    return cast("Channel", getattr(import_module(module), cls)())


def channels() -> list[Channel]:
    """All channels in the order of the dispatch: portal, app, mail, Zalo."""
    return [channel(name) for name in CHANNELS]
