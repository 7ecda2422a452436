"""Registers the channel with Django (templates, catalogue)."""

from django.apps import AppConfig


class AppChannelConfig(AppConfig):
    """The `app` channel."""

    name = "loa.channels.app"
    label = "channel_app"
