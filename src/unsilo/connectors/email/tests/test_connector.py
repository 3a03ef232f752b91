from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from unsilo.channels.contract import Capability, Delivers, Fetches, RawArrival, Watches
from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.parser import parse_mail_json
from unsilo.connectors.email.payloads.build import FOLDER
from unsilo.connectors.email.settings import EmailConfig
from unsilo.core.errors import MalformedPayload

Make = Callable[..., EmailConnector]


def raw(text: str, **meta: object) -> RawArrival:
    return RawArrival("1", text.replace("\n", "\r\n").encode(), meta=meta)


def test_it_keeps_the_contract(make_connector: Make) -> None:
    connector = make_connector()
    assert isinstance(connector, Fetches)
    assert isinstance(connector, Watches)
    assert isinstance(connector, Delivers)
    assert list(connector.fetch({}, limit=10)) == []
    assert connector.wait({}, stop=lambda: True, timeout=60) is False
    assert list(connector.check()) == []


def test_without_servers_it_can_do_less(make_connector: Make) -> None:
    bare = make_connector().capabilities
    assert Capability.PIPE in bare
    assert not bare & {Capability.FETCH, Capability.PUSH, Capability.DELIVER, Capability.START}
    full = make_connector(imap_host="imap.fox.example", smtp_host="smtp.fox.example")
    assert full.capabilities == EmailConnector.info.capabilities


def test_its_addresses_are_known_in_any_case(make_connector: Make) -> None:
    connector = make_connector(address="Support@Fox.example", aliases=["Help@fox.example", " "])
    assert connector.own_addresses() == {"support@fox.example", "help@fox.example"}
    assert connector.sender().value == "Support@Fox.example"


def test_every_field_of_the_form_has_a_title_and_a_group() -> None:
    for name, field in EmailConfig.model_fields.items():
        assert field.title, name
        assert isinstance(field.json_schema_extra, dict), name
        assert field.json_schema_extra["group"], name


@pytest.mark.parametrize("address", ["fox", "@fox.example", "a b@fox.example"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        EmailConfig(address=address)


def test_usual_ports_need_not_be_typed() -> None:
    config = EmailConfig(
        address="a@fox.example", imap_host="i", smtp_host="s", fallback_smtp_host="f"
    )
    assert config.imap is not None
    assert (config.imap.port, config.imap.username) == (993, "a@fox.example")
    assert [server.port for server in config.smtp] == [587, 587]
    assert [server.username for server in config.smtp] == ["", ""]


def test_secrets_do_not_show() -> None:
    config = EmailConfig(address="a@fox.example", imap_host="i", imap_password="hush-hush")
    assert "hush" not in repr(config)
    assert config.imap is not None
    assert "hush" not in repr(config.imap)


def test_mail_of_the_sent_folder_is_outgoing(make_connector: Make) -> None:
    mail = "From: support@fox.example\nTo: ann@mail.example\n\nHello"
    assert make_connector().parse(raw(mail, outgoing=True)).outgoing
    assert not make_connector().parse(raw(mail)).outgoing  # a sender is easily forged


def test_in_an_import_our_own_mail_to_others_is_outgoing(make_connector: Make) -> None:
    ours = "From: support@fox.example\nTo: ann@mail.example\n\nHello"
    note_to_self = "From: support@fox.example\nTo: support@fox.example\n\nHello"
    theirs = "From: ann@mail.example\nTo: support@fox.example\n\nHello"
    connector = make_connector()
    assert connector.parse(raw(ours, **{"import": True})).outgoing
    assert not connector.parse(raw(note_to_self, **{"import": True})).outgoing
    assert not connector.parse(raw(theirs, **{"import": True})).outgoing


def test_a_form_does_not_make_our_answer_address_the_writer(make_connector: Make) -> None:
    mail = "From: support@fox.example\nReply-To: support+2n9c-abcdefghijklmnop@fox.example\n\nHello"
    assert make_connector().parse(raw(mail)).author.value == "support@fox.example"


def test_the_envelope_can_bring_the_token(make_connector: Make) -> None:
    mail = "From: ann@mail.example\nTo: undisclosed-recipients:;\n\nHello"
    arrival = raw(mail, recipients=["support+2n9c-abcdefghijklmnop@fox.example"])
    assert make_connector().parse(arrival).reply_token == "2n9c-abcdefghijklmnop"


def test_the_number_in_a_subject_means_nothing(make_connector: Make) -> None:
    message = make_connector().parse(raw("From: a@mail.example\nSubject: [#42] Re: x\n\nHi"))
    assert (message.reply_token, message.references, message.thread_id) == ("", (), "")


def test_of_very_many_references_the_ends_are_kept(make_connector: Make) -> None:
    ids = [f"{number}@mail.example" for number in range(300)]
    mail = "From: a@mail.example\nReferences: " + " ".join(f"<{one}>" for one in ids) + "\n\nHi"
    references = make_connector().parse(raw(mail)).references
    assert references == (*ids[:50], *ids[-50:])


def test_a_very_long_id_is_the_same_everywhere(make_connector: Make) -> None:
    long_id = "x" * 3_000 + "@mail.example"
    first = make_connector().parse(raw(f"From: a@mail.example\nMessage-ID: <{long_id}>\n\nHi"))
    answer = make_connector().parse(raw(f"From: b@mail.example\nIn-Reply-To: <{long_id}>\n\nHi"))
    assert len(first.external_id) <= 400
    assert answer.in_reply_to == first.external_id


def test_an_empty_mail_goes_to_quarantine(make_connector: Make) -> None:
    with pytest.raises(MalformedPayload):
        make_connector().parse(raw("\n \n"))


def test_parse_mail_prints_what_the_documentation_names() -> None:
    seen = parse_mail_json(Path(FOLDER / "attachments.eml").read_bytes())
    assert list(seen)[:11] == [
        "from",
        "to",
        "cc",
        "reply_to",
        "subject",
        "date",
        "message_id",
        "in_reply_to",
        "references",
        "class",
        "class_reason",
    ]
    assert seen["from"] == {"name": "Ann Ames", "address": "ann@mail.example"}
    assert seen["date"] == "2025-07-01T10:00:00+02:00"
    assert seen["class"] == "human"
    assert seen["attachments"][1] == {
        "filename": "log.txt",
        "content_type": "text/plain",
        "size": 8,
        "inline": False,
    }


def test_a_channel_without_servers_can_do_without_an_address() -> None:
    connector = EmailConnector(EmailConfig(), name="Help")
    assert connector.own_addresses() == frozenset()
    assert Capability.DELIVER not in connector.capabilities
    with pytest.raises(ValidationError, match="needs its address"):
        EmailConfig(imap_host="mail.fox.example")
