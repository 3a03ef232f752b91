import email
import email.policy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsilo.channels.contract import Address, OutboundAttachment, OutboundMessage, RawArrival
from unsilo.connectors.email.compose import compose, wire_address
from unsilo.connectors.email.connector import EmailConnector
from unsilo.connectors.email.parser import parse_message

Make = Callable[..., EmailConnector]
SENDER = Address("support@fox.example", "Marmalade Fox")
SENT_AT = datetime(2025, 7, 1, 10, 0, tzinfo=UTC)


def message(**fields: Any) -> OutboundMessage:
    return OutboundMessage(
        **{
            "external_id": "2n9c-token.1.2@fox.example",
            "subject": "Re: Where is my game?",
            "text": "It is on its way.",
            "html": "",
            "to": (Address("ann@mail.example", "Ann Ames"),),
            "sent_at": SENT_AT,
            **fields,
        }
    )


def written(**fields: Any) -> email.message.EmailMessage:
    """The mail as the standard library's strict reader sees it."""
    return email.message_from_bytes(
        compose(message(**fields), sender=SENDER).content, policy=email.policy.default
    )


def test_headers_of_an_answer() -> None:
    mail = written(
        author_name="Theo",
        cc=(Address("bob@mail.example"),),
        bcc=(Address("secret@mail.example"),),
        in_reply_to="question@mail.example",
        references=("first@mail.example", "question@mail.example"),
    )
    assert mail["From"] == "Theo at Marmalade Fox <support@fox.example>"
    assert mail["To"] == "Ann Ames <ann@mail.example>"
    assert mail["Cc"] == "bob@mail.example"
    assert mail["Bcc"] is None
    assert mail["Message-ID"] == "<2n9c-token.1.2@fox.example>"
    assert mail["In-Reply-To"] == "<question@mail.example>"
    assert mail["References"].split() == ["<first@mail.example>", "<question@mail.example>"]
    assert mail["Date"].datetime == SENT_AT
    assert mail["X-Unsilo-Loop"] == "support@fox.example"
    assert mail["Auto-Submitted"] is None
    assert "secret" not in mail.as_string()


def test_r27_the_parent_is_always_among_the_references() -> None:
    assert written(in_reply_to="question@mail.example")["References"] == "<question@mail.example>"


def test_a_long_thread_keeps_its_ends() -> None:
    ids = tuple(f"{number}@mail.example" for number in range(500))
    kept = written(references=ids)["References"].split()
    assert kept == [f"<{one}>" for one in (*ids[:20], *ids[-20:])]


def test_what_no_person_wrote_says_so() -> None:
    assert written(auto_submitted=True)["Auto-Submitted"] == "auto-generated"
    answer = written(auto_submitted=True, in_reply_to="question@mail.example")
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["X-Auto-Response-Suppress"] == "All"


def test_text_alone_is_one_part() -> None:
    assert written().get_content_type() == "text/plain"
    assert written(html="  ").get_content_type() == "text/plain"  # never an empty HTML part


def test_text_html_images_and_files_are_nested_as_programs_expect() -> None:
    mail = written(
        html='<p>Hi <img src="cid:fox@fox.example"></p>',
        attachments=(
            OutboundAttachment("fox.png", "image/png", b"png", "fox@fox.example", inline=True),
            OutboundAttachment("bill.pdf", "application/pdf", b"%PDF"),
        ),
    )
    assert mail.get_content_type() == "multipart/mixed"
    alternative, pdf = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, related = alternative.iter_parts()
    assert (text.get_content_type(), related.get_content_type()) == (
        "text/plain",
        "multipart/related",
    )
    html, image = related.iter_parts()
    assert html.get_content_type() == "text/html"
    assert image["Content-ID"] == "<fox@fox.example>"
    assert image.get_content_disposition() == "inline"
    assert pdf.get_filename() == "bill.pdf"
    assert pdf.get_content() == b"%PDF"


def test_an_image_nobody_shows_is_a_file() -> None:
    picture = OutboundAttachment("fox.png", "image/png", b"png", "fox@fox.example", inline=True)
    mail = written(attachments=(picture,))
    assert [part.get_filename() for part in mail.iter_attachments()] == ["fox.png"]


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Grüße",
        "日本語のメール" * 300,
        "x" * 5_000,
        "From the start\n.\n..dots\n-- \nsig",
        "tab\tand trailing space \nend",
        "emoji 🦊\u200d",
    ],
)
def test_text_arrives_as_it_was_written(text: str) -> None:
    composed = compose(message(text=text), sender=SENDER)
    assert parse_message(composed.content).text == text.rstrip("\n")
    assert max(map(len, composed.content.split(b"\r\n"))) <= 998
    assert b"\n" not in composed.content.replace(b"\r\n", b"")
    assert composed.content.isascii()


@given(
    subject=st.text(max_size=300),
    name=st.text(max_size=100),
    author=st.text(max_size=50),
    filename=st.text(max_size=100),
    text=st.text(max_size=300),
)
def test_nothing_typed_can_become_a_header(
    subject: str, name: str, author: str, filename: str, text: str
) -> None:
    try:
        composed = compose(
            message(
                subject=subject,
                to=(Address("ann@mail.example", name),),
                author_name=author,
                text=text,
                attachments=(OutboundAttachment(filename, "text/x; a=b\r\nX: y", b"x"),),
            ),
            sender=SENDER,
        )
    except UnicodeEncodeError:
        assert any(
            "\ud800" <= sign <= "\udfff" for sign in subject + name + author + filename + text
        )
        return
    head = composed.content.partition(b"\r\n\r\n")[0].decode()
    names = [line.partition(":")[0] for line in head.split("\r\n") if line[:1] not in (" ", "\t")]
    assert names == [
        "From",
        "To",
        *(["Subject"] if subject.strip() and "Subject" in names else []),
        "Date",
        "Message-ID",
        "X-Unsilo-Loop",
        "Content-Type",
        "MIME-Version",
    ]
    assert list(composed.recipients) == ["ann@mail.example"]


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: eve@mail.example", "x\nX-Evil: 1", "x\r\n\r\nbody", "\0x"]
)
def test_line_breaks_end_no_header(evil: str) -> None:
    mail = written(
        subject=evil,
        author_name=evil,
        in_reply_to=f"a@b{evil}",
        references=(f"c@d{evil}",),
        external_id=f"e@f{evil}",
        to=(Address("ann@mail.example", evil), Address(f"bob@mail.example{evil}")),
        attachments=(OutboundAttachment(evil, evil, b"x", content_id=evil),),
    )
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail.get_body() is not None


def test_the_same_message_gives_the_same_bytes() -> None:
    fields = {"html": "<p>Hi</p>", "attachments": (OutboundAttachment("a", "b/c", b"d"),)}
    assert compose(message(**fields), sender=SENDER) == compose(message(**fields), sender=SENDER)


@pytest.mark.parametrize(
    "filename",
    ["bill.pdf", 'a "b".pdf', "Größe.pdf", "日本語" * 30 + ".pdf", "a;b=c.pdf", "back\\slash"],
)
def test_file_names_arrive(filename: str) -> None:
    composed = compose(
        message(attachments=(OutboundAttachment(filename, "application/pdf", b"x"),)), sender=SENDER
    )
    (file,) = parse_message(composed.content).attachments
    assert file.filename == filename.rpartition("\\")[2]


@pytest.mark.parametrize(
    "name",
    [
        "Ann Ames",
        "Ames, Ann",
        'Ann "A" Ames',
        "Jörg Müller",
        "織田",
        "=?utf-8?q?x?=",
        "a@b",
        "O'Neil",
    ],
)
def test_names_arrive(name: str) -> None:
    composed = compose(message(to=(Address("ann@mail.example", name),)), sender=SENDER)
    assert parse_message(composed.content).to[0].name == name


@pytest.mark.parametrize(
    "subject", ["Re: Größe", "日本語の件名" * 20, "x" * 300, "a  b", "=?utf-8?q?x?="]
)
def test_subjects_arrive(subject: str) -> None:
    composed = compose(message(subject=subject), sender=SENDER)
    assert parse_message(composed.content).subject == " ".join(subject.split())


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        ("ann@mail.example", "ann@mail.example"),
        (" ann@mail.example ", "ann@mail.example"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@faß.example", "ann@xn--fa-hia.example"),
        ("jörg@mail.example", "jörg@mail.example"),
        ("ann", ""),
        ("ann@", ""),
        ("@mail.example", ""),
        ("ann ames@mail.example", ""),
        ("ann@mail.example>\r\nRCPT TO:<eve@mail.example", ""),
        ("ann@mail..\x00example", ""),
    ],
)
def test_addresses_for_servers(value: str, wire: str) -> None:
    assert wire_address(value) == wire


def test_smtputf8_is_asked_for_only_when_needed() -> None:
    assert not compose(message(), sender=SENDER).smtputf8
    abroad = compose(message(to=(Address("jörg@mail.example", "Jörg"),)), sender=SENDER)
    assert abroad.smtputf8
    assert "Jörg" in abroad.content.decode()


def test_the_answer_address_carries_the_token_where_servers_allow_it(make_connector: Make) -> None:
    connector = make_connector(plus_addressing=True)
    answer = message(reply_token="2n9c-abcdefghijklmnop")
    composed = compose(answer, sender=connector.sender(), plus_addressing=True)
    mail = email.message_from_bytes(composed.content, policy=email.policy.default)
    assert mail["Reply-To"].addresses[0].addr_spec == "support+2n9c-abcdefghijklmnop@fox.example"
    assert compose(answer, sender=SENDER).content.count(b"Reply-To") == 0
    too_long = compose(message(reply_token="x" * 80), sender=SENDER, plus_addressing=True)
    assert too_long.content.count(b"Reply-To") == 0


@pytest.mark.parametrize("plus", [True, False])
def test_an_answer_to_an_answer_brings_the_token_back(make_connector: Make, plus: bool) -> None:
    """By address, and by id where the address lost it; then by References alone."""
    connector = make_connector(plus_addressing=plus)
    token = "2n9c-abcdefghijklmnop"
    external_id = connector.external_id_for(conversation_id=7, message_id=9, token=token)
    sent = parse_message(
        compose(
            message(external_id=external_id, reply_token=token),
            sender=connector.sender(),
            plus_addressing=plus,
        ).content
    )
    answer_to = sent.reply_to[0].value if sent.reply_to else sent.author.value
    for thread in (
        f"In-Reply-To: <{sent.external_id}>",
        f"References: <other@mail.example> <{sent.external_id}> <later@mail.example>",
        *([f"To: {answer_to}"] if plus else []),
    ):
        raw = f"From: ann@mail.example\r\n{thread}\r\n\r\nThanks".encode()
        assert connector.parse(RawArrival("1", raw)).reply_token == token
