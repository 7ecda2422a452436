"""Addresses of the rumour queue."""

from __future__ import annotations

from django.urls import path

from loa.web.rumours import views

urlpatterns = [
    path("", views.rumours, name="rumours"),
    path("<int:pk>/answer", views.answer, name="rumour-answer"),
    path("<int:pk>/dismiss", views.dismiss, name="rumour-dismiss"),
]
