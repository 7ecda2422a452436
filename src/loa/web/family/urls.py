"""Addresses of family invitations; short, for they are read out and typed."""

from __future__ import annotations

from django.urls import path

from loa.web.family import views

urlpatterns = [
    path("i/<str:token>", views.invitation, name="family-invitation"),
    path("i/<str:token>/manifest.webmanifest", views.manifest, name="family-manifest"),
]
