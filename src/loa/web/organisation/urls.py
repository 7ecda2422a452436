"""Addresses of the organisation's pages."""

from __future__ import annotations

from django.urls import path

from loa.web.organisation import views

urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("staff.<str:form>", views.export, name="staff-export"),
    path("import", views.upload, name="staff-upload"),
    path("import/<int:pk>", views.review, name="staff-review"),
    path("import/<int:pk>/apply", views.apply, name="staff-apply"),
    path("import/<int:pk>/discard", views.discard, name="staff-discard"),
]
