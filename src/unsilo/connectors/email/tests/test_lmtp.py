import smtplib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.servers.ports import free_port

from unsilo.connectors.email.lmtp import lmtp_server
from unsilo.core.errors import ConnectorError, NotFound

ANN, BOB, NOBODY = "support@fox.example", "press@fox.example", "nobody@fox.example"
MAIL = b"Subject: hi\r\n\r\n.dot\r\nHello\r\n"


class Keeper:
    def __init__(self) -> None:
        self.kept: list[tuple[str, str, bytes]] = []
        self.troubles: dict[str, Exception] = {}

    def knows(self, address: str) -> bool:
        if address in self.troubles and isinstance(self.troubles[address], OSError):
            raise self.troubles[address]
        return address != NOBODY

    def store(self, sender: str, recipient: str, content: bytes) -> None:
        if recipient in self.troubles:
            raise self.troubles[recipient]
        self.kept.append((sender, recipient, content))


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def send(keeper: Keeper) -> Iterator[Callable[..., dict[str, tuple[int, bytes]]]]:
    port = free_port()
    server = lmtp_server(keeper.store, knows=keeper.knows, port=port)
    server.start()

    def send(*recipients: str, content: bytes = MAIL) -> dict[str, tuple[int, bytes]]:
        """Answers by recipient; those who got it are not in there."""
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("ann@mail.example")
            refused = {}
            taken = []
            for recipient in recipients:
                code, answer = client.rcpt(recipient)
                if code == 250:
                    taken.append(recipient)
                else:
                    refused[recipient] = (code, answer)
            if taken:
                client.putcmd("data")
                assert client.getreply()[0] == 354
                client.send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
                for recipient in taken:
                    code, answer = client.getreply()
                    if code != 250:
                        refused[recipient] = (code, answer)
            return refused

    yield send
    server.stop()


Send = Callable[..., dict[str, tuple[int, bytes]]]


def test_each_recipient_gets_an_answer_of_its_own(send: Send, keeper: Keeper) -> None:
    keeper.troubles[BOB] = ConnectorError("paused")
    refused = send(ANN, BOB, NOBODY)
    assert {recipient: code for recipient, (code, _) in refused.items()} == {BOB: 451, NOBODY: 550}
    assert keeper.kept == [("ann@mail.example", ANN, MAIL)]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(NotFound(), 550), (RuntimeError("disk full"), 451), (OSError("no database"), 451)],
)
def test_what_was_not_kept_stays_with_the_mail_server(
    send: Send, keeper: Keeper, trouble: Exception, code: int
) -> None:
    keeper.troubles[ANN] = trouble
    refused = send(ANN)
    assert refused[ANN][0] == code
    assert b"disk full" not in refused[ANN][1]
    assert keeper.kept == []


def test_long_lines_and_8_bit_come_through(send: Send, keeper: Keeper) -> None:
    content = b"Subject: x\r\n\r\n" + b"\xff" * 200_000 + b"\r\n"
    assert send(ANN, content=content) == {}
    assert keeper.kept[0][2] == content


def test_250_is_said_only_after_the_mail_is_kept(keeper: Keeper) -> None:
    may_go_on = threading.Event()
    answered = threading.Event()

    def store(sender: str, recipient: str, content: bytes) -> None:
        may_go_on.wait(10)

    port = free_port()
    server = lmtp_server(store, knows=keeper.knows, port=port)
    server.start()

    def deliver() -> None:
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.sendmail("ann@mail.example", [ANN], MAIL)
        answered.set()

    thread = threading.Thread(target=deliver)
    thread.start()
    assert not answered.wait(0.3)
    may_go_on.set()
    assert answered.wait(10)
    thread.join()
    server.stop()


def test_a_unix_socket_will_do(keeper: Keeper, tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    server = lmtp_server(keeper.store, knows=keeper.knows, unix_socket=path)
    server.start()
    with smtplib.LMTP(str(path)) as client:
        client.sendmail("ann@mail.example", [ANN], MAIL)
    server.stop()
    assert len(keeper.kept) == 1
