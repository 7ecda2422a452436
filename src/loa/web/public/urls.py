"""Addresses of the public acts; the pages with their forms are files of the portal."""

from __future__ import annotations

from django.urls import path

from loa.web.public import views

urlpatterns = [
    path("check", views.check, name="check"),
    path("find", views.find, name="find"),
]
