"""Addresses of personal links; short, for they stand in messages."""

from __future__ import annotations

from django.urls import path

from loa.web.personal import views

urlpatterns = [
    path("a/<str:code>/<str:token>", views.acknowledge, name="acknowledge"),
    path("o/<str:code>/<str:token>", views.beacon, name="beacon"),
    path("u/<str:token>", views.leave, name="unsubscribe"),
]
