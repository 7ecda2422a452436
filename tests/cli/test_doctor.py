"""`loa doctor` names what a running system suffers from."""

from __future__ import annotations

import pytest
from django.utils import timezone

from loa.cli.doctor import examine
from loa.delivery import providers


@pytest.mark.django_db
def test_a_stopped_channel_is_named_with_the_providers_words() -> None:
    def sending() -> str:
        return next(finding.problem for finding in examine() if finding.subject == "sending")

    assert sending() == ""
    providers.stop("zalo", "-216 Access token is invalid", timezone.now())
    assert sending() == "kênh zalo đã dừng: -216 Access token is invalid"
