"""The page of a conversation: what it shows to whom, and its parts."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels import registry
from unsilo.channels.contract import Author, InboundMessage, MessageClass, RawArrival
from unsilo.channels.models import Arrival, Channel, Outcome
from unsilo.channels.services import arrivals
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Message, Placement, ReadMark
from unsilo.inbox.services import placements, presence
from unsilo.inbox.services.conversations import start_conversation
from unsilo.inbox.services.incoming import add_incoming
from unsilo.inbox.services.notes import add_note
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.given import answered, attach, first_message
from unsilo.inbox.tests.visits import page_of, part, post, visitor
from unsilo.people.services import find_or_create_person

pytestmark = pytest.mark.django_db


def test_a_stranger_finds_nothing_anywhere(converse: Converse, charlie: User) -> None:
    conversation = converse()
    message = first_message(conversation)
    file = attach(message, "a.txt", "text/plain", b"a")
    client = visitor(charlie)
    for tail in ("", "news/", "earlier/", "write/", "person/", "assignees/", "desks/", "tags/"):
        assert client.get(page_of(conversation, tail)).status_code == 404, tail
    for tail in ("", "rest/", "details/", "frame/", "formatted/", "raw/"):
        assert client.get(f"/inbox/m/{message.pk}/{tail}").status_code == 404, tail
    for tail in ("", "picture/"):
        assert client.get(f"/inbox/files/{file.pk}/{tail}").status_code == 404, tail
    for tail in (
        "here/",
        "left/",
        "state/",
        "assign/",
        "place/",
        "tag/",
        "send/",
        "note/",
        "draft/",
    ):
        assert post(client, page_of(conversation, tail)).status_code == 404, tail
    for tail in ("undo/", "delivery/", "delete/"):
        assert post(client, f"/inbox/m/{message.pk}/{tail}").status_code == 404, tail
    assert conversation.messages.count() == 1


def test_the_page_stands_on_its_own_and_loads_its_list(converse: Converse, bob: User) -> None:
    conversation = converse("Where is <my> otter?\n\nSee https://example.com/a?b=1&c=2.")
    html = visitor(bob).get(page_of(conversation) + "?desk=support").content.decode()
    assert "<p>Where is &lt;my&gt; otter?</p>" in html
    assert '<a href="https://example.com/a?b=1&amp;c=2" target="_blank"' in html
    assert 'hx-get="/inbox/desks/support/"' in html
    assert '<main class="main"' in html


def test_htmx_gets_the_pane_alone(converse: Converse, bob: User) -> None:
    conversation = converse(subject="Only this")
    response = part(visitor(bob), page_of(conversation), "conversation")
    html = response.content.decode()
    assert html.lstrip().startswith("<title>Only this")
    assert "<html" not in html
    assert 'id="person"' in html


def test_history_gets_the_whole_page_back(converse: Converse, bob: User) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true", "HX-Target": "inbox"}
    assert b"<html" in visitor(bob).get(page_of(converse()), headers=headers).content


def test_a_viewer_reads_and_nothing_else(converse: Converse, vera: User) -> None:
    html = visitor(vera).get(page_of(converse("Read me"))).content.decode()
    assert "Read me" in html
    assert 'id="composer"' not in html
    assert 'data-key="e"' not in html
    assert "hx-post" not in re.sub(r'hx-post="[^"]*/unread/"', "", html)


def test_a_lead_of_another_desk_may_do_everything(
    converse: Converse, alice: User, support: Desk, community: Desk
) -> None:
    html = visitor(alice).get(page_of(converse())).content.decode()
    assert 'id="composer"' in html
    assert 'data-key="e"' in html


def test_without_a_seat_there_is_only_the_note(
    converse: Converse, bob: User, pr: Desk, paul: User
) -> None:
    html = visitor(paul).get(page_of(converse())).content.decode()
    assert '<form class="composer note"' in html
    assert "Reply" not in html
    assert 'data-key="e"' not in html


def test_looking_marks_nothing_read_but_being_there_does(converse: Converse, bob: User) -> None:
    conversation = converse()
    client = visitor(bob)
    client.get(page_of(conversation))
    assert not ReadMark.objects.exists()
    post(client, page_of(conversation, "here/"), {"count": "1"})
    assert ReadMark.objects.get(user=bob).message_count == 1
    post(client, page_of(conversation, "unread/"))
    assert not ReadMark.objects.exists()


def test_who_else_is_there_is_told(converse: Converse, bob: User, alice: User) -> None:
    conversation = converse()
    presence.seen(conversation_id=conversation.pk, user=alice, writing="reply")
    html = post(visitor(bob), page_of(conversation, "here/")).content.decode()
    assert "Alice Moreau writes an answer" in html
    post(visitor(alice), page_of(conversation, "left/"))
    assert "Alice" not in post(visitor(bob), page_of(conversation, "here/")).content.decode()


def test_what_was_not_read_yet_stands_below_a_line(converse: Converse, bob: User) -> None:
    conversation = converse("Said first", "Said second", "Said third")
    presence.mark_read(conversation_id=conversation.pk, user=bob, message_count=1)
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert html.index("Said first") < html.index('id="first-unread"') < html.index("Said second")


def test_earlier_messages_come_by_link(converse: Converse, bob: User) -> None:
    conversation = converse(*[f"Letter {n:02}" for n in range(45)])
    client = visitor(bob)
    html = client.get(page_of(conversation)).content.decode()
    assert "Letter 05" in html
    assert "Letter 04" not in html
    link = re.search(r'id="earlier" href="([^"]+)"', html)
    assert link
    older = part(client, link[1], "earlier").content.decode()
    assert "Letter 00" in older
    assert "Letter 05" not in older
    assert 'id="earlier"' not in older


def test_news_bring_only_what_is_new(
    converse: Converse, bob: User, alice: User, support: Desk
) -> None:
    conversation = converse("Old words")
    client = visitor(bob)
    html = client.get(page_of(conversation)).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', html)
    assert seen
    add_note(conversation.pk, user=alice, text="New words", by=alice.actor)
    placements.assign(conversation.pk, desk=support, owner=alice, by=alice.actor)
    news = part(client, page_of(conversation, f"news/?seen={seen[1]}"), "conv-top").content.decode()
    assert "New words" in news
    assert "Alice Moreau took this over" in news
    assert "Old words" not in news
    assert "<b>Alice Moreau</b>" in news
    again = re.search(r'name="seen" value="([^"]+)"', news)
    assert again
    rest = part(client, page_of(conversation, f"news/?seen={again[1]}"), "conv-top")
    assert "New words" not in rest.content.decode()


def test_notes_show_markup_and_mentions(converse: Converse, bob: User, alice: User) -> None:
    conversation = converse()
    text = "**whole** file, @Alice Moreau and @Support, not a@b.example <script>x</script>"
    add_note(conversation.pk, user=bob, text=text, by=bob.actor)
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert "<strong>whole</strong> file, <b>@Alice Moreau</b> and <b>@Support</b>" in html
    assert "a@b.example" in html
    assert "<script>x" not in html


def test_machines_are_named_with_the_reason(converse: Converse, bob: User) -> None:
    conversation = converse(
        "I am away.", message_class=MessageClass.OUT_OF_OFFICE, class_reason="Auto-Submitted"
    )
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert "Out of office" in html
    assert "Auto-Submitted" in html


def test_quotes_and_signature_come_when_asked_for(converse: Converse, bob: User) -> None:
    conversation = converse("Short answer")
    message = first_message(conversation)
    Message.objects.filter(pk=message.pk).update(
        text="Short answer\n\nOn Monday you wrote:\n> Long"
    )
    client = visitor(bob)
    html = client.get(page_of(conversation)).content.decode()
    assert "Quoted text and signature, 3 lines" in html
    assert "On Monday you wrote" not in html
    rest = client.get(f"/inbox/m/{message.pk}/rest/").content.decode()
    assert "On Monday you wrote:<br>&gt; Long" in rest
    assert "Short answer" not in rest


def test_a_very_long_message_is_cut_and_shown_whole_on_demand(
    converse: Converse, bob: User
) -> None:
    conversation = converse("word " * 10_000 + "the end")
    client = visitor(bob)
    html = client.get(page_of(conversation)).content.decode()
    assert "Show all of this long message" in html
    assert "the end" not in html
    message = first_message(conversation)
    assert "the end" in client.get(f"/inbox/m/{message.pk}/rest/?whole=1").content.decode()


def test_a_public_comment_shows_where_it_stands(converse: Converse, bob: User) -> None:
    conversation = converse()
    Conversation.objects.filter(pk=conversation.pk).update(
        public=True, paid=True, permalink="https://photos.example/p/44"
    )
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert 'href="https://photos.example/p/44"' in html
    assert "public, under a paid post" in html
    assert "Public, as Marmalade Fox" in html


def test_what_was_held_for_it_is_announced_and_led_to(
    converse: Converse, mail: Channel, bob: User, alice: User
) -> None:
    conversation = converse()
    [arrival] = arrivals.receive(mail, [RawArrival("held", b"From: x@y.example\n\nHi")], by=SYSTEM)
    Arrival.objects.filter(pk=arrival.pk).update(
        outcome=Outcome.HELD, held_for=conversation.pk, reason="x@y.example took no part."
    )
    link = f"/settings/channels/arrivals/{arrival.pk}/"
    for url in (page_of(conversation), page_of(conversation, "news/?seen=0-0")):
        html = visitor(alice).get(url).content.decode()
        assert "x@y.example took no part." in html
        assert link in html
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert "A lead can let it in." in html
    assert link not in html


def test_the_composer_names_who_gets_the_answer(converse: Converse, bob: User) -> None:
    conversation = converse("First")
    wife = InboundMessage(
        external_id="wife@whitlock.example",
        author=Author("email", "rosa@whitlock.example", "Rosa Whitlock"),
        text="I am his wife.",
        reply_text="I am his wife.",
    )
    person = find_or_create_person(author=wife.author, at=timezone.now(), by=SYSTEM)
    add_incoming(
        conversation, channel=conversation.channel, parsed=wife, person=person, by=SYSTEM,
        at=timezone.now(),
    )  # fmt: skip
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert 'placeholder="Write to Rosa Whitlock"' in html


def test_the_person_stands_beside(converse: Converse, bob: User) -> None:
    converse(subject="The one before")
    conversation = converse(subject="This one")
    html = visitor(bob).get(page_of(conversation, "person/")).content.decode()
    assert "Dana Whitlock" in html
    assert "dana@whitlock.example" in html
    assert "The one before" in html
    assert "2 conversations" in html
    assert "Wrote: “Where is my otter?”" in html


def test_a_persons_conversations_are_those_the_reader_may_see(
    converse: Converse, bob: User, charlie: User
) -> None:
    conversation = converse(subject="For Bob")
    url = f"/inbox/person/{conversation.person_id}/before/"
    assert "For Bob" in visitor(bob).get(url).content.decode()
    assert "For Bob" not in visitor(charlie).get(url).content.decode()


def test_a_long_conversation_costs_what_a_short_one_costs(
    converse: Converse, bob: User, support: Desk, mail: Channel
) -> None:
    short = converse(*["Hello"] * 3, sender="short@example.com")
    long = converse(*["Hello"] * 30, sender="long@example.com")
    for conversation in (short, long):
        answered(conversation, bob, support)
    client = visitor(bob)

    def counted(conversation: Conversation) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(conversation))
        return len(queries)

    def cost(conversation: Conversation) -> int:
        """What is kept for some time is asked for in one of two at most."""
        return min(counted(conversation), counted(conversation))

    assert cost(short) == cost(long) <= 20
    assert Placement.objects.count() == 2


def test_who_can_not_answer_reads_why_and_where_to_change_it(
    converse: Converse, mail: Channel, ada: User, bob: User
) -> None:
    conversation = converse()
    mail.config = {"address": "help@marmaladefox.example"}
    mail.save()
    html = visitor(ada).get(page_of(conversation)).content.decode()
    assert "Help has no server for outgoing messages." in html
    assert f'href="/settings/channels/{mail.pk}/"' in html
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert "Ask Ada Lovell to change that." in html
    assert f"/settings/channels/{mail.pk}/" not in html


def test_a_form_has_neither_quotes_nor_others_to_answer(
    mail: Channel, brand: Brand, support: Desk, bob: User
) -> None:
    form = create_channel(
        kind="webform", name="Web form", brand=brand, desk=support, by=SYSTEM,
        config={"answer_channel": mail.slug},
    )  # fmt: skip
    sent = {
        "external_id": "form-1@fox.example", "reference": "ABCD-EFGH", "name": "Dana",
        "email": "dana@whitlock.example", "message": "Where is my otter?",
        "sent_at": "2026-03-02T10:00:00Z",
    }  # fmt: skip
    parsed = registry.build(form).parse(RawArrival("form-1", json.dumps(sent).encode()))
    person = find_or_create_person(author=parsed.author, at=timezone.now(), by=SYSTEM)
    conversation = start_conversation(
        channel=form, person=person, subject=parsed.subject, by=SYSTEM, at=timezone.now()
    )
    message = add_incoming(
        conversation, channel=form, parsed=parsed, person=person, by=SYSTEM, at=timezone.now()
    )
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert "Quoted text" not in html
    assert "Reply to all" not in html
    assert "dana@whitlock.example" in html
    details = visitor(bob).get(f"/inbox/m/{message.pk}/details/").content.decode()
    assert "Reference: ABCD-EFGH" in details
