"""Addresses of dispatches."""

from __future__ import annotations

from django.urls import path

from loa.web.directives import views

urlpatterns = [
    path("", views.directives, name="directives"),
    path("receive", views.receive, name="directive-receive"),
    path("tasks/", views.my_tasks, name="my-tasks"),
    path("tasks/<int:assignment>", views.progress, name="task-progress"),
    path("<int:pk>/", views.directive, name="directive"),
    path("<int:pk>/show", views.show, name="directive-show"),
    path("<int:pk>/tasks/<int:task>/assign", views.assign, name="directive-assign"),
]
