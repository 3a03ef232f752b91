from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.servers import atproto

from unsilo.connectors.bluesky.connector import BlueskyConnector
from unsilo.connectors.bluesky.settings import BlueskyConfig
from unsilo.connectors.bluesky.tests.fake import PASSWORD, FakeServer

Make = Callable[..., BlueskyConnector]


@pytest.fixture
def server(settings: Any) -> Iterator[FakeServer]:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    with FakeServer() as server:
        yield server


@pytest.fixture
def connect(server: FakeServer) -> Make:
    def connect(**changes: Any) -> BlueskyConnector:
        given = {"handle": server.handle, "app_password": PASSWORD, "service": server.url}
        return BlueskyConnector(BlueskyConfig(**{**given, **changes}), name="Marmalade Fox")

    return connect


@pytest.fixture(scope="session")
def network() -> Iterator[atproto.Network]:
    """A real one."""
    _place, missing = atproto.installed()
    if missing:
        pytest.skip(missing)
    with atproto.Network() as network:
        yield network
