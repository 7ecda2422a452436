"""Debian's Firefox ESR without a window, driven by the protocol that it brings along (Marionette: JSON over TCP)."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loa.demo.world import free_port

FIREFOX = shutil.which("firefox-esr")
PATIENCE = 60.0  # seconds until it listens, on a busy machine

# What a fresh Firefox does by itself would only fail here: the machine has no network.
QUIET: Mapping[str, Any] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.enabled": False,
}


class FirefoxError(Exception):
    """Firefox did not do what it was told."""


class Firefox:
    """`with Firefox(folder, preferences) as firefox: firefox.open(url); firefox.run("return document.title")`."""

    def __init__(self, folder: Path, preferences: Mapping[str, Any]) -> None:
        self._profile = folder / "profile"
        self._profile.mkdir(parents=True)
        self._port = free_port(0)
        lines = {**QUIET, "marionette.port": self._port, **preferences}
        text = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in lines.items())
        (self._profile / "user.js").write_text(text, encoding="utf-8")
        self._number = 0

    def __enter__(self) -> Firefox:
        """Start it and open a session."""
        assert FIREFOX is not None
        command = [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(self._profile), "about:blank"]
        with (self._profile / "output").open("w") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output)
        self._socket = self._connect()
        self._socket.settimeout(PATIENCE)
        self._read()  # it greets
        self.call("WebDriver:NewSession", strictFileInteractability=False)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self.call("WebDriver:Navigate", url=url)

    def run(self, script: str, *arguments: Any) -> Any:
        """What the async function body *script* returns in the page; `arguments` is its list."""
        # The promise's end is carried by hand: a script that is cut by a failure would only time out.
        body = (
            "const done = arguments[arguments.length - 1];"
            f"(async (...arguments) => {{ {script} }})(...[...arguments].slice(0, -1))"
            ".then(value => done([value]), error => done({ failed: String(error) }));"
        )
        found = self.call("WebDriver:ExecuteAsyncScript", script=body, args=list(arguments), scriptTimeout=30_000)
        if isinstance(found["value"], dict):
            raise FirefoxError(found["value"]["failed"])
        return found["value"][0]

    def click(self, selector: str) -> None:
        """Click as a person does."""
        element = self.call("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self.call("WebDriver:ElementClick", id=next(iter(element.values())))

    def call(self, command: str, **parameters: Any) -> Any:
        """One command of Marionette. Raises `FirefoxError`."""
        self._number += 1
        body = json.dumps([0, self._number, command, parameters])
        self._socket.sendall(f"{len(body.encode())}:{body}".encode())
        _kind, _number, error, result = self._read()
        if error:
            raise FirefoxError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self._port), timeout=5)
            except OSError:
                output = (self._profile / "output").read_text(encoding="utf-8")
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise FirefoxError(output[-2000:]) from None
                time.sleep(0.2)

    def _read(self) -> Any:
        head = b""
        while not head.endswith(b":"):
            head += self._exactly(1)
        return json.loads(self._exactly(int(head[:-1])))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._socket.recv(size - len(data))
            if not piece:
                raise FirefoxError("Firefox hung up")
            data += piece
        return data
