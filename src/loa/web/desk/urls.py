"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path, register_converter

from loa.web.desk.views import lists, live, releases, review, templates, write


class OneOf:
    """A path part from a fixed list."""

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class ChannelPart(OneOf):
    """A channel's name."""

    regex = "portal|app|mail|zalo"


class SteeringPart(OneOf):
    """What can be done with a delivery."""

    regex = "pause|resume|cancel|retry"


class ReplacementPart(OneOf):
    """How a release can be replaced."""

    regex = "correction|recall"


register_converter(ChannelPart, "channel")
register_converter(SteeringPart, "steering")
register_converter(ReplacementPart, "replacement")

urlpatterns = [
    path("", lists.desk, name="desk"),
    path("new", write.begin, name="desk-new"),
    path("<int:pk>/", review.bulletin, name="desk-bulletin"),
    path("<int:pk>/edit", write.edit, name="desk-edit"),
    path("<int:pk>/autosave", write.autosave, name="desk-autosave"),
    path("<int:pk>/live", live.live, name="desk-live"),
    path("<int:pk>/head-count", live.head_count, name="desk-head-count"),
    path("<int:pk>/preview", live.preview_page, name="desk-preview"),
    path("<int:pk>/preview/<channel:channel>", live.preview_frame, name="desk-preview-frame"),
    path("<int:pk>/media/<str:sha256>", live.media_file, name="desk-media"),
    path("<int:pk>/template", templates.keep, name="desk-template-keep"),
    path("templates/", templates.templates, name="desk-templates"),
    path("templates/<int:template>/rename", templates.rename, name="desk-template-rename"),
    path("templates/<int:template>/delete", templates.delete, name="desk-template-delete"),
    path("<int:pk>/submit", review.submit, name="desk-submit"),
    path("<int:pk>/approve", review.approve, name="desk-approve"),
    path("<int:pk>/return", review.return_, name="desk-return"),
    path("<int:pk>/release", review.release, name="desk-release-now"),
    path("<int:pk>/withdraw", review.withdraw, name="desk-withdraw"),
    path("<int:pk>/history", review.history, name="desk-history"),
    path("<int:pk>/history/<int:number>/restore", review.restore, name="desk-restore"),
    path("releases/<str:code>/", releases.release, name="desk-release"),
    path("releases/<str:code>/events", releases.events, name="desk-events"),
    path("releases/<str:code>/failures", releases.failures, name="desk-failures"),
    path("releases/<str:code>/<int:delivery>/<steering:act>", releases.steer, name="desk-steer"),
    path("releases/<str:code>/<replacement:kind>", releases.replace, name="desk-replace"),
]
