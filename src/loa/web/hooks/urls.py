"""Addresses of providers' webhooks."""

from __future__ import annotations

from django.urls import path

from loa.web.hooks import zalo

urlpatterns = [path("zalo", zalo.receive, name="hook-zalo")]
