"""Registers the channel with Django (templates, catalogue, notices for the hub)."""

from django.apps import AppConfig


class PortalChannelConfig(AppConfig):
    """The `portal` channel."""

    name = "loa.channels.portal"
    label = "channel_portal"
