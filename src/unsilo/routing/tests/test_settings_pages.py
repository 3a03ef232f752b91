"""Rules, hours and service levels as leads set them up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.models import Brand, Desk, User
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.conditions import Actions, Conditions
from unsilo.routing.models import (
    BusinessHours,
    Clock,
    Rule,
    SlaPolicy,
)
from unsilo.routing.services import rules, running
from unsilo.routing.tests.conftest import As

pytestmark = pytest.mark.django_db
SETTINGS = ["rules", "rule-new", "levels", "level-new", "hours"]
DAY = timedelta(days=1)


@pytest.fixture
def rule(db: None) -> Rule:
    return rules.create_rule(
        name="Refunds",
        conditions=Conditions(any_words=("refund",)),
        actions=Actions(tags=("money",)),
        by=SYSTEM,
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_leads_set_up_routing(as_user: As, alice: User, bob: User, vera: User, name: str) -> None:
    url = reverse(f"routing:{name}")
    assert as_user(alice).get(url).status_code == 200
    assert as_user(bob).get(url).status_code == 403
    assert as_user(vera).get(url).status_code == 403


def rule_fields(**more: object) -> dict[str, object]:
    return {"name": "Refunds", "begins": "on", "any_words": "refund*\nmoney back", **more}


def test_a_rule_is_written_tried_and_switched_on(
    as_user: As, converse: Converse, alice: User, support: Desk
) -> None:
    converse("I want my money back")
    fields = rule_fields(tags="money, #Back", place=[support.pk], assign=f"{support.pk}:turn")
    tried = as_user(alice).post(reverse("routing:rule-new"), {**fields, "try": "1"})
    assert "1</b> of 1 messages" in tried.content.decode()
    assert not Rule.objects.exists()
    as_user(alice).post(reverse("routing:rule-new"), fields)
    rule = Rule.objects.get()
    assert rule.is_on is False
    assert rule.when.any_words == ("refund*", "money back")
    assert (rule.does.tags, rule.does.assign.user) == (("money", "back"), None)
    page = as_user(alice).get(reverse("routing:rule", args=[rule.pk])).content.decode()
    assert "assign on Support, in turn" in page
    ran = as_user(alice).get(reverse("routing:rule-dry-run", args=[rule.pk])).content.decode()
    assert "1</b> of 1 messages" in ran
    as_user(alice).post(reverse("routing:rule-switch", args=[rule.pk]), {"on": "1"})
    assert Rule.objects.get().is_on


def test_a_rule_is_edited_with_what_it_says(as_user: As, alice: User, rule: Rule) -> None:
    url = reverse("routing:rule-edit", args=[rule.pk])
    assert "refund" in as_user(alice).get(url).content.decode()
    as_user(alice).post(url, rule_fields(tags="gold", public="yes", priority="2"))
    rule.refresh_from_db()
    assert (rule.when.public, rule.does.priority, rule.does.tags) == (True, 2, ("gold",))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "any_words": "refund", "tags": "x"},
        {"name": "Empty", "tags": "x"},
        {"name": "Idle", "any_words": "refund"},
        {"name": "Long", "any_words": "x" * 101, "tags": "x"},
        {"name": "Many", "any_words": "\n".join("abcdefghijklmnopqrstuvwxyz0123456"), "tags": "x"},
        {"name": "Gone", "any_words": "refund", "place": "99999"},
    ],
)
def test_a_rule_that_makes_no_sense_comes_back(
    as_user: As, alice: User, fields: dict[str, str]
) -> None:
    assert as_user(alice).post(reverse("routing:rule-new"), fields).status_code == 422
    assert not Rule.objects.exists()
    tried = as_user(alice).post(reverse("routing:rule-new"), {**fields, "try": "1"})
    assert tried.status_code == 200


def test_rules_are_moved_put_away_and_taken_back(as_user: As, alice: User, rule: Rule) -> None:
    as_user(alice).post(reverse("routing:rule-move", args=[rule.pk]), {"way": "up"})
    as_user(alice).post(reverse("routing:rule-archive", args=[rule.pk]))
    assert "Put away" in as_user(alice).get(reverse("routing:rules")).content.decode()
    as_user(alice).post(reverse("routing:rule-restore", args=[rule.pk]))
    assert Rule.objects.live().count() == 1


@pytest.mark.parametrize("name", ["rule", "rule-edit", "rule-dry-run"])
def test_a_rule_is_the_business_of_leads(as_user: As, bob: User, rule: Rule, name: str) -> None:
    assert as_user(bob).get(reverse(f"routing:{name}", args=[rule.pk])).status_code == 403


def test_what_a_rule_did_is_taken_back_from_below_the_message(
    as_user: As, conversation: Conversation, bob: User, vera: User, charlie: User, rule: Rule
) -> None:
    from unsilo.routing.queries.facts import facts_for

    message = conversation.messages.get()
    rules.update_rule(
        rule,
        name="Otters",
        conditions=Conditions(any_words=("otter",)),
        actions=Actions(tags=("otter",)),
        by=SYSTEM,
    )
    (run,) = running.run_rules([rule], facts_for([message.pk])[0])
    page = reverse("inbox:conversation", args=[conversation.pk])
    assert "Rule “Otters” ran." in as_user(bob).get(page).content.decode()
    undo = reverse("routing:undo-run", args=[run.pk])
    assert as_user(vera).post(undo).status_code == 403
    assert as_user(charlie).post(undo).status_code == 404
    as_user(bob).post(undo)
    assert not conversation.tagged.exists()
    assert "Rule “Otters” ran." not in as_user(bob).get(page).content.decode()


def hours_fields(**more: str) -> dict[str, str]:
    return {"time_zone": "America/Chicago", "monday": "9-17", **more}


def test_hours_are_set_and_forgotten(as_user: As, alice: User, support: Desk, brand: Brand) -> None:
    for noun, pk in (("desk", support.pk), ("brand", brand.pk)):
        url = reverse("routing:hours-of", args=[noun, pk])
        assert as_user(alice).get(url).status_code == 200
        as_user(alice).post(url, hours_fields(closed="2026-12-25 Christmas\n\n2027-01-01"))
        kept = BusinessHours.objects.get(**{noun: pk})
        assert kept.week == [[[540, 1020]], [], [], [], [], [], []]
        assert kept.closed == {"2026-12-25": "Christmas", "2027-01-01": ""}
        shown = as_user(alice).get(reverse("routing:hours")).content.decode()
        assert "9:00-17:00" in shown
        as_user(alice).post(reverse("routing:hours-forget", args=[noun, pk]))
        assert not BusinessHours.objects.filter(**{noun: pk}).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Duluth/Lake"},
        {"monday": "nine"},
        {"monday": ""},
        {"closed": "Christmas"},
    ],
)
def test_hours_that_make_no_sense_come_back(
    as_user: As, alice: User, support: Desk, wrong: dict[str, str]
) -> None:
    url = reverse("routing:hours-of", args=["desk", support.pk])
    assert as_user(alice).post(url, hours_fields(**wrong)).status_code == 422


def test_hours_of_nothing_are_not_found(as_user: As, alice: User, press_room: Desk) -> None:
    for noun, pk in (("desk", press_room.pk), ("desk", 99_999), ("moon", 1)):
        url = reverse("routing:hours-of", args=[noun, pk])
        assert as_user(alice).get(url).status_code == 404


def test_a_service_level_is_set_once_and_removed_with_undo(
    as_user: As, alice: User, support: Desk
) -> None:
    url = reverse("routing:level-new")
    fields = {"desk": support.pk, "amount": "4", "unit": "60", "in_business_hours": "on"}
    as_user(alice).post(url, fields)
    policy = SlaPolicy.objects.get()
    assert (policy.minutes, policy.priority, policy.public) == (240, None, None)
    assert as_user(alice).post(url, fields).status_code == 422, "there is one already"
    edit = reverse("routing:level", args=[policy.pk])
    as_user(alice).post(edit, {**fields, "amount": "2", "public": "1"})
    policy.refresh_from_db()
    assert (policy.minutes, policy.public) == (120, True)
    shown = as_user(alice).get(reverse("routing:levels")).content.decode()
    assert "2 business hours, in public" in shown
    as_user(alice).post(reverse("routing:level-remove", args=[policy.pk]))
    assert not SlaPolicy.objects.exists()
    page = as_user(alice).get(reverse("routing:levels")).content.decode()
    undo = page.partition("/settings/service-levels/")[2]
    assert undo


def test_the_numbers_of_a_service_level_open_their_clocks(
    as_user: As, alice: User, support: Desk, conversation: Conversation
) -> None:
    now = timezone.now()
    Clock.objects.create(
        kind="first_reply", conversation=conversation, desk=support, started_at=now - DAY,
        due_at=now, stopped_at=now, outcome="met",
    )  # fmt: skip
    shown = as_user(alice).get(reverse("routing:levels")).content.decode()
    assert "100 %" in shown
    link = f"{reverse('routing:clocks')}?kind=first_reply&outcome=met&days=30&desk={support.pk}"
    assert link.replace("&", "&amp;") in shown
    assert "Dana Whitlock" in as_user(alice).get(link).content.decode()
