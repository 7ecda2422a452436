"""Registers the face with Django, for its translations."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The `loa.api` face."""

    name = "loa.api"
