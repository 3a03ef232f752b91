"""Which addresses may be called."""

import socket

import pytest

from unsilo.core.errors import ConnectorError
from unsilo.core.http import _address, request


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fd00::1",
        "fec0::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2130706433",  # 127.0.0.1 as one number
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",
        "::",
        "localhost",
    ],
)
def test_no_way_of_writing_a_private_address_gets_through(address: str) -> None:
    with pytest.raises(ConnectorError, match="private network"):
        _address(address, 443, allow_private=False)


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that points to a public address first and into the private network then."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    called = []

    def look_up(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (next(answers), port))]

    def call(address: tuple[str, int], *more: object, **named: object) -> socket.socket:
        called.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", call)
    with pytest.raises(ConnectorError):
        request("GET", "http://rebinds.example/")
    assert called == ["93.184.215.14"]
    with pytest.raises(ConnectorError, match="private network"):
        request("GET", "http://rebinds.example/")
    assert called == ["93.184.215.14"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [(0, 0, 0, "", (one, 443)) for one in ("93.184.215.14", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **more: both)
    with pytest.raises(ConnectorError, match="private network"):
        _address("two.example", 443, allow_private=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_called(address: str) -> None:
    assert _address(address, 443, allow_private=False) == address
