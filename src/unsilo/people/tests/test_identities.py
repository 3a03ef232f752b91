"""Who wrote this? One person per identity, whatever happens at the same time."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.people import services
from unsilo.people.domains import is_free_mail, owners_of
from unsilo.people.models import Identity, Person
from unsilo.people.tests.makers import ago, hear

pytestmark = pytest.mark.django_db


def test_the_same_address_is_the_same_person_however_it_is_written() -> None:
    dana = hear("Dana@Kettle.example", "Dana Whitlock", at=ago(5))
    again = hear("  dana@KETTLE.example ", "D. Whitlock", at=ago(1))
    assert again == dana
    assert again.name == "Dana Whitlock"
    assert Identity.objects.get().value == "Dana@Kettle.example"
    assert Event.objects.filter(kind="person.created", person_id=dana.pk).count() == 1


def test_the_same_value_on_another_channel_is_somebody_else() -> None:
    assert hear("dana", kind="bluesky") != hear("dana", kind="mastodon")


def test_a_name_that_comes_later_replaces_the_bare_address() -> None:
    person = hear("dana@kettle.example")
    assert person.name == "dana@kettle.example"
    assert hear("dana@kettle.example", "Dana Whitlock").name == "Dana Whitlock"
    assert Person.objects.get().name == "Dana Whitlock"


def test_last_heard_never_goes_back() -> None:
    hear("dana@kettle.example", at=ago(1))
    hear("dana@kettle.example", at=ago(48))
    assert Person.objects.get().last_seen_at > ago(2)


def test_an_empty_author_is_refused() -> None:
    with pytest.raises(Invalid):
        hear("  \x00 ")


def test_control_signs_and_endless_names_are_tamed() -> None:
    person = hear("dana@kettle.example", "Dana\x00\r\n\u202e Whit\tlock" + "x" * 500)
    assert person.name.startswith("Dana Whit lock")
    assert len(person.name) == 200


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_person() -> None:
    start = threading.Barrier(10)
    found: list[int] = []

    def write() -> None:
        start.wait(10)
        try:
            found.append(hear("dana@kettle.example", "Dana").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert set(found) == {Person.objects.get().pk}
    assert Event.objects.filter(kind="person.created").count() == 1


# Companies by domain


def test_a_company_gathers_its_people_by_domain_also_those_before_it() -> None:
    before = hear("kip@mail.kettle.example")
    free = hear("kip@gmail.com")
    company = services.create_company(name="Kettle", domains=["@Kettle.example"], by=SYSTEM)
    after = hear("dana@kettle.example")
    for person in (before, free, after):
        person.refresh_from_db()
    assert [before.company, free.company, after.company] == [company, None, company]


def test_the_most_exact_domain_wins() -> None:
    services.create_company(name="Group", domains=["kettle.example"], by=SYSTEM)
    shop = services.create_company(name="Shop", domains=["shop.kettle.example"], by=SYSTEM)
    assert hear("a@till.shop.kettle.example").company == shop


def test_a_domain_of_everybody_or_of_another_company_is_refused() -> None:
    services.create_company(name="Kettle", domains=["kettle.example"], by=SYSTEM)
    with pytest.raises(Invalid):
        services.create_company(name="Free", domains=["gmail.com"], by=SYSTEM)
    with pytest.raises(Invalid):
        services.create_company(name="Odd", domains=["not a domain"], by=SYSTEM)
    with pytest.raises(Conflict):
        services.create_company(name="Other", domains=["kettle.example"], by=SYSTEM)
    with pytest.raises(Conflict):
        services.create_company(name="KETTLE", by=SYSTEM)


def test_free_mail_is_known_and_says_nothing_about_a_company() -> None:
    assert is_free_mail("GMail.com")
    assert not is_free_mail("kettle.example")
    assert owners_of("a@gmail.com") == []
    assert owners_of("a@till.kettle.example") == ["till.kettle.example", "kettle.example"]


def test_a_company_goes_and_its_people_stay() -> None:
    company = services.create_company(name="Kettle", domains=["kettle.example"], by=SYSTEM)
    person = hear("dana@kettle.example")
    services.delete_company(company, by=SYSTEM)
    person.refresh_from_db()
    assert person.company is None


# By hand


def test_an_address_is_added_and_belongs_to_one_person_only() -> None:
    dana, kip = hear("dana@kettle.example"), hear("kip@kettle.example")
    services.add_identity(dana, kind="phone", value="+1 218 555 0144", by=SYSTEM)
    assert hear("+1 218 555 0144", kind="phone") == dana
    with pytest.raises(Conflict) as error:
        services.add_identity(kip, kind="email", value="DANA@kettle.example", by=SYSTEM)
    assert error.value.data["person_id"] == dana.pk
    with pytest.raises(Conflict):
        services.add_identity(dana, kind="email", value="dana@kettle.example", by=SYSTEM)
    with pytest.raises(Invalid):
        services.add_identity(dana, kind="email", value="not an address", by=SYSTEM)


def test_the_last_address_can_neither_be_removed_nor_given_away() -> None:
    dana, kip = hear("dana@kettle.example"), hear("kip@kettle.example")
    only = dana.identities.get()
    with pytest.raises(Conflict):
        services.remove_identity(only, by=SYSTEM)
    with pytest.raises(Conflict):
        services.move_identity(only, to=kip, by=SYSTEM)


def test_a_moved_address_writes_as_its_new_owner() -> None:
    dana, kip = hear("dana@kettle.example"), hear("kip@kettle.example")
    shared = services.add_identity(dana, kind="email", value="shop@kettle.example", by=SYSTEM)
    services.move_identity(shared, to=kip, by=SYSTEM)
    assert hear("shop@kettle.example") == kip
    kinds = Event.objects.filter(kind__startswith="person.identity").values_list(
        "kind", "person_id"
    )
    assert list(kinds.order_by("id")) == [
        ("person.identity_added", dana.pk),
        ("person.identity_removed", dana.pk),
        ("person.identity_added", kip.pk),
    ]


def test_a_bounce_is_noted_on_the_address() -> None:
    hear("dana@kettle.example")
    services.mark_bounced(
        addresses=["Dana@kettle.example", "nobody@else.example"],
        reason="550 user unknown",
        at=timezone.now(),
    )
    assert Identity.objects.get().bounce_reason == "550 user unknown"


def test_odd_profile_addresses_are_dropped() -> None:
    hear("a", kind="web", url="javascript:alert(1)")
    hear("b", kind="web", url="https://board.example/b")
    assert list(Identity.objects.order_by("value").values_list("profile_url", flat=True)) == [
        "",
        "https://board.example/b",
    ]
