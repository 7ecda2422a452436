"""Addresses of the app's API."""

from __future__ import annotations

from django.urls import path

from loa.web.app import views

urlpatterns = [
    path("vapid-key", views.vapid_key, name="app-vapid-key"),
    path("subscriptions", views.subscriptions, name="app-subscriptions"),
    path("installations", views.installations, name="app-installations"),
    path("sync", views.sync, name="app-sync"),
]
