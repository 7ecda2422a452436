"""The mail server and its inbox viewer."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import time
from email import policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.sandbox import Addresses, Sandbox
from loa.sandbox.mail.journal import Journal
from loa.sandbox.mail.message import read


def letter(subject: str = "Bản tin số 5", message_id: str = "<1@loa.example>") -> bytes:
    message = EmailMessage()
    message["From"] = "Ủy ban nhân dân <bantin@loa.example>"
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message.set_content("Chưa có ca mắc mới.\n.một dòng bắt đầu bằng dấu chấm\n")
    message.add_alternative("<p>Chưa có ca mắc mới.</p><script>alert(1)</script>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="bản tin.pdf")
    return message.as_bytes(policy=policy.SMTP)


def send(sandbox: Addresses, to: list[str], raw: bytes, timeout: float = 5) -> None:
    with smtplib.SMTP(sandbox.smtp_host, sandbox.smtp_port, timeout=timeout) as client:
        client.sendmail("bounce+1@loa.example", to, raw)


def messages(sandbox: Addresses, http: httpx.Client, **query: str | int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = http.get(f"{sandbox.mail_url}/api/messages", params=query).json()["messages"]
    return found


def test_a_letter_is_found_with_its_envelope_and_decoded_fields(own_sandbox: Addresses, http: httpx.Client) -> None:
    send(own_sandbox, ["An@loa.example", "binh@loa.example"], letter())
    (line,) = messages(own_sandbox, http, to="an@loa.example")
    assert line["subject"] == "Bản tin số 5"
    assert line["from"] == "bounce+1@loa.example"
    assert line["to"] == ["an@loa.example", "binh@loa.example"]
    assert messages(own_sandbox, http, to="nobody@loa.example") == []


def test_the_source_is_what_was_sent(own_sandbox: Addresses, http: httpx.Client) -> None:
    raw = letter()
    send(own_sandbox, ["an@loa.example"], raw)
    (line,) = messages(own_sandbox, http)
    assert http.get(f"{own_sandbox.mail_url}/api/messages/{line['id']}/raw").content == raw


def test_pages_follow_one_another(own_sandbox: Addresses, http: httpx.Client) -> None:
    for number in range(5):
        send(own_sandbox, [f"u{number}@loa.example"], letter(message_id=f"<{number}@x>"))
    first = http.get(f"{own_sandbox.mail_url}/api/messages", params={"limit": 3}).json()
    rest = http.get(f"{own_sandbox.mail_url}/api/messages", params={"limit": 3, "since": first["next"]}).json()
    found = [line["message_id"] for line in first["messages"] + rest["messages"]]
    assert found == [f"<{number}@x>" for number in range(5)]
    boxes = http.get(f"{own_sandbox.mail_url}/api/mailboxes", params={"q": "u4"}).json()["mailboxes"]
    assert boxes == [{"mailbox": "u4@loa.example", "messages": 1}]


@pytest.mark.parametrize("query", [{"limit": "many"}, {"since": "-1"}, {"limit": "١"}])
def test_a_bad_question_is_a_clear_answer(sandbox: Addresses, http: httpx.Client, query: dict[str, str]) -> None:
    answer = http.get(f"{sandbox.mail_url}/api/messages", params=query)
    assert answer.status_code == 400
    assert "whole number" in answer.json()["text"]


def test_what_a_modern_server_announces(sandbox: Addresses) -> None:
    with smtplib.SMTP(sandbox.smtp_host, sandbox.smtp_port) as client:
        client.ehlo()
        assert {"pipelining", "8bitmime", "smtputf8", "size"} <= set(client.esmtp_features)


def test_commands_may_be_sent_together(own_sandbox: Addresses, http: httpx.Client) -> None:
    lines = b"EHLO x\r\nMAIL FROM:<a@x.vn> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<\xc4\x91@x.vn>\r\nDATA\r\n"
    with socket.create_connection((own_sandbox.smtp_host, own_sandbox.smtp_port), timeout=5) as stream:
        stream.sendall(lines)
        replies = stream.makefile("rb")
        while not replies.readline().startswith(b"354"):
            pass
        stream.sendall("Subject: Đã đến\r\n\r\nchữ\r\n.\r\nQUIT\r\n".encode())
        assert replies.readline().startswith(b"250 2.0.0")
    (line,) = messages(own_sandbox, http)
    assert (line["subject"], line["to"]) == ("Đã đến", ["đ@x.vn"])


# -- faults --------------------------------------------------------------------------------------------------------


def fault(sandbox: Addresses, http: httpx.Client, **values: object) -> None:
    http.post(f"{sandbox.mail_url}/_control/faults", json=values).raise_for_status()


@pytest.mark.parametrize(
    ("kind", "error", "kept"),
    [
        ("temporary", smtplib.SMTPDataError, 0),
        ("permanent", smtplib.SMTPRecipientsRefused, 0),
        ("busy", smtplib.SMTPException, 0),
        ("reset", (smtplib.SMTPException, ConnectionError), 0),
        ("reset_after", (smtplib.SMTPException, ConnectionError), 1),
        ("garbage", smtplib.SMTPException, 0),
        ("hang", smtplib.SMTPServerDisconnected, 0),
        ("hang_after", smtplib.SMTPServerDisconnected, 1),
    ],
)
def test_a_fault_strikes_as_often_as_asked(
    own_sandbox: Addresses, http: httpx.Client, kind: str, error: type[Exception], kept: int
) -> None:
    fault(own_sandbox, http, kind=kind, times=1, seconds=1)
    with pytest.raises(error):
        send(own_sandbox, ["an@loa.example"], letter(), timeout=0.4)
    assert len(messages(own_sandbox, http)) == kept
    send(own_sandbox, ["an@loa.example"], letter())
    assert len(messages(own_sandbox, http)) == kept + 1


def test_a_slow_server_still_takes_it(own_sandbox: Addresses, http: httpx.Client) -> None:
    fault(own_sandbox, http, kind="slow", seconds=0.3)
    before = time.monotonic()
    send(own_sandbox, ["an@loa.example"], letter())
    assert time.monotonic() - before >= 0.3


def test_greylisting_takes_the_second_try(own_sandbox: Addresses, http: httpx.Client) -> None:
    fault(own_sandbox, http, kind="greylist", seconds=0.2)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(own_sandbox, ["grey@loa.example"], letter())
    time.sleep(0.25)
    send(own_sandbox, ["grey@loa.example"], letter())


def test_a_fault_for_some_leaves_the_others_alone(own_sandbox: Addresses, http: httpx.Client) -> None:
    fault(own_sandbox, http, kind="permanent", match="@gone.")
    send(own_sandbox, ["an@loa.example"], letter())
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(own_sandbox, ["an@gone.example"], letter())


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"kind": "fire"}', b'{"kind": "slow", "seconds": "x"}', b'{"kind"', b'{"kind": "slow", "x": 1}'],
)
def test_what_is_no_fault_is_refused(sandbox: Addresses, http: httpx.Client, body: bytes) -> None:
    answer = http.post(f"{sandbox.mail_url}/_control/faults", content=body)
    assert answer.status_code == 400
    assert answer.json()["text"]


# -- durability ----------------------------------------------------------------------------------------------------


@pytest.mark.chaos
def test_what_was_answered_250_outlives_a_kill(tmp_path: Path, http: httpx.Client) -> None:
    with Sandbox(tmp_path, parts=("mail",)) as first:
        for number in range(20):
            send(first.addresses, ["an@loa.example"], letter(message_id=f"<{number}@x>"))
        os.kill(first.pid, signal.SIGKILL)
    with Sandbox(tmp_path, parts=("mail",)) as second:
        counts = http.get(f"{second.addresses.mail_url}/api/counts").json()
    assert counts == {"messages": 20, "distinct_message_ids": 20, "mailboxes": 1}


# -- the viewer ----------------------------------------------------------------------------------------------------


def test_the_inbox_speaks_vietnamese_and_english(own_sandbox: Addresses, http: httpx.Client) -> None:
    assert "Chưa có thư nào" in http.get(own_sandbox.mail_url).text
    assert "No mail yet" in http.get(own_sandbox.mail_url, params={"lang": "en"}).text


def test_a_message_is_shown_in_a_confined_frame(own_sandbox: Addresses, http: httpx.Client) -> None:
    send(own_sandbox, ["an@loa.example"], letter(subject="<b>Khẩn</b>"))
    (line,) = messages(own_sandbox, http)
    page = http.get(f"{own_sandbox.mail_url}/messages/{line['id']}").text
    assert "&lt;b&gt;Khẩn&lt;/b&gt;" in page
    assert 'sandbox="allow-popups"' in page
    assert "bản tin.pdf" in page
    body = http.get(f"{own_sandbox.mail_url}/messages/{line['id']}/body.html")
    assert "sandbox" in body.headers["content-security-policy"]
    assert "allow-scripts" not in body.headers["content-security-policy"]


def test_searching_and_turning_pages(own_sandbox: Addresses, http: httpx.Client) -> None:
    with smtplib.SMTP(own_sandbox.smtp_host, own_sandbox.smtp_port) as client:
        for number in range(55):
            client.sendmail("a@x.vn", [f"u{number}@x.vn"], letter(subject=f"Số {number}"))
    first = http.get(own_sandbox.mail_url).text
    assert first.count('href="/mail/messages/') == 50
    assert "Thư cũ hơn" in first
    assert http.get(own_sandbox.mail_url, params={"q": "Số 17"}).text.count('href="/mail/messages/') == 1
    assert "u17@x.vn" in http.get(f"{own_sandbox.mail_url}/mailboxes").text


@pytest.mark.parametrize("path", ["/messages/999999", "/messages/99999999999999999999999", "/api/messages/999999/raw"])
def test_what_is_not_there(sandbox: Addresses, http: httpx.Client, path: str) -> None:
    assert http.get(sandbox.mail_url + path).status_code == 404


# -- properties ----------------------------------------------------------------------------------------------------


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read_and_kept(raw: bytes) -> None:
    readable = read(raw)
    assert isinstance(readable.text, str)
    journal = Journal(Path(":memory:"))
    number = journal.append("a@x.vn", ["b@x.vn"], raw)
    assert journal.raw(number) == raw
    assert journal.head(number) is not None
    journal.close()


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["một", "hai"])), max_size=12),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "một", "ha"]),
    st.integers(1, 5),
)
def test_paging_gives_each_message_once_in_order(sent: list[tuple[str, str]], to: str, search: str, limit: int) -> None:
    journal = Journal(Path(":memory:"))
    for box, subject in sent:
        journal.append("x", [box], f"Subject: {subject}\r\n\r\n".encode())
    found: list[int] = []
    while page := journal.messages(to=to, search=search, since=found[-1] if found else 0, limit=limit):
        found += [head.id for head in page]
    wanted = [
        at for at, (box, subject) in enumerate(sent, 1) if to in {"", box} and (search in subject or search in box)
    ]
    assert found == wanted
    journal.close()
