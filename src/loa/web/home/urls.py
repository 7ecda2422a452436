"""Addresses of the staff home."""

from __future__ import annotations

from django.urls import path

from loa.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("family", views.family, name="home-family"),
    path("<str:code>/acknowledge", views.acknowledge, name="home-acknowledge"),
    path("<str:code>/shared", views.shared, name="home-shared"),
    path("<str:code>/notice", views.notice, name="home-notice"),
]
