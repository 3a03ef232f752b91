"""Tiers, own fields and notes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.people import queries, services
from unsilo.people.fields import show_value
from unsilo.people.models import CustomField, Person, PersonNote
from unsilo.people.tests.makers import hear

pytestmark = pytest.mark.django_db
Kind = CustomField.Kind


@pytest.mark.parametrize(
    ("kind", "given", "stored", "shown"),
    [
        (Kind.TEXT, "  blue ", "blue", "blue"),
        (Kind.NUMBER, "12,5", 12.5, "12.5"),
        (Kind.NUMBER, "7", 7, "7"),
        (Kind.DATE, "2026-02-28", "2026-02-28", "28 February 2026"),
        (Kind.CHOICE, "M", "M", "M"),
        (Kind.CHECK, "true", True, "Yes"),
        (Kind.CHECK, "false", False, "No"),
    ],
)
def test_a_value_is_kept_by_its_kind_and_shown_in_words(
    kind: str, given: str, stored: object, shown: str
) -> None:
    field = services.create_custom_field(label="Fact", kind=kind, choices=["S", "M"], by=SYSTEM)
    person = services.set_field(hear("a@x.example"), field=field, value=given, by=SYSTEM)
    assert Person.objects.get(pk=person.pk).fields == {"fact": stored}
    assert show_value(field, person.fields["fact"]) == shown
    emptied = services.set_field(person, field=field, value=" ", by=SYSTEM)
    assert emptied.fields == {}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Kind.NUMBER, "twelve"),
        (Kind.NUMBER, "nan"),
        (Kind.NUMBER, "1e999"),
        (Kind.DATE, "2026-02-30"),
        (Kind.CHOICE, "XL"),
        (Kind.TEXT, "x" * 501),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(kind: str, given: str) -> None:
    field = services.create_custom_field(label="Fact", kind=kind, choices=["S", "M"], by=SYSTEM)
    with pytest.raises(Invalid):
        services.set_field(hear("a@x.example"), field=field, value=given, by=SYSTEM)


def test_fields_of_one_name_get_keys_of_their_own_and_leave_nothing_behind() -> None:
    first = services.create_custom_field(label="T-shirt", kind=Kind.TEXT, by=SYSTEM)
    second = services.create_custom_field(label="T-Shirt", kind=Kind.TEXT, by=SYSTEM)
    assert (first.key, second.key) == ("t-shirt", "t-shirt-2")
    person = services.set_field(hear("a@x.example"), field=first, value="M", by=SYSTEM)
    services.set_field(person, field=second, value="L", by=SYSTEM)
    assert queries.field_holders(first) == 1
    services.delete_custom_field(first, by=SYSTEM)
    assert Person.objects.get().fields == {"t-shirt-2": "L"}


def test_a_choice_needs_something_to_choose_from() -> None:
    with pytest.raises(Invalid):
        services.create_custom_field(label="Size", kind=Kind.CHOICE, choices=["M", " "], by=SYSTEM)


def test_a_tier_has_a_reason_and_runs_out() -> None:
    vip = services.create_tier(name="VIP", by=SYSTEM)
    person = hear("a@x.example")
    with pytest.raises(Invalid):
        services.set_tier(person, tier=vip, reason=" ", by=SYSTEM)
    today = timezone.localdate()
    services.set_tier(person, tier=vip, reason="First order", until=today, by=SYSTEM)
    assert queries.people_page().items[0].tier == "VIP"
    assert len(queries.people_page(tier_id=vip.pk).items) == 1
    yesterday = today - timedelta(days=1)
    services.set_tier(person, tier=vip, reason="First order", until=yesterday, by=SYSTEM)
    assert queries.people_page().items[0].tier == ""
    assert queries.people_page(tier_id=vip.pk).items == []
    assert queries.person_detail(person).tier_ran_out
    services.clear_tier(person, by=SYSTEM)
    services.clear_tier(person, by=SYSTEM)
    assert Event.objects.filter(kind="person.tier_cleared").count() == 1


def test_a_tier_somebody_has_is_not_deleted() -> None:
    vip = services.create_tier(name="VIP", by=SYSTEM)
    with pytest.raises(Invalid):
        services.create_tier(name="VIP", by=SYSTEM)
    person = hear("a@x.example")
    services.set_tier(person, tier=vip, reason="First order", by=SYSTEM)
    with pytest.raises(Conflict):
        services.delete_tier(vip, by=SYSTEM)
    services.clear_tier(person, by=SYSTEM)
    services.delete_tier(vip, by=SYSTEM)


def test_a_deleted_note_can_be_taken_back_for_a_day(ada: User) -> None:
    person = hear("a@x.example")
    note = services.add_note(person, text="Calls before noon", author=ada, by=ada.actor)
    services.delete_note(note, by=ada.actor)
    assert queries.person_detail(person).notes == []
    services.restore_note(note, by=ada.actor)
    assert queries.person_detail(person).notes == [note]
    services.delete_note(note, by=ada.actor)
    PersonNote.objects.update(deleted_at=timezone.now() - timedelta(days=2))
    other = services.add_note(person, text="Other", author=ada, by=ada.actor)
    services.delete_note(other, by=ada.actor)
    assert list(PersonNote.objects.all()) == [other]


def test_an_empty_note_is_refused(ada: User) -> None:
    with pytest.raises(Invalid):
        services.add_note(hear("a@x.example"), text="  ", author=ada, by=ada.actor)


def test_a_change_that_changes_nothing_is_no_event() -> None:
    person = hear("a@x.example", "Dana")
    services.update_person(person, name="Dana", by=SYSTEM)
    assert not Event.objects.filter(kind="person.updated").exists()
    services.update_person(person, name="Dana W.", by=SYSTEM)
    assert Event.objects.filter(kind="person.updated").count() == 1


def test_a_company_is_named_once(ada: User) -> None:
    first = services.company_named("Copper Kettle", by=SYSTEM)
    assert services.company_named(" copper  kettle ", by=SYSTEM) == first
    assert services.company_named("", by=SYSTEM) is None
