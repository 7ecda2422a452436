"""Addresses of the coverage board."""

from __future__ import annotations

from django.urls import path, register_converter

from loa.web.board import views


class AspectPart:
    """What somebody can lack."""

    regex = "reached|opened|acknowledged|installed"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class FormPart(AspectPart):
    """In which form a report is written."""

    regex = "xlsx|pdf|csv"


register_converter(AspectPart, "aspect")
register_converter(FormPart, "report_form")

urlpatterns = [
    path("", views.board, name="board"),
    path("all/<int:unit_id>/", views.overall, name="board-overall"),
    path("<str:code>/", views.release, name="board-release"),
    path("<str:code>/<int:unit_id>/", views.unit, name="board-unit"),
    path("<str:code>/<int:unit_id>/missing/<aspect:aspect>", views.missing, name="board-missing"),
    path("<str:code>/<int:unit_id>/report.<report_form:form>", views.report, name="board-report"),
    path("<str:code>/<int:unit_id>/remind", views.remind_missing, name="board-remind"),
]
