"""Surveys: asked by mail once all is done, answered on a page of one's own, counted as satisfaction."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as mailbox
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.core.tokens import sign_id
from unsilo.inbox.models import Conversation, State
from unsilo.inbox.services import placements
from unsilo.insights.models import Survey
from unsilo.insights.queries.numbers import Period, Scope, summaries
from unsilo.insights.services import surveys
from unsilo.insights.tests.conftest import Past
from unsilo.insights.views.surveys import requests


@pytest.fixture(autouse=True)
def _fresh() -> None:
    requests.forget()


@pytest.fixture
def asking(mail: Channel) -> Channel:
    surveys.set_asking(mail, is_on=True, by=SYSTEM)
    return mail


@pytest.fixture
def close(support: Desk, bob: User) -> Callable[[Conversation], None]:
    def _close(conversation: Conversation) -> None:
        placements.set_state(conversation.pk, desks=[support], state=State.DONE, by=bob.actor)

    return _close


@pytest.fixture
def asked(asking: Channel, past: Past, bob: User, close: Callable[..., None]) -> Survey:
    """Somebody whose conversation ended two hours ago, and who has the letter."""
    close(past(days=1, hours=1, by=bob))
    Survey.objects.update(next_try_at=timezone.now())
    assert surveys.send_due() == 1
    return Survey.objects.get()


def link_in(letter: mailbox.EmailMessage) -> str:
    found = re.search(r"/survey/[^/\s]+/", str(letter.body))
    assert found
    return found[0]


def test_who_got_a_reply_is_asked_an_hour_after_the_end_and_answers_on_a_page(
    asked: Survey, client: Client, as_bob: Client, bob: User, month: Period,
    counted: Callable[[], int],
) -> None:  # fmt: skip
    (letter,) = mailbox.outbox
    assert letter.to == ["dana@whitlock.example"]
    assert letter.from_email.startswith("Marmalade Fox <")
    link = link_in(letter)
    assert "checked" in client.get(f"{link}?score=4").content.decode()
    asked.refresh_from_db()
    assert asked.score is None  # a mail server that follows links says nothing
    assert "Thank you" in client.post(link, {"score": "4", "words": "So quick"}).content.decode()
    kept = Survey.objects.get()
    assert (kept.score, kept.words, kept.user) == (4, "So quick", bob)
    page = as_bob.get(f"/inbox/c/{asked.conversation_id}/").content.decode()
    assert "4 of 5" in page
    assert "So quick" in page
    client.post(link, {"score": "2"})
    counted()
    found = summaries(Scope(None), ["csat", "survey_answers"], month)
    assert (found["csat"].now.hits, found["csat"].now.counted) == (0, 1)
    assert (found["survey_answers"].now.hits, found["survey_answers"].now.counted) == (1, 1)


def test_without_a_mail_server_all_wait(
    asking: Channel, past: Past, bob: User, close: Callable[..., None], settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    close(past(days=1, hours=1, by=bob))
    Survey.objects.update(next_try_at=timezone.now())
    for _n in range(9):
        assert surveys.send_due() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert surveys.send_due() == 1


def test_it_waits_an_hour_and_forgets_what_was_taken_up_again(
    asking: Channel, past: Past, bob: User, support: Desk, close: Callable[..., None]
) -> None:
    conversation = past(days=1, hours=1, by=bob)
    close(conversation)
    assert surveys.send_due() == 0
    placements.set_state(conversation.pk, desks=[support], state=State.OPEN, by=bob.actor)
    Survey.objects.update(next_try_at=timezone.now())
    assert surveys.send_due() == 0
    assert not Survey.objects.exists()
    assert mailbox.outbox == []


def test_nobody_is_asked_where_it_is_off_without_a_reply_or_twice_in_a_month(
    mail: Channel, past: Past, bob: User, close: Callable[..., None]
) -> None:
    close(past(days=1, hours=1, by=bob))
    surveys.set_asking(mail, is_on=True, by=SYSTEM)
    close(past(days=1))
    public = past(days=1, hours=1, by=bob)
    Conversation.objects.filter(pk=public.pk).update(public=True)
    close(public)
    assert not Survey.objects.exists()
    for _n in range(2):
        close(past(days=1, hours=1, by=bob))
    assert Survey.objects.count() == 1
    surveys.set_asking(mail, is_on=False, by=SYSTEM)
    assert not Survey.objects.exists()


def test_a_forged_or_old_link_shows_nothing_and_odd_scores_are_refused(
    asked: Survey, client: Client
) -> None:
    link = link_in(mailbox.outbox[0])
    for score in ("0", "6", "", "x", "９"):
        assert client.post(link, {"score": score}).status_code == 422
    assert client.post(link, {"score": "5", "words": "x" * 1001}).status_code == 422
    assert client.get(f"/survey/{sign_id(asked.pk, purpose='consent')}/").status_code == 404
    assert client.get(f"{link[:-4]}aaa/").status_code == 404
    Survey.objects.update(sent_at=timezone.now() - timedelta(days=31))
    assert client.post(link, {"score": "5"}).status_code == 404
    asked.refresh_from_db()
    assert asked.score is None


def test_whoever_was_erased_says_nothing_any_more(asked: Survey, client: Client) -> None:
    Conversation.objects.update(erased_at=timezone.now())
    link = link_in(mailbox.outbox[0])
    assert client.post(link, {"score": "5", "words": "Dana was here"}).status_code == 404
    assert Survey.objects.get().words == ""


def test_admins_turn_it_on_by_channel_and_see_what_came_of_it(
    mail: Channel, asked: Survey, as_ada: Client, as_alice: Client, brand: object, support: Desk
) -> None:
    surveys.answer(asked, score=5)
    page = as_ada.get("/settings/surveys/").content.decode()
    assert page.count('<td class="num">1</td>') == 3
    assert as_alice.get("/settings/surveys/").status_code == 403
    assert as_alice.post(f"/settings/surveys/{mail.pk}/").status_code == 403
    assert as_ada.post(f"/settings/surveys/{mail.pk}/").status_code == 302
    assert "Turn on" in as_ada.get("/settings/surveys/").content.decode()
    forum = create_channel(
        kind="api", name="Forum", brand=mail.brand, desk=support, config={}, by=SYSTEM
    )
    with pytest.raises(Invalid):
        surveys.set_asking(forum, is_on=True, by=SYSTEM)
    assert as_ada.post("/settings/surveys/999/").status_code == 404
