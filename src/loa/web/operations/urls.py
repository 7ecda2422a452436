"""Addresses of operations."""

from __future__ import annotations

from django.urls import path

from loa.web.operations import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
    path("operations/", views.operations, name="operations"),
    path("operations/channels/<str:channel>/use", views.use_again, name="operations-use"),
]
