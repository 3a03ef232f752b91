"""What each kind of reader sees and may do on the pages of stories."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Desk, User
from unsilo.accounts.services import create_desk
from unsilo.accounts.tests.cast import signed_in
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation
from unsilo.stories.models import Consent, Coverage, Credit, Flag, MediaContact, Pitch, Story
from unsilo.stories.queries.board import board
from unsilo.stories.services import consents, coverage, flags, pitches, stories
from unsilo.stories.tests.conftest import POINTS, Converse, Press
from unsilo.stories.views import public

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    public.requests.forget()


def test_a_flag_is_raised_by_its_dialog_and_taken_back(mailed: Conversation, bob: User) -> None:
    client = signed_in(bob)
    url = reverse("stories:flag", args=[mailed.pk])
    assert "Is this a story?" in client.get(url).content.decode()
    made = client.post(
        url,
        {"what": "Rebuilt by hand", "quote": "I miss my lighthouses", "may_contact": "on", **POINTS}
        | {"unique_challenge": 0, "innovative": 0, "angles": ["human_interest"]},
        headers={"HX-Request": "true"},
    )
    assert made.status_code == 204
    flag = Flag.objects.get()
    assert (flag.score, flag.may_contact) == (8, True)
    assert client.post(reverse("stories:flag-undo", args=[flag.pk])).status_code == 204
    assert Flag.objects.get().state == "withdrawn"


def test_the_board_has_a_flag_and_pr_takes_it(
    mailed: Conversation, bob: User, paul: User, as_paul: Client
) -> None:
    flag = flags.flag(mailed, what="Rebuilt by hand", points=POINTS, user=bob, by=bob.actor)
    assert "Rebuilt by hand" in as_paul.get(reverse("stories:board")).content.decode()
    taken = as_paul.post(reverse("stories:flag-take", args=[flag.pk]), follow=True)
    assert Story.objects.get().owner == paul
    assert "Win chain" in taken.content.decode()


def test_every_page_shows_what_there_is(
    granted: Consent, press: Channel, journalists: Press, as_paul: Client, paul: User
) -> None:
    story = Story.objects.get()
    clip = coverage.enter(
        brand=story.brand, story=story, url="https://pinecountyledger.example/keeper",
        title="The keeper", user=paul, by=paul.actor,
    )  # fmt: skip
    for name, args, words in (
        ("board", [], "The lighthouse keeper"),
        ("table", [], "The lighthouse keeper"),
        ("flags", [], "412 lighthouses"),
        ("story", [story.pk], "reach 41000, as the outlet says"),
        ("edit", [story.pk], "Key messages"),
        ("new", [], "A new story"),
        ("coverage", [], "The keeper"),
        ("coverage-new", [], "Headline"),
        ("coverage-describe", [clip.pk], "Tone"),
        ("outlets", [], "Pine County Ledger"),
        ("outlet", [journalists.ledger.pk], "Col Brandt"),
        ("outlet-edit", [journalists.ledger.pk], "pinecountyledger.example"),
        ("contacts", [], "Nadia Faraday"),
        ("contact-edit", [journalists.col.pk], "Beats"),
        ("pitch", [story.pk], "Col Brandt"),
        ("evidence", [story.pk], "What proves it"),
        ("credit", [story.pk], "Paul Reyes"),
        ("consent", [granted.pk], "version 1"),
        ("panel", [story.conversation_id], "mini-chain"),
    ):
        shown = as_paul.get(reverse(f"stories:{name}", args=args))
        assert shown.status_code == 200, name
        assert words in shown.content.decode(), name


def test_a_viewer_reads_and_changes_nothing(story: Story, vera: User, journalists: Press) -> None:
    client = signed_in(vera)
    page = client.get(reverse("stories:story", args=[story.pk])).content.decode()
    assert "The lighthouse keeper" in page
    assert "Ask for consent" not in page
    for name, args in (
        ("ask", [story.pk]), ("pitch", [story.pk]), ("edit", [story.pk]), ("new", []),
        ("outlet-new", []), ("credit", [story.pk]),
    ):  # fmt: skip
        assert client.get(reverse(f"stories:{name}", args=args)).status_code == 403, name
    moved = client.post(reverse("stories:move", args=[story.pk]), {"stage": "consent"})
    assert moved.status_code == 403


def test_a_stranger_finds_nothing(granted: Consent, charlie: User, press: Channel) -> None:
    story = Story.objects.get()
    client = signed_in(charlie)
    for name, args in (
        ("story", [story.pk]), ("flag", [story.conversation_id]), ("consent", [granted.pk]),
        ("panel", [story.conversation_id]),
    ):  # fmt: skip
        assert client.get(reverse(f"stories:{name}", args=args)).status_code == 404, name
    assert "lighthouse" not in client.get(reverse("stories:board")).content.decode()
    assert "lighthouse" not in client.get(reverse("stories:table")).content.decode()


def test_an_agent_of_support_flags_but_does_not_decide(story: Story, bob: User) -> None:
    flag = story.flags.get()
    answer = signed_in(bob).post(reverse("stories:flag-reopen", args=[flag.pk]))
    assert answer.status_code == 403


def test_a_move_on_the_board_can_be_taken_back(granted: Consent, as_paul: Client) -> None:
    story = Story.objects.get()
    url = reverse("stories:move", args=[story.pk])
    moved = as_paul.post(
        url, {"stage": "pitched"}, headers={"HX-Request": "true", "HX-Target": "board"}
    )
    assert f"{url}?stage=ready" in moved.headers["HX-Trigger"]
    as_paul.post(f"{url}?stage=ready", headers={"HX-Request": "true"})
    assert Story.objects.get().stage == "ready"


def test_asking_and_answering_on_the_public_page(
    story: Story, as_paul: Client, client: Client
) -> None:
    url = reverse("stories:ask", args=[story.pk])
    text = consents.first_words(story, "Edda Marsh")
    as_paul.post(url, {"text": text, "cell": ["name.press", "words.press", "picture.ad"]})
    consent = Consent.objects.get()
    page = re.sub("^https?://[^/]+", "", consents.address(consent))
    shown = client.get(page)
    words = shown.content.decode()
    assert "Marmalade Fox" in words
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert "Answered with unsilo" not in words
    client.post(page, {"cell": ["name.press", "words.press", "name.ad"]})
    consent.refresh_from_db()
    assert consent.state == "partly"
    assert set(consent.grants.filter(allowed=True).values_list("field", "use")) == {
        ("name", "press"),
        ("words", "press"),
    }
    client.post(page, {"withdraw": ""})
    consent.refresh_from_db()
    assert consent.state == "withdrawn"
    assert Event.objects.filter(kind="consent.withdrawn").exists()


def test_a_forged_link_shows_nothing_and_guessing_is_slow(asked: Consent, client: Client) -> None:
    answers = [client.get(f"/consent/{n}-aaaaaaaaaaaaaaaa/").status_code for n in range(25)]
    assert set(answers[:20]) == {404}
    assert answers[-1] == 429
    public.requests.forget()
    page = client.get("/consent/1-aaaaaaaaaaaaaaaa/").content.decode()
    assert "Edda" not in page
    assert "Marmalade" not in page


def test_one_draft_becomes_a_mail_for_each_journalist(
    granted: Consent, press: Channel, journalists: Press, as_paul: Client
) -> None:
    story = Story.objects.get()
    given = {
        "contacts": [journalists.col.pk, journalists.nadia.pk],
        "channel": press.pk,
        "angle": "human_interest",
        "subject": "A keeper for [outlet]",
        "text": "Hello [name], Edda Marsh lost her lights.",
    }
    url = reverse("stories:pitch", args=[story.pk])
    assert "Hello Nadia" in as_paul.post(url, {**given, "preview": "1"}).content.decode()
    assert not Pitch.objects.exists()
    assert as_paul.post(url, given).status_code == 302
    texts = {one.message.text for one in Pitch.objects.all() if one.message}
    assert texts == {
        "Hello Col, Edda Marsh lost her lights.",
        "Hello Nadia, Edda Marsh lost her lights.",
    }
    as_paul.post(f"{reverse('stories:pitch-cancel', args=[Pitch.objects.all()[0].pk])}?all=1")
    assert not Pitch.objects.filter(cancelled_at__isnull=True).exists()


def test_what_was_not_granted_is_refused_where_it_is_written(
    granted: Consent, press: Channel, journalists: Press, as_paul: Client
) -> None:
    consents.answer(granted, allowed=[("words", "press")])
    story = Story.objects.get()
    refused = as_paul.post(
        reverse("stories:pitch", args=[story.pk]),
        {"contacts": [journalists.col.pk], "channel": press.pk, "subject": "Lights",
         "text": "Edda Marsh lost her lights."},
    )  # fmt: skip
    assert refused.status_code == 422
    assert "Nobody allowed this for press: name" in refused.content.decode()


def test_the_board_costs_the_same_for_many_stories(brand: Brand, paul: User) -> None:
    def made(n: int) -> None:
        for number in range(n):
            stories.create_story(
                brand=brand, title=f"Story {n}.{number}", owner=paul, told_by_us=True, by=SYSTEM
            )

    made(2)
    access = Access.of(paul)
    with CaptureQueriesContext(connection) as few:
        board(access)
    made(12)
    access = Access.of(paul)
    with CaptureQueriesContext(connection) as many:
        board(access)
    assert len(many) == len(few)


def test_a_pair_is_linked_both_ways_with_its_reason(
    converse: Converse, bob: User, mailed: Conversation
) -> None:
    post = converse("They saved my 412 lighthouses", sender="edda@harbour.example",
                    name="Edda Marsh", subject="Thread")  # fmt: skip
    Conversation.objects.filter(pk=post.pk).update(public=True)
    client = signed_in(bob)
    panel = client.get(reverse("stories:panel", args=[mailed.pk])).content.decode()
    assert "the same person" in panel
    url = reverse("stories:relate", args=[mailed.pk, post.pk])
    client.post(url, {"because": "the same person"})
    for one in (mailed, post):
        shown = client.get(reverse("stories:panel", args=[one.pk])).content.decode()
        assert "Unlink" in shown
    client.post(reverse("stories:unrelate", args=[mailed.pk, post.pk]))
    assert "Unlink" not in client.get(reverse("stories:panel", args=[mailed.pk])).content.decode()


def test_an_outlet_with_a_reach_says_where_that_is_from(as_paul: Client, brand: Brand) -> None:
    refused = as_paul.post(
        reverse("stories:outlet-new"), {"name": "The Long Save", "kind": "online", "reach": "9000"}
    )
    assert refused.status_code == 422
    assert not Coverage.objects.exists()
    assert not MediaContact.objects.exists()


def test_a_story_shows_nothing_of_conversations_that_its_reader_may_not_read(
    story: Story, converse: Converse, press_room: Desk, vera: User, paul: User
) -> None:
    other = converse(
        "They rebuilt mine.", sender="ole@fjord.example", name="Ole Berg", subject="My fjords"
    )
    raised = flags.flag(other, what="Fjords by hand", points=POINTS, user=paul, by=paul.actor)
    flags.merge(raised, into=story, user=paul, by=paul.actor)
    client, url = signed_in(vera), reverse("stories:story", args=[story.pk])
    page = client.get(url).content.decode()
    assert "My fjords" in page
    assert "Fjords by hand" in page
    other.placements.update(desk=press_room)
    page = client.get(url).content.decode()
    assert "My lighthouses" in page
    assert "fjord" not in page.casefold()


def test_beside_a_pitch_its_story_stands_only_for_those_who_may_read_it(
    granted: Consent, press: Channel, journalists: Press, press_room: Desk, vera: User, paul: User
) -> None:
    story = Story.objects.get()
    words = pitches.Words(journalists.col, "A tip", "Would this be something for you?")
    (pitch,) = pitches.pitch(story, words=[words], channel=press, user=paul, by=paul.actor)
    client, url = signed_in(vera), reverse("stories:panel", args=[pitch.conversation_id])
    assert "The lighthouse keeper" in client.get(url).content.decode()
    story.conversation.placements.update(desk=press_room)
    assert "The lighthouse keeper" not in client.get(url).content.decode()


def test_credit_goes_to_desks_that_its_giver_knows_of(
    story: Story, pr: Desk, as_paul: Client
) -> None:
    room = create_desk(name="Board", discipline="support", is_restricted=True, by=SYSTEM)
    url = reverse("stories:credit", args=[story.pk])
    as_paul.post(url, {f"d{pr.pk}": "30", f"d{room.pk}": "20", "metric": "coverage"})
    assert [(one.desk, one.percent) for one in Credit.objects.all()] == [(pr, 30)]


@pytest.mark.parametrize("percent", ["101", "-1", "²", "٣", "9" * 5000])
def test_what_is_no_percent_is_said(
    story: Story, paul: User, as_paul: Client, percent: str
) -> None:
    url = reverse("stories:credit", args=[story.pk])
    answer = as_paul.post(url, {f"u{paul.pk}": percent, "metric": "coverage"})
    assert answer.status_code == 422
    assert "Write percents" in answer.content.decode()


def test_a_file_that_is_none_proves_nothing(story: Story, as_paul: Client) -> None:
    url = reverse("stories:evidence", args=[story.pk])
    answer = as_paul.post(url, {"file": "²", "proves": "Rebuilt in 2 nights"})
    assert answer.status_code in (200, 302)
    assert story.evidence.get(proves="Rebuilt in 2 nights").attachment is None
