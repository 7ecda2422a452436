"""Registers the web face with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, sign-in and pages."""

    name = "loa.web"
