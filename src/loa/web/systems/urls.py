"""Addresses of the pages about other systems."""

from __future__ import annotations

from django.urls import path

from loa.web.systems import views

urlpatterns = [
    path("", views.systems, name="systems"),
    path("tokens", views.new_token, name="token-new"),
    path("tokens/<int:pk>/revoke", views.revoke_token, name="token-revoke"),
    path("webhooks", views.new_webhook, name="webhook-new"),
    path("webhooks/<int:pk>", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/<slug:act>", views.act_on_webhook, name="webhook-act"),
]
