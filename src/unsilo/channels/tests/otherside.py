"""The fixture of a channel's other side, for tests of every package."""

from collections.abc import Iterator
from typing import Any

import pytest

from unsilo.channels import registry
from unsilo.channels.tests.fake import FakeConnector, OtherSide


@pytest.fixture
def side(settings: Any) -> Iterator[OtherSide]:
    """The other side of channels of kind "fake"."""
    settings.CONNECTORS = [*settings.CONNECTORS, "unsilo.channels.tests.fake.FakeConnector"]
    registry.connectors.cache_clear()
    FakeConnector.accounts = {"default": OtherSide()}
    yield FakeConnector.accounts["default"]
    registry.connectors.cache_clear()
    registry._built.clear()
