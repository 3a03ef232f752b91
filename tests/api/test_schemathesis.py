"""Every operation against its own description: generated requests, good and bad, all checks."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.api.openapi import document
from unsilo.channels import posted
from unsilo.channels.services.channels import create_channel
from unsilo.config.wsgi import application
from unsilo.core.actor import SYSTEM
from unsilo.intake.services import take_in

pytestmark = pytest.mark.django_db

bounded = settings(suppress_health_check=list(HealthCheck), deadline=None)
schema = schemathesis.openapi.from_dict(deepcopy(document()), config=SchemathesisConfig())
schema.app = application
schema.config.generation.max_examples = 10
schema.config.phases.examples.enabled = False  # they are made from the schemas


@schemathesis.serializer("message/rfc822")
def mail_as_it_is(context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@schema.hook
def filter_query(context: Any, query: dict[str, Any] | None) -> bool:
    """What can't be written into an address was not sent, so nobody can refuse it."""
    return all(value not in (None, [], {}) for value in (query or {}).values())


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request in this process must not close the test's connection, as with Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(ada: User, brand: Brand, support: Desk, settings: Any) -> dict[str, str]:
    """A token that may do everything, and something of each kind to do it to."""
    settings.API_REQUESTS_PER_MINUTE = 10**9
    forum = create_channel(
        kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM
    )
    mail = {"address": "help@marmaladefox.example", "smtp_host": "127.0.0.1"}
    create_channel(kind="email", name="Help", brand=brand, desk=support, config=mail, by=SYSTEM)
    first = posted.PostedMessage(
        external_id="m1", author=posted.PostedAuthor(id="u1"), text="The lid is cracked."
    )
    take_in(forum, posted.raw_arrival(first), by=SYSTEM)
    _, secret = services.create_token(ada, name="schemathesis", by=SYSTEM)
    return {"Authorization": f"Bearer {secret}"}


@schema.parametrize()
@bounded
def test_an_operation_keeps_its_description(case: Any, headers: dict[str, str]) -> None:
    case.call_and_validate(headers=headers)
