"""Addresses of the security desk."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from loa.mailguard.lists.exports import FORMS
from loa.web.security import blocking, campaigns, lists


class ExportForm(StringConverter):
    """A form in which the block list goes out."""

    regex = "|".join(FORMS)


class ReportForm(StringConverter):
    """A form of the report to the national centre."""

    regex = "pdf|xlsx|eml"


register_converter(ExportForm, "block_export")
register_converter(ReportForm, "incident_form")

urlpatterns = [
    path("", campaigns.listed, name="security-desk"),
    path("<int:pk>/", campaigns.campaign, name="security-campaign"),
    path("<int:pk>/confirm", campaigns.confirm, name="security-confirm"),
    path("<int:pk>/dismiss", campaigns.dismiss, name="security-dismiss"),
    path("<int:pk>/warn", campaigns.warn, name="security-warn"),
    path("<int:pk>/report.<incident_form:incident>", campaigns.report, name="security-report"),
    path("mails/<int:pk>.eml", campaigns.raw, name="security-raw"),
    path("block-list/", blocking.listed, name="block-list"),
    path("block-list/add", blocking.add, name="block-add"),
    path("block-list/<int:pk>/remove", blocking.remove, name="block-remove"),
    path("lists/", lists.listed, name="guard-lists"),
    path("lists/import", lists.upload, name="guard-list-upload"),
    path("lists/import/<int:pk>", lists.review, name="guard-list-review"),
    path("lists/import/<int:pk>/apply", lists.apply, name="guard-list-apply"),
    path("lists/import/<int:pk>/discard", lists.discard, name="guard-list-discard"),
    path("lists/bodies/add", lists.add, name="guard-body-add"),
    path("lists/bodies/<int:pk>/remove", lists.remove, name="guard-body-remove"),
    path("block-list/export.<block_export:export>", blocking.export, name="block-export"),
]
