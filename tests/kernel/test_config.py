"""The configuration: every mistake in one clear line, all of them at once."""

import stat
from pathlib import Path

import pytest

from loa.config import SETTINGS, ConfigurationError, attribute_name, load


def test_the_defaults_are_valid() -> None:
    assert load({}).smtp == ("127.0.0.1", 25)


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load({"LOA_SMTP": "nowhere", "LOA_SMTP_TLS": "perhaps", "LOA_BASE_URL": "loa", "LOA_MAIL_RATE": "-1"})
    lines = caught.value.text.splitlines()[1:]
    assert [line.split(":")[0] for line in lines] == ["LOA_BASE_URL", "LOA_SMTP", "LOA_SMTP_TLS", "LOA_MAIL_RATE"]


def test_production_has_no_default_secret_and_no_plain_http() -> None:
    with pytest.raises(ConfigurationError, match="LOA_SECRET_KEY") as caught:
        load({"LOA_PRODUCTION": "1"})
    assert "LOA_BASE_URL" in caught.value.text


def test_nats_without_postgresql_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL"):
        load({"LOA_NATS_URL": "nats://127.0.0.1:4222"})


def test_the_development_secret_is_made_once_for_its_owner(tmp_path: Path) -> None:
    config = load({"LOA_DATA_DIR": str(tmp_path)})
    assert config.secret() == load({"LOA_DATA_DIR": str(tmp_path)}).secret()
    assert stat.S_IMODE((tmp_path / "keys" / "secret").stat().st_mode) == 0o600


def test_attributes_are_unique() -> None:
    names = [attribute_name(setting) for setting in SETTINGS]
    assert len(names) == len(set(names))
