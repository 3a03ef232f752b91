"""The people of every test, and where they sit.

Ada is the admin. Alice leads support and community. Bob answers support. Vera only reads. Charlie
is the stranger: he belongs to another brand and has no seat. The press room is restricted and has
nobody on it but Paul, so that neither Alice, Bob, Vera nor Charlie may know of it.
"""

import pytest
from django.test import Client

from unsilo.accounts import services
from unsilo.accounts.models import Brand, Desk, Role, User
from unsilo.core.actor import SYSTEM

PASSWORD = "a fox in the tray"


@pytest.fixture
def brand(db: None) -> Brand:
    return services.create_brand(name="Marmalade Fox", by=SYSTEM)


@pytest.fixture
def other_brand(db: None) -> Brand:
    return services.create_brand(name="Paper Heron", by=SYSTEM)


@pytest.fixture
def support(db: None) -> Desk:
    return services.create_desk(name="Support", discipline="support", by=SYSTEM)


@pytest.fixture
def community(db: None) -> Desk:
    return services.create_desk(name="Community", discipline="community", by=SYSTEM)


@pytest.fixture
def pr(db: None) -> Desk:
    return services.create_desk(name="PR", discipline="pr", by=SYSTEM)


@pytest.fixture
def press_room(db: None) -> Desk:
    return services.create_desk(name="Press room", discipline="pr", is_restricted=True, by=SYSTEM)


@pytest.fixture
def ada(db: None) -> User:
    return _user("Ada Lovell", Role.ADMIN)


@pytest.fixture
def alice(brand: Brand, support: Desk, community: Desk) -> User:
    return _user("Alice Moreau", Role.LEAD, brands=[brand], desks=[support, community])


@pytest.fixture
def bob(brand: Brand, support: Desk) -> User:
    return _user("Bob Nakamura", Role.AGENT, brands=[brand], desks=[support])


@pytest.fixture
def vera(brand: Brand) -> User:
    return _user("Vera Olsen", Role.VIEWER, brands=[brand])


@pytest.fixture
def paul(brand: Brand, pr: Desk, press_room: Desk) -> User:
    return _user("Paul Reyes", Role.AGENT, brands=[brand], desks=[pr, press_room])


@pytest.fixture
def charlie(other_brand: Brand) -> User:
    return _user("Charlie Stone", Role.AGENT, brands=[other_brand])


def signed_in(user: User) -> Client:
    """A browser of theirs."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_ada(ada: User) -> Client:
    return signed_in(ada)


@pytest.fixture
def as_alice(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    return signed_in(bob)


@pytest.fixture
def as_vera(vera: User) -> Client:
    return signed_in(vera)


@pytest.fixture
def as_paul(paul: User) -> Client:
    return signed_in(paul)


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    return signed_in(charlie)


def _user(
    name: str, role: Role, *, brands: list[Brand] | None = None, desks: list[Desk] | None = None
) -> User:
    return services.create_user(
        email=f"{name.split()[0].lower()}@marmaladefox.example",
        name=name,
        role=role,
        password=PASSWORD,
        brands=brands,
        desks=desks or (),
        by=SYSTEM,
    )
