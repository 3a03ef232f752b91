"""Every operation against its own description, by generated requests, with all checks."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, User
from unsilo.api.openapi import document
from unsilo.channels.services.channels import create_channel
from unsilo.config.wsgi import application
from unsilo.core.actor import SYSTEM

config = SchemathesisConfig()
schema = schemathesis.openapi.from_dict(document(), config=config)
schema.app = application
schema.config.generation.max_examples = 20


@pytest.fixture
def secret(alice: User, brand: Brand, support: Desk, settings) -> str:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    for kind, values in {
        "api": {},
        "email": {"address": "help@marmaladefox.example", "smtp_host": "127.0.0.1"},
    }.items():
        create_channel(kind=kind, name=kind, brand=brand, desk=support, config=values, by=SYSTEM)
    return services.create_token(alice, name="schemathesis", by=SYSTEM)[1]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests in this process must not close the connection of the test, as with Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_the_api_keeps_its_description(case, secret: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})
