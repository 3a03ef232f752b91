import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from tests.servers.ports import free_port
from tests.servers.smtpd import MailSink, Stage
from tests.servers.trouble import Trouble

from unsilo.channels.contract import Address, DeliveryReceipt, OutboundMessage, UncertainDelivery
from unsilo.connectors.email import smtp
from unsilo.connectors.email.connector import EmailConnector
from unsilo.core.errors import ConnectorError

Make = Callable[..., EmailConnector]
ANN, BOB, CAT = "ann@example.org", "bob@example.net", "cat@example.com"


def message(**fields: Any) -> OutboundMessage:
    return OutboundMessage(
        **{
            "external_id": "token123.1.2@fox.example",
            "subject": "Re: Where is my game?",
            "text": "It is on its way.\n.\nReally.",
            "html": "",
            "to": (Address(ANN, "Ann"),),
            **fields,
        }
    )


@pytest.fixture
def connect(make_connector: Make, sink: MailSink) -> Make:
    def connect(**settings: Any) -> EmailConnector:
        return make_connector(
            **{
                "smtp_host": sink.host,
                "smtp_port": sink.port,
                "smtp_security": "none",
                **settings,
            }
        )

    return connect


@pytest.fixture
def second() -> Iterator[MailSink]:
    with MailSink() as server:
        yield server


@pytest.fixture
def connect_two(connect: Make, second: MailSink) -> Make:
    def connect_two(**settings: Any) -> EmailConnector:
        return connect(
            fallback_smtp_host=second.host,
            fallback_smtp_port=second.port,
            fallback_smtp_security="none",
            **settings,
        )

    return connect_two


def outcome(receipt: DeliveryReceipt) -> dict[str, bool | None]:
    return {result.address: result.accepted for result in receipt.recipients}


def test_everyone_gets_it_and_bcc_is_nowhere_to_be_read(connect: Make, sink: MailSink) -> None:
    receipt = connect().deliver(
        message(cc=(Address(BOB),), bcc=(Address(CAT),), text="Hello\n.dot\n..\n.")
    )
    assert outcome(receipt) == {ANN: True, BOB: True, CAT: True}
    assert receipt.external_id == "token123.1.2@fox.example"
    assert receipt.via == f"{sink.host}:{sink.port}"
    (received,) = sink.received
    assert received.sender == "support@fox.example"
    assert received.recipients == (ANN, BOB, CAT)
    assert b"cat@example.com" not in received.content
    assert b"\r\n\r\nHello\r\n.dot\r\n..\r\n.\r\n" in received.content


def test_a_later_attempt_goes_only_to_those_who_lack_it(connect: Make, sink: MailSink) -> None:
    receipt = connect().deliver(message(cc=(Address(BOB),), only_to=(BOB,)))
    assert outcome(receipt) == {BOB: True}
    assert sink.received[0].recipients == (BOB,)
    assert b"ann@example.org" in sink.received[0].content


def test_one_refused_recipient_does_not_stop_the_others(connect: Make, sink: MailSink) -> None:
    sink.refusals = {ANN: "550 5.1.1 no such user", BOB: "450 4.2.0 greylisted"}
    receipt = connect().deliver(message(cc=(Address(BOB),), bcc=(Address(CAT),)))
    ann, bob, cat = receipt.recipients
    assert (ann.accepted, ann.permanent, ann.reason) == (False, True, "550 5.1.1 no such user")
    assert (bob.accepted, bob.permanent) == (False, False)
    assert cat.accepted
    assert sink.received[0].recipients == (CAT,)


def test_all_refused_for_good_is_a_verdict_and_not_the_channels_fault(
    connect: Make, sink: MailSink
) -> None:
    sink.refusals = {ANN: "550 5.1.1 no such user"}
    receipt = connect().deliver(message())
    assert outcome(receipt) == {ANN: False}
    assert receipt.recipients[0].permanent
    assert sink.received == []


def test_all_refused_for_now_is_tried_again(connect: Make, sink: MailSink) -> None:
    sink.refusals = {ANN: "450 4.2.0 greylisted"}
    with pytest.raises(ConnectorError, match="greylisted") as caught:
        connect().deliver(message())
    assert not caught.value.permanent


@pytest.mark.parametrize("reply", ["451 4.3.0 try later", "421 4.3.2 closing"])
def test_a_temporary_refusal_of_the_mail_is_tried_again(
    connect: Make, sink: MailSink, reply: str
) -> None:
    sink.trouble[Stage.DOT] = reply
    with pytest.raises(ConnectorError) as caught:
        connect().deliver(message())
    assert not caught.value.permanent


def test_a_final_refusal_of_the_mail_stands_at_every_recipient(
    connect: Make, sink: MailSink
) -> None:
    sink.trouble[Stage.DOT] = "554 5.7.1 looks like spam"
    receipt = connect().deliver(message(cc=(Address(BOB),)))
    assert outcome(receipt) == {ANN: False, BOB: False}
    assert all(result.permanent for result in receipt.recipients)
    assert "looks like spam" in receipt.recipients[0].reason


def test_a_sender_nobody_wants_pauses_the_channel(connect: Make, sink: MailSink) -> None:
    sink.trouble[Stage.MAIL] = "550 5.7.1 sender not allowed"
    with pytest.raises(ConnectorError, match="sender not allowed") as caught:
        connect().deliver(message())
    assert caught.value.permanent


@pytest.mark.parametrize("trouble", [Trouble.DROP, Trouble.HANG, Trouble.GARBAGE])
@pytest.mark.parametrize("stage", [Stage.DOT, Stage.KEPT])
def test_r17_a_line_that_breaks_after_the_final_dot_is_never_tried_again(
    connect_two: Make,
    sink: MailSink,
    second: MailSink,
    stage: Stage,
    trouble: Trouble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "DATA_TIMEOUT", 0.3)
    sink.trouble[stage] = trouble
    with pytest.raises(UncertainDelivery):
        connect_two().deliver(message())
    assert second.received == []
    assert sink.sessions == 1


def test_a_line_that_breaks_inside_the_mail_lets_the_second_server_try(
    connect_two: Make, second: MailSink
) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as listener:

        def hang_up_in_the_middle() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rwb", buffering=0) as talk:
                for reply in ("220 hi", "250 hi", "250 ok", "250 ok", "354 go"):
                    talk.write(reply.encode() + b"\r\n")
                    talk.readline()
                # Closed with the mail unread: the client's next write fails.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

        threading.Thread(target=hang_up_in_the_middle, daemon=True).start()
        receipt = connect_two(smtp_port=port).deliver(message(text=("x" * 500 + "\n") * 10_000))
    assert outcome(receipt) == {ANN: True}
    assert receipt.via == f"{second.host}:{second.port}"


def test_the_second_server_takes_over_when_the_first_is_not_there(
    connect_two: Make, second: MailSink
) -> None:
    receipt = connect_two(smtp_port=free_port()).deliver(message())
    assert receipt.via == f"{second.host}:{second.port}"
    assert len(second.received) == 1


def test_the_second_server_is_left_alone_after_a_verdict(
    connect_two: Make, sink: MailSink, second: MailSink
) -> None:
    sink.refusals = {ANN: "550 5.1.1 no such user"}
    connect_two().deliver(message())
    assert second.sessions == 0


def test_when_both_fail_both_reasons_are_told(
    connect_two: Make, sink: MailSink, second: MailSink
) -> None:
    sink.trouble[Stage.MAIL] = "451 first is busy"
    second.trouble[Stage.MAIL] = "451 second is busy"
    with pytest.raises(ConnectorError, match=r"first is busy.*second is busy"):
        connect_two().deliver(message())


def test_a_silent_server_is_given_up(connect: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "CONNECT_TIMEOUT", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(ConnectorError, match="did not answer in time") as caught,
    ):
        connect(smtp_port=listener.getsockname()[1]).deliver(message())
    assert not caught.value.permanent


def test_a_password_is_used_and_a_wrong_one_pauses(connect: Make, sink: MailSink) -> None:
    sink.username, sink.password = "fox", "right"
    connect(smtp_username="fox", smtp_password="right").deliver(message())
    with pytest.raises(ConnectorError, match="did not accept the user name") as caught:
        connect(smtp_username="fox", smtp_password="wrong").deliver(message())
    assert caught.value.permanent
    assert len(sink.received) == 1


def test_a_mail_too_large_for_the_server_is_refused_before_it_is_sent(
    connect: Make, sink: MailSink, make_connector: Make
) -> None:
    with MailSink(size_limit=1024 * 1024) as small:
        connector = make_connector(smtp_host=small.host, smtp_port=small.port, smtp_security="none")
        receipt = connector.deliver(message(text="long line of text\n" * 100_000))
    assert outcome(receipt) == {ANN: False}
    assert "1 MB" in receipt.recipients[0].reason
    assert small.received == []


def test_the_fallback_may_take_larger_mail(second: MailSink, make_connector: Make) -> None:
    with MailSink(size_limit=1024 * 1024) as small:
        receipt = make_connector(
            smtp_host=small.host,
            smtp_port=small.port,
            smtp_security="none",
            fallback_smtp_host=second.host,
            fallback_smtp_port=second.port,
            fallback_smtp_security="none",
        ).deliver(message(text="long line of text\n" * 100_000))
    assert outcome(receipt) == {ANN: True}


def test_an_address_that_is_none_is_refused_without_a_server(connect: Make, sink: MailSink) -> None:
    receipt = connect().deliver(message(to=(Address("ann@example.org\r\nRCPT TO:<x@y.z>"),)))
    assert [(r.accepted, r.permanent) for r in receipt.recipients] == [(False, True)]
    assert sink.sessions == 0


def test_international_addresses_travel(connect: Make, sink: MailSink) -> None:
    receipt = connect().deliver(message(to=(Address("jörg@bücher.example", "Jörg"),)))
    assert outcome(receipt) == {"jörg@bücher.example": True}
    assert sink.received[0].recipients == ("jörg@xn--bcher-kva.example",)


def test_without_a_server_nothing_can_be_sent(make_connector: Make) -> None:
    with pytest.raises(ConnectorError) as caught:
        make_connector().deliver(message())
    assert caught.value.permanent


def test_check_tells_the_size_limit_or_the_reason(connect: Make, sink: MailSink) -> None:
    (result,) = connect().check()
    assert result.ok
    assert "50" in result.detail
    (result,) = connect(smtp_port=free_port()).check()
    assert not result.ok
    assert "refused" in result.detail


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A key, and a certificate for localhost that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = tmp_path / "key.pem", tmp_path / "cert.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[MailSink]:
    key, chain = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with MailSink(starttls=context) as server:
        yield server


def test_starttls_is_used_and_its_certificate_checked(
    make_connector: Make,
    secure: MailSink,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connector = make_connector(
        smtp_host="localhost", smtp_port=secure.port, smtp_security="starttls"
    )
    with pytest.raises(ConnectorError, match="certificate") as caught:
        connector.deliver(message())
    assert caught.value.permanent
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    assert outcome(connector.deliver(message())) == {ANN: True}
    assert secure.encrypted == [True]


def test_a_server_without_starttls_is_not_spoken_to_in_the_open(
    connect: Make, sink: MailSink
) -> None:
    with pytest.raises(ConnectorError, match="STARTTLS") as caught:
        connect(smtp_security="starttls").deliver(message())
    assert caught.value.permanent
    assert sink.received == []
