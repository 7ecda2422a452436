"""Registers the channel with Django (templates, catalogue)."""

from django.apps import AppConfig


class MailChannelConfig(AppConfig):
    """The `mail` channel."""

    name = "loa.channels.mail"
    label = "channel_mail"
