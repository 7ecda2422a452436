"""Registers the channel with Django (templates, catalogue)."""

from django.apps import AppConfig


class ZaloChannelConfig(AppConfig):
    """The `zalo` channel."""

    name = "loa.channels.zalo"
    label = "channel_zalo"
    default_auto_field = "django.db.models.BigAutoField"
