"""Which addresses may be called."""

import pytest

from unsilo.core.errors import ConnectorError
from unsilo.core.http import _address


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
    ],
)
def test_no_way_of_writing_a_private_address_gets_through(address: str) -> None:
    with pytest.raises(ConnectorError, match="private network"):
        _address(address, 443, allow_private=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_called(address: str) -> None:
    assert _address(address, 443, allow_private=False) == address
