from dataclasses import replace

import pytest
from pydantic import BaseModel, Field, SecretStr

from unsilo.channels import configs, registry
from unsilo.channels.contract import Capability
from unsilo.channels.services.channels import create_channel, update_channel
from unsilo.channels.tests.factories import make_brand, make_channel, make_desk
from unsilo.channels.tests.fake import FakeConnector
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import ConnectorError, Invalid
from unsilo.core.secrets import unseal


class Server(BaseModel):
    host: str = Field(min_length=1)
    port: int = 993
    password: SecretStr = SecretStr("")


class TwoServers(BaseModel):
    address: str
    folders: list[str] = ["INBOX"]
    imap: Server
    smtp: Server | None = None
    key: SecretStr | None = None


def test_a_connector_that_breaks_the_contract_stops_the_process(settings):
    class NoAnswer(FakeConnector):
        deliver = None  # type: ignore[assignment]  # that is what is wrong with it

    class NoInfo(FakeConnector):
        info = None  # type: ignore[assignment]  # that is what is wrong with it

    class Odd(FakeConnector):
        info = replace(FakeConnector.info, key="Fake Mail")

    class Alone(FakeConnector):
        info = replace(FakeConnector.info, capabilities=frozenset({Capability.START}))

    assert registry.complaint_about(FakeConnector) == ""
    assert "Delivers" in registry.complaint_about(NoAnswer)
    assert "info" in registry.complaint_about(NoInfo)
    assert "no key" in registry.complaint_about(Odd)
    assert "without deliver" in registry.complaint_about(Alone)


def test_two_connectors_of_one_name_stop_the_process(settings):
    settings.CONNECTORS = ["unsilo.channels.tests.fake.FakeConnector"] * 2
    registry.connectors.cache_clear()
    with pytest.raises(registry.BadConnector, match="another connector"):
        registry.connectors()
    registry.connectors.cache_clear()


def two_servers(given, secrets=None) -> TwoServers:
    config = configs.validate(TwoServers, given, secrets)
    assert isinstance(config, TwoServers)
    return config


def test_secrets_are_taken_out_of_a_config_and_put_back():
    given = {"address": "a@b.c", "imap.host": "x", "imap.password": "geheim", "key": "k"}
    plain, secrets = configs.split(configs.validate(TwoServers, given))
    assert plain == {
        "address": "a@b.c",
        "folders": ["INBOX"],
        "imap": {"host": "x", "port": 993},
        "smtp": None,
    }
    assert secrets == {"imap.password": "geheim", "key": "k"}
    whole = two_servers(plain, secrets)
    assert whole.imap.password.get_secret_value() == "geheim"


def test_an_empty_secret_keeps_the_old_one():
    secrets = {"imap.password": "old", "key": "k"}
    given = {"address": "a", "imap": {"host": "x", "password": ""}, "key": "new"}
    config = two_servers(given, secrets)
    assert config.imap.password.get_secret_value() == "old"
    assert config.key == SecretStr("new")


def test_complaints_name_the_value_they_are_about():
    with pytest.raises(Invalid) as caught:
        configs.validate(TwoServers, {"imap": {"host": "", "port": "many"}, "folders": [1]})
    assert set(caught.value.data["errors"]) == {"address", "imap.host", "imap.port", "folders"}


def test_words_of_a_command_line_become_values():
    words = {"imap.port": "143", "folders": "INBOX, Support"}
    assert configs.from_words(TwoServers, words) == {
        "imap": {"port": "143"},
        "folders": ["INBOX", "Support"],
    }
    with pytest.raises(Invalid, match=r"Unknown setting imap\.prot"):
        configs.from_words(TwoServers, {"imap.prot": "1"})


@pytest.mark.django_db
def test_a_connector_is_built_once_per_config(side):
    channel = make_channel("fake")
    first = registry.build(channel)
    assert registry.build(channel) is first
    changed = update_channel(channel, config={"account": "other"}, by=SYSTEM)
    assert registry.build(changed) is not first


@pytest.mark.django_db
def test_a_channel_whose_connector_is_gone_says_so_and_can_do_nothing():
    channel = make_channel("console")
    channel.kind = "carrier_pigeon"
    assert registry.capabilities(channel) == frozenset()
    with pytest.raises(ConnectorError, match="carrier_pigeon"):
        registry.build(channel)


@pytest.mark.django_db
def test_secrets_never_lie_open_in_the_database(side, settings, monkeypatch):
    monkeypatch.setattr(FakeConnector, "info", replace(FakeConnector.info, config_model=TwoServers))
    monkeypatch.setattr(FakeConnector, "__init__", lambda self, config, name: None)
    channel = create_channel(
        kind="fake",
        name="Mail",
        brand=make_brand(),
        desk=make_desk(),
        config={"address": "a", "imap.host": "x", "imap.password": "geheim"},
        by=SYSTEM,
    )
    assert "geheim" not in str(channel.config)
    assert b"geheim" not in bytes(channel.sealed_secrets)
    channel = update_channel(channel, config={"address": "b", "imap.host": "x"}, by=SYSTEM)
    typed = two_servers(channel.config, unseal(channel.sealed_secrets))
    assert typed.imap.password.get_secret_value() == "geheim"
    settings.SECRET_KEY = "another"
    with pytest.raises(ConnectorError, match="SECRET_KEY"):
        registry.construct(channel)
