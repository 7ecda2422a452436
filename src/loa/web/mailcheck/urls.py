"""Addresses of the mail check."""

from __future__ import annotations

from django.urls import path

from loa.web.mailcheck import views

urlpatterns = [
    path("", views.mail_check, name="mailcheck"),
    path("report", views.report, name="mailcheck-report"),
]
