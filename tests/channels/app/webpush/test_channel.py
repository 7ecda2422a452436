"""The app channel as the engine and the desk see it."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import loa.channels.app
from loa import config
from loa.channels.app.channel import AppChannel
from loa.channels.app.webpush import payload
from loa.channels.app.webpush.endpoints import AllowList, ForbiddenEndpointError
from loa.channels.app.webpush.sender import PushSender
from loa.channels.base import Channel, ChannelUnavailableError, Outcome, Report, Sender
from loa.channels.registry import channel
from tests.channels.app.webpush.devices import DEVICE, PushService, envelope
from tests.channels.app.webpush.test_sender import VAPID
from tests.channels.mail.samples import VIETNAMESE, release

ROOM = Path(loa.channels.app.__file__).parent


def configured(folder: Path, **settings: str) -> AppChannel:
    return AppChannel(config.load({"LOA_DATA_DIR": str(folder), **settings}))


def test_the_registry_finds_it_and_it_keeps_the_contract() -> None:
    found: Channel = channel("app")
    assert found.name == "app"
    sender: Sender = found.open_sender(found.prepare(release()))
    sender.close()


def test_a_release_reaches_a_device_in_vietnamese(tmp_path: Path) -> None:
    with PushService().running() as service:
        app = configured(tmp_path, LOA_PUSH_HOSTS=service.host)
        sender = app.open_sender(app.prepare(release(kind="recall")))
        reports: list[Report] = []
        sender.send(service.people(2), reports.append)
        sender.close()
    assert [report.outcome for report in reports] == [Outcome.SENT] * 2
    notification = json.loads(DEVICE.read(service.requests[0].body))["notification"]
    assert notification["title"] == f"[KHẨN · Thu hồi] {VIETNAMESE.title}"
    assert service.requests[0].headers["authorization"].endswith(f"k={app.application_server_key}")


def test_the_key_outlives_the_process(tmp_path: Path) -> None:
    assert configured(tmp_path).application_server_key == configured(tmp_path).application_server_key


def test_only_allowed_services_pass_registration(tmp_path: Path) -> None:
    allowed = configured(tmp_path, LOA_PUSH_HOSTS="127.0.0.1:9000").allowed()
    assert allowed.read("http://127.0.0.1:9000/x")
    with pytest.raises(ForbiddenEndpointError):
        allowed.read("https://evil.example/x")


def test_the_preview_shows_the_notification_and_its_limits(tmp_path: Path) -> None:
    preview = configured(tmp_path).preview(release())
    assert f"[KHẨN] {VIETNAMESE.title}" in preview.html
    assert {limit.name for limit in preview.limits} == {"Tiêu đề hiện đủ", "Nội dung hiện đủ", "Dung lượng thông báo"}
    assert all(limit.used > 0 for limit in preview.limits)


def test_the_check_names_what_is_wrong(tmp_path: Path) -> None:
    assert configured(tmp_path).check() == []
    assert "LOA_PUSH_CONTACT" in configured(tmp_path, LOA_PUSH_CONTACT="mailto:root@localhost").check()[0]
    (tmp_path / "keys" / "vapid.pem").write_text("no key")
    assert "VAPID" in configured(tmp_path).check()[0]


def test_a_service_without_a_trusted_certificate_is_not_talked_to() -> None:
    """Plain text where TLS is expected: the handshake fails, nothing of the message leaves."""
    with PushService().running() as service:
        pusher = PushSender(payload.render(release()), VAPID, AllowList([service.host]), 1.0)
        with pytest.raises(ChannelUnavailableError):
            pusher.send([envelope(0, f"https://{service.host}/x")], lambda report: None)
        pusher.close()
    assert service.requests == []


def test_pushes_go_over_tls(certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    with PushService(tls=server).running() as service:
        host = f"localhost:{service.port}"
        people = [envelope(index, f"https://{host}/{index}") for index in range(20)]
        trusting = ssl.create_default_context(cafile=certificate)
        pusher = PushSender(payload.render(release()), VAPID, AllowList([host]), 2.0, tls=trusting)
        reports: list[Report] = []
        pusher.send(people, reports.append)
        pusher.close()
    assert {report.outcome for report in reports} == {Outcome.SENT}
    assert len(service.requests) == 20


def test_every_sentence_of_ours_has_its_vietnamese() -> None:
    with (ROOM / "locale/vi/LC_MESSAGES/django.po").open("rb") as source:
        written = {(message.context, message.id) for message in read_po(source) if message.string}
    keywords = {"_": None, "pgettext": ((1, "c"), 2)}
    found = extract_from_file("python", ROOM / "channel.py", keywords=keywords)
    used = {(context, message) for _, message, _comments, context in found}
    assert used | {(None, ForbiddenEndpointError.message)} <= written
    assert ("push", "Recall") in used
