import json
import logging

import pytest

from unsilo.channels.contract import Address, OutboundAttachment, OutboundMessage, RawArrival
from unsilo.connectors.console.connector import ConsoleConfig, ConsoleConnector
from unsilo.core.errors import ConnectorError, MalformedPayload

ANSWER = OutboundMessage(
    external_id="console-7",
    subject="Lantern",
    text="On its way, Ülo.",
    html="",
    to=(Address("otto"),),
    attachments=(OutboundAttachment("bill.pdf", "application/pdf", b"%PDF"),),
)


def console(**config):
    return ConsoleConnector(ConsoleConfig(**config), name="Fox")


def test_answers_are_added_to_a_file(tmp_path):
    connector = console(directory=str(tmp_path), handle="Fox")
    connector.deliver(ANSWER)
    receipt = connector.deliver(ANSWER)
    lines = (tmp_path / "answers.jsonl").read_text().splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["On its way, Ülo."] * 2
    assert json.loads(lines[0])["files"] == ["bill.pdf"]
    assert receipt.external_id == "console-7"
    assert connector.own_addresses() == {"fox"}
    assert connector.check()[0].ok


def test_without_a_directory_answers_go_to_the_log(caplog):
    with caplog.at_level(logging.INFO):
        assert console().deliver(ANSWER).via == "log"
    assert "On its way" in caplog.text


def test_a_directory_that_is_not_there_is_said():
    connector = console(directory="/nowhere/at/all")
    assert not connector.check()[0].ok
    with pytest.raises(ConnectorError):
        connector.deliver(ANSWER)


def test_damaged_json_is_malformed():
    with pytest.raises(MalformedPayload):
        console().parse(RawArrival("k", b"{"))
