"""What others wrote in public is hidden by people only, with a reason, and a complaint by two."""

import pytest

from unsilo.accounts.models import Brand, Desk, MailState, Notice
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.connectors.console.connector import ConsoleConnector
from unsilo.core.actor import SYSTEM, Actor, ActorKind
from unsilo.core.errors import Forbidden
from unsilo.core.models import Event
from unsilo.inbox import ports
from unsilo.inbox.errors import CannotHide, HiddenAlready, OwnRequest
from unsilo.inbox.models import Conversation, Hiding, Message
from unsilo.inbox.services import hiding
from unsilo.inbox.tests.conftest import Converse

State = Hiding.State


@pytest.fixture
def wall(brand: Brand, support: Desk) -> Channel:
    """A channel on which what is hidden is hidden at once."""
    return create_channel(
        kind="console", name="Wall", brand=brand, desk=support, config={}, by=SYSTEM
    )


@pytest.fixture
def relay(brand: Brand, support: Desk) -> Channel:
    """A channel behind which a program hides, and says so."""
    return create_channel(kind="api", name="Relay", brand=brand, desk=support, config={}, by=SYSTEM)


@pytest.fixture
def complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything reads as a complaint."""
    needed = ports.SecondPerson("It reads as a complaint.", is_complaint=True)
    monkeypatch.setattr(ports, "_hide_guards", [lambda message, user: needed])


@pytest.fixture
def spam(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing takes a second person."""
    monkeypatch.setattr(ports, "_hide_guards", [])


def in_public(converse: Converse, channel: Channel, text: str = "Cheap glasses here") -> Message:
    conversation = converse(text, channel=channel)
    Conversation.objects.filter(pk=conversation.pk).update(public=True)
    return conversation.messages.get()


def kinds() -> list[str]:
    found = Event.objects.filter(kind__contains="hid").order_by("pk")
    return [one.kind for one in found]


def test_one_person_hides_spam_and_the_channel_says_that_it_is_done(spam, converse, wall, bob):
    message = in_public(converse, wall)
    asked = hiding.hide(message.pk, reason="spam", words="glasses", user=bob, by=bob.actor)
    assert asked.state == State.HIDING
    assert hiding.carry_out_due(by=SYSTEM) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.due_at) == (State.HIDDEN, None)
    assert kinds() == ["message.hide_requested", "message.hidden"]
    with pytest.raises(HiddenAlready):
        hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)


def test_what_was_hidden_is_brought_back(spam, converse, wall, bob):
    message = in_public(converse, wall)
    hidden = hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
    hiding.carry_out_due(by=SYSTEM)
    hiding.show_again(hidden.pk, user=bob, by=bob.actor)
    hiding.carry_out_due(by=SYSTEM)
    hidden.refresh_from_db()
    assert hidden.state == State.SHOWN
    again = hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
    assert again.pk != hidden.pk


def test_an_undo_before_the_channel_was_asked_leaves_it_alone(spam, converse, wall, bob):
    hidden = hiding.hide(in_public(converse, wall).pk, reason="spam", user=bob, by=bob.actor)
    hiding.show_again(hidden.pk, user=bob, by=bob.actor)
    assert hiding.carry_out_due(by=SYSTEM) == 0
    assert kinds()[-1] == "message.unhidden"


def test_a_complaint_is_hidden_only_when_a_second_person_agrees(
    complaint, converse, wall, bob, alice
):
    message = in_public(converse, wall, "Mine came broken, as always")
    asked = hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
    assert (asked.state, asked.is_complaint) == (State.ASKED, True)
    assert hiding.carry_out_due(by=SYSTEM) == 0
    with pytest.raises(OwnRequest):
        hiding.confirm(asked.pk, user=bob, by=bob.actor)
    hiding.confirm(asked.pk, user=alice, by=alice.actor)
    hiding.carry_out_due(by=SYSTEM)
    asked.refresh_from_db()
    assert asked.state == State.HIDDEN
    hidden = Event.objects.get(kind="message.hidden")
    assert hidden.data["is_complaint"]


def test_a_declined_request_leaves_the_message_where_it_stands(
    complaint, converse, wall, bob, alice
):
    asked = hiding.hide(in_public(converse, wall).pk, reason="hate", user=bob, by=bob.actor)
    declined = hiding.decline(asked.pk, user=alice, by=alice.actor)
    assert (declined.state, declined.decided_by) == (State.DECLINED, alice)
    assert kinds() == ["message.hide_asked", "message.hide_declined"]


def test_no_rule_hides(spam, converse, wall, bob):
    message = in_public(converse, wall)
    for by in (SYSTEM, Actor(ActorKind.RULE, 1, "Hide all of it")):
        with pytest.raises(Forbidden):
            hiding.hide(message.pk, reason="spam", user=bob, by=by)


def test_mail_is_not_hidden(spam, converse, mail, bob):
    with pytest.raises(CannotHide):
        hiding.hide(converse("Hello").messages.get().pk, reason="spam", user=bob, by=bob.actor)
    with pytest.raises(CannotHide):
        hiding.hide(in_public(converse, mail).pk, reason="spam", user=bob, by=bob.actor)


def test_a_program_says_what_became_of_it(spam, converse, relay, bob):
    message = in_public(converse, relay)
    hidden = hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
    hiding.carry_out_due(by=SYSTEM)
    hidden.refresh_from_db()
    assert hidden.state == State.HANDED
    assert hiding.settle(message.pk, hidden=True, by=bob.actor).state == State.HIDDEN
    hiding.show_again(hidden.pk, user=bob, by=bob.actor)
    hiding.carry_out_due(by=SYSTEM)
    stuck = hiding.settle(message.pk, hidden=True, problem="the post is gone", by=bob.actor)
    assert (stuck.state, stuck.problem) == (State.HIDDEN, "the post is gone")


def test_the_page_asks_why_shows_who_and_offers_the_way_back(spam, converse, wall, bob, as_bob):
    message = in_public(converse, wall)
    at = f"/inbox/c/{message.conversation_id}/"
    assert "Hide with a reason" in as_bob.get(at).content.decode()
    dialog = as_bob.get(f"{at}hide/").content.decode()
    assert "Spam or scam" in dialog
    answer = as_bob.post(f"{at}hide/now/", {"message": message.pk, "reason": "spam"})
    assert answer.status_code == 204
    assert "message-changed" in answer["HX-Trigger"]
    page = as_bob.get(at).content.decode()
    assert "Being hidden." in page
    assert "Show again" in page
    assert as_bob.post(f"{at}hide/now/", {"message": message.pk, "reason": "x"}).status_code == 422


def test_strangers_and_readers_hide_nothing(spam, converse, wall, charlie, vera, client):
    message = in_public(converse, wall)
    at = f"/inbox/c/{message.conversation_id}/"
    for user, status in ((charlie, 404), (vera, 403)):
        client.force_login(user)
        assert client.get(f"{at}hide/").status_code == status
        given = {"message": message.pk, "reason": "spam"}
        assert client.post(f"{at}hide/now/", given).status_code == status
    assert not Hiding.objects.exists()


def test_requests_wait_on_a_page_for_somebody_else(complaint, converse, wall, bob, alice, client):
    message = in_public(converse, wall, "Mine came broken")
    asked = hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
    client.force_login(bob)
    own = client.get("/inbox/hidden/").content.decode()
    assert "Mine came broken" in own
    assert "Agree and hide" not in own
    client.force_login(alice)
    assert "Agree and hide" in client.get("/inbox/hidden/").content.decode()
    client.post(f"/inbox/hidden/{asked.pk}/confirm/")
    assert "Mine came broken" in client.get("/inbox/hidden/?hidden").content.decode()
    assert "Nothing to decide" in client.get("/inbox/hidden/").content.decode()


def test_hidden_conversations_are_found(spam, converse, wall, bob, as_bob):
    message = in_public(converse, wall)
    hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
    hiding.carry_out_due(by=SYSTEM)
    for question in ("is:hidden", "hidden:yes"):
        found = as_bob.get("/inbox/search/", {"q": question}).content.decode()
        assert f"row-{message.conversation_id}" in found
    assert (
        f"row-{message.conversation_id}"
        not in as_bob.get("/inbox/search/", {"q": "hidden:asked"}).content.decode()
    )


def told(user) -> list[str]:
    return [one.key.partition(":")[0] for one in Notice.objects.filter(user=user).order_by("pk")]


def test_who_can_decide_is_called_and_after_an_hour_the_leads(
    complaint, converse, wall, bob, alice, ada, vera, charlie, paul, as_alice
):
    message = in_public(converse, wall, "It came broken")
    asked = hiding.hide(message.pk, reason="safety", user=bob, by=bob.actor)
    assert told(alice) == ["hide_asked"]
    assert [told(one) for one in (bob, ada, vera, charlie, paul)] == [[]] * 5
    notice = Notice.objects.get(user=alice)
    assert "Bob Nakamura" in notice.title
    assert notice.mail_state == MailState.DUE
    assert as_alice.get(notice.url).status_code == 200
    assert 'class="clock' in as_alice.get("/inbox/hidden/").content.decode()
    assert hiding.remind_of_undecided(by=SYSTEM) == 0
    Hiding.objects.update(asked_at=asked.asked_at - Hiding.DECIDED_WITHIN)
    for _run in range(2):  # told once, however often it is looked for
        hiding.remind_of_undecided(by=SYSTEM)
    assert told(alice) == ["hide_asked", "hide_late"]
    assert told(ada) == ["hide_late"]
    assert told(charlie) == []
    hiding.confirm(asked.pk, user=alice, by=alice.actor)
    assert hiding.remind_of_undecided(by=SYSTEM) == 0


def test_where_nobody_else_sits_the_leads_are_called_at_once(complaint, converse, wall, alice, ada):
    message = in_public(converse, wall, "It came broken")
    hiding.hide(message.pk, reason="safety", user=alice, by=alice.actor)
    assert (told(alice), told(ada)) == ([], ["hide_asked"])


def test_hiding_is_offered_only_where_the_channel_lets_us(
    spam, converse, wall, bob, as_bob, monkeypatch
):
    message = in_public(converse, wall)
    at = f"/inbox/c/{message.conversation_id}/"
    assert "Hide with a reason" in as_bob.get(at).content.decode()
    monkeypatch.setattr(ConsoleConnector, "may_hide", lambda self, asked: False)
    assert "Hide with a reason" not in as_bob.get(at).content.decode()
    with pytest.raises(CannotHide):
        hiding.hide(message.pk, reason="spam", user=bob, by=bob.actor)
