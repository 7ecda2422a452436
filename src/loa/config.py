"""Configuration from the environment (`LOA_*`, `DATABASE_URL`), validated once at start.

Every mistake is one clear line; all of them are reported together. `SETTINGS` documents each variable and is the
source of `docs/operators/settings.md` (a test fails when a setting is undocumented).
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loa.errors import UsageError


class ConfigurationError(UsageError):
    """The environment holds mistakes; the text lists one a line."""

    code = "configuration"
    message = "The configuration is not usable:\n%(problems)s"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: how it is read, its default, and what it is for."""

    name: str
    default: str
    parse: Callable[[str], Any]
    help: str


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _optional_path(value: str) -> Path | None:
    return _path(value) if value else None


def _flag(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    try:
        return known[value.strip().lower()]
    except KeyError:
        raise ValueError("must be 1 or 0") from None


def _port(value: str) -> int:
    port = int(value)
    if not 0 <= port <= 65535:
        raise ValueError("must be a port number (0 to 65535)")
    return port


def _count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("must not be negative")
    return number


def _url(value: str) -> str:
    if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc):
        raise ValueError("must be an address beginning with http:// or https://")
    return value.rstrip("/")


def _host_port(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host:
        raise ValueError("must be HOST:PORT")
    return host, _port(port)


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _networks(value: str) -> tuple[str, ...]:
    found = _list(value)
    for network in found:
        ip_network(network, strict=False)
    return found


SETTINGS: tuple[Setting, ...] = (
    Setting("LOA_DATA_DIR", "var", _path, "Folder of the embedded database, keys, portal files and uploads."),
    Setting("LOA_PRODUCTION", "0", _flag, "1 in production: demands a secret key, https and closes debug aids."),
    Setting("LOA_SECRET_KEY", "", _text, "Secret of sessions and personal links; at least 50 characters."),
    Setting("LOA_BASE_URL", "http://127.0.0.1:8000", _url, "Public address of this Loa, without trailing slash."),
    Setting("LOA_ALLOWED_HOSTS", "", _list, "Further host names the server answers to, separated by commas."),
    Setting(
        "LOA_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        _networks,
        "Addresses or networks of our own proxies, believed for X-Forwarded-For.",
    ),
    Setting("LOA_AUTHORITY", "Ủy ban nhân dân thành phố Cẩm Phả", _text, "The issuing authority's full name."),
    Setting("LOA_BODY_CODE", "UBND", _text, "The body's abbreviation in document symbols (05/TB-UBND)."),
    Setting(
        "LOA_OFFICIAL_DOMAINS",
        "",
        _list,
        "Further domains that bulletins may link to, beside gov.vn and our own address.",
    ),
    Setting(
        "LOA_KEYS_DIR", "", _optional_path, "Folder of private keys, the same on every machine; default: DATA_DIR/keys."
    ),
    Setting(
        "LOA_MEDIA_DIR", "", _optional_path, "Folder of pictures and files, shared by all; default: DATA_DIR/media."
    ),
    Setting("LOA_SIGNING_KEY_FILE", "", _optional_path, "Ed25519 private key (PEM); default: in LOA_KEYS_DIR."),
    Setting("LOA_PORTAL_DIR", "", _optional_path, "Folder of the portal's files; default: DATA_DIR/portal."),
    Setting("DATABASE_URL", "", _text, "postgresql://… for the cluster; empty: one SQLite file in DATA_DIR."),
    Setting("LOA_NATS_URL", "", _text, "nats://… (comma-separated) for the cluster; empty: embedded engine."),
    Setting("LOA_NATS_REPLICAS", "1", _count, "Copies of the JetStream work queue (3 on a three-node cluster)."),
    Setting("LOA_SMTP", "127.0.0.1:25", _host_port, "HOST:PORT of the mail server that takes our mail."),
    Setting("LOA_SMTP_TLS", "0", _flag, "1: STARTTLS is demanded of the mail server."),
    Setting("LOA_SMTP_USER", "", _text, "Mail server account, if it asks for one."),
    Setting("LOA_SMTP_PASSWORD", "", _text, "Password of that account."),
    Setting("LOA_SMTP_SESSIONS", "8", _count, "Connections a worker keeps open to the mail server."),
    Setting("LOA_MAIL_FROM", "bantin@loa.example", _text, "Sender address of bulletins."),
    Setting("LOA_MAIL_RATE", "0", _count, "Messages a second over all workers; 0: no limit."),
    Setting("LOA_DKIM_KEY_FILE", "", _optional_path, "RSA key (PEM) that signs our mail; empty: unsigned."),
    Setting("LOA_DKIM_SELECTOR", "loa", _text, "DKIM selector."),
    Setting(
        "LOA_MAIL_AUTHSERV", "", _text, "authserv-id of your own mail gateway, believed by the check page and mailbox."
    ),
    Setting("LOA_CHECK_MAILBOX", "", _text, "Address that staff forward suspicious mail to; empty: there is none."),
    Setting("LOA_PUSH_HOSTS", "", _list, "Further push service hosts that are allowed (standards W6)."),
    Setting("LOA_PUSH_CONTACT", "mailto:admin@loa.example", _text, "VAPID contact (standards W4)."),
    Setting("LOA_PUSH_RATE", "0", _count, "Pushes a second over all workers; 0: no limit."),
    Setting("LOA_ZALO_APP_ID", "", _text, "Zalo app id; empty: the channel is off."),
    Setting("LOA_ZALO_APP_SECRET", "", _text, "Zalo app secret."),
    Setting("LOA_ZALO_OA_ID", "", _text, "Zalo Official Account id."),
    Setting("LOA_ZALO_OA_SECRET", "", _text, "OA secret key that signs webhooks (not the app secret)."),
    Setting("LOA_ZALO_REFRESH_TOKEN", "", _text, "First refresh token; later ones are kept in the database."),
    Setting("LOA_ZALO_TEMPLATE_ID", "", _text, "Approved ZBS template for bulletins."),
    Setting("LOA_ZALO_OAUTH_URL", "https://oauth.zaloapp.com", _url, "Zalo OAuth host."),
    Setting("LOA_ZALO_OPENAPI_URL", "https://openapi.zalo.me", _url, "Zalo OA host."),
    Setting("LOA_ZALO_BUSINESS_URL", "https://business.openapi.zalo.me", _url, "Zalo ZBS host."),
    Setting("LOA_ZALO_RATE", "60", _count, "Zalo requests a second over all workers; 0: no limit."),
    Setting("LOA_OIDC_ISSUER", "", _url, "Issuer of the provincial sign-in (OpenID Connect); empty: none."),
    Setting("LOA_OIDC_CLIENT_ID", "", _text, "Our client id at the provincial sign-in."),
    Setting("LOA_OIDC_CLIENT_SECRET", "", _text, "Our client secret there."),
    Setting("LOA_OIDC_NAME", "SSO", _text, "What people call the provincial sign-in; shown on its button."),
    Setting(
        "LOA_OIDC_TRUST_EMAIL", "0", _flag, "1: it vouches for every e-mail, though it sends no email_verified claim."
    ),
    Setting(
        "LOA_WEBHOOK_PRIVATE_HOSTS",
        "",
        _list,
        "Hosts (host or host:port) that webhooks may reach though they are private or speak plain http.",
    ),
    Setting("LOA_METRICS_TOKEN", "", _text, "Bearer token that /metrics asks for; empty: loopback only."),
    Setting("LOA_LOG_FORMAT", "console", _text, "console or json."),
    Setting("LOA_LOG_LEVEL", "info", _text, "debug, info, warning or error."),
)


@dataclass(frozen=True)
class Config:
    """The parsed settings, one attribute each: `LOA_SMTP_TLS` → `smtp_tls`, `DATABASE_URL` → `database_url`."""

    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def keys_dir(self) -> Path:
        """Folder of private keys, readable by the service alone."""
        return Path(self.values["keys_dir"] or Path(self.values["data_dir"]) / "keys")

    @property
    def media_path(self) -> Path:
        """Folder of the pictures and files of bulletins, by their hash."""
        return Path(self.values["media_dir"] or Path(self.values["data_dir"]) / "media")

    @property
    def portal_path(self) -> Path:
        """Folder of the portal's files."""
        return Path(self.values["portal_dir"] or Path(self.values["data_dir"]) / "portal")

    def differs(self, name: str) -> bool:
        """Whether the setting of the attribute *name* is another than Loa comes with."""
        setting = next(setting for setting in SETTINGS if attribute_name(setting) == name)
        return bool(self.values[name] != setting.parse(setting.default))

    def elsewhere(self) -> dict[str, Path]:
        """Folders that were put outside the data folder, by the name they have inside it."""
        inside = Path(self.values["data_dir"])
        folders = {"keys": self.keys_dir, "media": self.media_path, "portal": self.portal_path}
        return {name: path for name, path in folders.items() if path != inside / name}

    def secret(self) -> str:
        """The secret of sessions and personal links.

        Outside production it is made once and kept in the keys folder, so that links outlive a restart.
        """
        if self.values["secret_key"]:
            return str(self.values["secret_key"])
        path = self.keys_dir / "secret"
        if not path.exists():
            self.keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = path.with_name(f"secret.{secrets.token_hex(8)}")
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):
                os.link(made, path)  # the first process wins; the others read its secret
            made.unlink()
        return path.read_text()

    @property
    def clustered(self) -> bool:
        """Whether work is spread over machines."""
        return bool(self.values["nats_url"])


def attribute_name(setting: Setting) -> str:
    """The attribute of `Config` that holds *setting*."""
    return setting.name.removeprefix("LOA_").lower()


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read and validate the environment.

    Raises `ConfigurationError` naming every mistake, one a line.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        raw = environ.get(setting.name, setting.default)
        try:
            values[attribute_name(setting)] = setting.parse(raw)
        except ValueError as error:
            problems.append(f"{setting.name}: {error} (found: {raw!r})")
    problems += _cross_checks(values)
    if problems:
        raise ConfigurationError(problems="\n".join(problems))
    return Config(values)


def _cross_checks(values: Mapping[str, Any]) -> list[str]:
    """Mistakes that show only when settings are seen together."""
    problems = []
    if values.get("log_format") not in {"console", "json", None}:
        problems.append("LOA_LOG_FORMAT: must be console or json")
    if values.get("log_level") not in {"debug", "info", "warning", "error", None}:
        problems.append("LOA_LOG_LEVEL: must be debug, info, warning or error")
    if values.get("nats_url") and not values.get("database_url"):
        problems.append("LOA_NATS_URL: the cluster engine needs DATABASE_URL=postgresql://…")
    database = values.get("database_url", "")
    if database and urlsplit(database).scheme not in {"postgresql", "postgres", "sqlite"}:
        problems.append("DATABASE_URL: must begin with postgresql:// or sqlite://")
    if values.get("oidc_issuer") and not (values.get("oidc_client_id") and values.get("oidc_client_secret")):
        problems.append("LOA_OIDC_ISSUER: needs LOA_OIDC_CLIENT_ID and LOA_OIDC_CLIENT_SECRET")
    if values.get("production"):
        if str(values.get("oidc_issuer", "")).startswith("http://"):
            problems.append("LOA_OIDC_ISSUER: production needs an https:// address")
        if len(values.get("secret_key", "")) < 50:
            problems.append("LOA_SECRET_KEY: production needs a secret of at least 50 characters")
        if not str(values.get("base_url", "")).startswith("https://"):
            problems.append("LOA_BASE_URL: production needs an https:// address")
    return problems


@cache
def config() -> Config:
    """The process's configuration, read once."""
    return load()
