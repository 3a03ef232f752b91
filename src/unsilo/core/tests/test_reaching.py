"""What went wrong on a line, in words."""

import socket
import ssl

import pytest
from tests.servers.ports import free_port

from unsilo.core import http
from unsilo.core.errors import ConnectorError
from unsilo.core.reaching import in_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "The connection was refused"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "There is no server of this name"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), "Names can't be looked up"),
        (TimeoutError("timed out"), "It did not answer in time"),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), "No secure connection came about"),
        (ConnectionResetError(104, "reset"), "It hung up"),
        (OSError(113, "No route to host"), "There is no way to it"),
    ],
)
def test_what_broke_a_line_is_said_in_words(error: Exception, words: str) -> None:
    said = in_words(error)
    assert said.startswith(words)
    assert "Errno" not in said


def test_the_cause_behind_an_error_counts() -> None:
    outer = RuntimeError("wrapped")
    outer.__cause__ = ConnectionRefusedError(111, "Connection refused")
    assert in_words(outer).startswith("The connection was refused")
    assert in_words(ValueError("no line at all")) == ""


def test_a_web_server_that_is_not_there_is_named_and_the_original_kept(settings) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(ConnectorError) as caught:
        http.request("GET", url)
    assert caught.value.message.startswith(f"{url}: The connection was refused.")
    assert "Errno 111" in caught.value.data["original"]
