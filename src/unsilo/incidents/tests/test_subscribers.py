"""Updates of the status page by mail: asked for, confirmed by the address itself, sent and left."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as mailbox
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import Brand, SendState
from unsilo.core.actor import SYSTEM
from unsilo.core.tokens import sign_id
from unsilo.incidents.models import Incident, StatusLetter, StatusPage, Subscriber
from unsilo.incidents.services import subscribers
from unsilo.incidents.services.updates import post_update, set_status_page

ADDRESS = "rosa@home.example"


@pytest.fixture
def page(brand: Brand) -> StatusPage:
    return set_status_page(brand, is_on=True, all_well="", contact="", by=SYSTEM)


@pytest.fixture
def published(incident: Incident, page: StatusPage) -> Incident:
    Incident.objects.filter(pk=incident.pk).update(published_at=timezone.now())
    incident.refresh_from_db()
    return incident


def links_of(letter: mailbox.EmailMessage, verb: str) -> str:
    (link,) = re.findall(rf"/status-mail/{verb}/[^/\s]+/", str(letter.body))
    return str(link)


def asked(client: Client, email: str = ADDRESS, *, status: int = 200) -> str:
    answer = client.post("/status/marmalade-fox/mail/", {"email": email})
    assert answer.status_code == status
    return answer.content.decode()


def test_an_address_gets_updates_once_its_owner_said_so(
    client: Client, published: Incident
) -> None:
    assert "Get updates by mail" in client.get("/status/marmalade-fox/").content.decode()
    assert "Look into your mailbox" in asked(client, "  Rosa@Home.Example ")
    post_update(published, text="We are looking into it.", by=SYSTEM)
    subscribers.send_due()
    (question,) = mailbox.outbox
    assert question.to == [ADDRESS]
    link = links_of(question, "confirm")
    client.get(link)  # a mail server looks at it: that is no yes
    assert Subscriber.objects.get().confirmed_at is None
    assert "You get our updates" in client.post(link).content.decode()
    post_update(published, text="It is the eyes of batch 0417.", by=SYSTEM)
    assert subscribers.send_due() == 1
    letter = mailbox.outbox[-1]
    assert letter.to == [ADDRESS]
    assert letter.subject == "Marmalade Fox: Batch 0417: eyes come off Otto"
    assert "It is the eyes of batch 0417." in str(letter.body)
    assert "/status/marmalade-fox/" in str(letter.body)
    assert subscribers.send_due() == 0


def test_a_letter_that_can_not_be_written_keeps_back_no_other(
    client: Client, published: Incident
) -> None:
    Subscriber.objects.create(brand=published.brand, email=ADDRESS, confirmed_at=timezone.now())
    post_update(published, text="We are looking into it.", by=SYSTEM)
    Incident.objects.filter(pk=published.pk).update(public_title="Two\nlines")  # no subject
    asked(client, "vic@home.example")
    assert subscribers.send_due() == 1
    assert [letter.to for letter in mailbox.outbox] == [["vic@home.example"]]
    later = timezone.now()
    for _turn in range(5):
        later += timedelta(days=1)
        with time_machine.travel(later):
            subscribers.send_due()
    left = StatusLetter.objects.get(subscriber__email=ADDRESS)
    assert (left.state, left.note) == (SendState.FAILED, "It could not be written.")


def test_one_click_ends_it_and_forgets_the_address(client: Client, published: Incident) -> None:
    row = Subscriber.objects.create(
        brand=published.brand, email=ADDRESS, confirmed_at=timezone.now()
    )
    post_update(published, text="We are looking into it.", by=SYSTEM)
    subscribers.send_due()
    leave = links_of(mailbox.outbox[-1], "leave")
    assert leave in str(mailbox.outbox[-1].extra_headers["List-Unsubscribe"])
    assert "No more mails?" in client.get(leave).content.decode()
    assert Subscriber.objects.filter(pk=row.pk).exists()
    answer = client.post(leave, {"List-Unsubscribe": "One-Click"})
    assert "Your address is forgotten." in answer.content.decode()
    assert not Subscriber.objects.exists()
    assert not StatusLetter.objects.exists()
    assert client.get(leave).status_code == 404


def test_a_forged_link_and_one_for_something_else_show_nothing(
    client: Client, page: StatusPage
) -> None:
    row = Subscriber.objects.create(brand=page.brand, email=ADDRESS)
    for_confirming = sign_id(row.pk, purpose=subscribers.CONFIRM)
    for verb, token in (("confirm", "1-aaaaaaaaaaaaaaaa"), ("leave", for_confirming)):
        answer = client.post(f"/status-mail/{verb}/{token}/")
        assert answer.status_code == 404
        assert ADDRESS not in answer.content.decode()
    assert Subscriber.objects.get().confirmed_at is None


def test_nobody_learns_who_gets_mail_and_nobody_is_flooded_with_questions(
    client: Client, page: StatusPage
) -> None:
    first, second = asked(client), asked(client)
    assert first == second
    subscribers.send_due()
    assert len(mailbox.outbox) == 1
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert asked(client) == first
    subscribers.send_due()
    assert len(mailbox.outbox) == 2
    Subscriber.objects.update(
        confirmed_at=timezone.now(), asked_at=timezone.now() - 2 * timedelta(days=1)
    )
    assert asked(client) == first
    subscribers.send_due()
    assert len(mailbox.outbox) == 2
    assert "This is not an address" not in first
    asked(client, status=429)


def test_what_is_no_address_is_said_in_the_form(client: Client, page: StatusPage) -> None:
    too_long = f"rosa@{'.'.join(['harbour' * 7] * 6)}.example"
    for email in ("rosa at home", too_long):
        assert "This is not an address" in asked(client, email, status=422)
    assert not Subscriber.objects.exists()


def test_a_closed_page_and_one_without_a_mail_server_take_nobody(
    client: Client, page: StatusPage, brand: Brand, settings: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"  # type: ignore[attr-defined]
    assert "Get updates" not in client.get("/status/marmalade-fox/").content.decode()
    asked(client, status=404)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    set_status_page(brand, is_on=False, all_well="", contact="", by=SYSTEM)
    asked(client, status=404)


def test_what_the_mail_server_refuses_is_tried_again_and_given_up(
    published: Incident, settings: object
) -> None:
    Subscriber.objects.create(brand=published.brand, email=ADDRESS, confirmed_at=timezone.now())
    post_update(published, text="We are looking into it.", by=SYSTEM)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    for _n in range(5):
        assert StatusLetter.objects.get().state == SendState.WAITING
        StatusLetter.objects.update(next_try_at=timezone.now())
        assert subscribers.send_due() == 0
    assert StatusLetter.objects.get().state == SendState.FAILED


def test_addresses_whose_owners_never_answered_are_forgotten(page: StatusPage) -> None:
    old = timezone.now() - timedelta(days=8)
    Subscriber.objects.create(brand=page.brand, email="a@a.example", asked_at=old)
    Subscriber.objects.create(brand=page.brand, email="b@a.example")
    Subscriber.objects.create(
        brand=page.brand, email="c@a.example", asked_at=old, confirmed_at=timezone.now()
    )
    subscribers.forget_unconfirmed()
    left = Subscriber.objects.order_by("email").values_list("email", flat=True)
    assert list(left) == ["b@a.example", "c@a.example"]


def test_admins_see_how_many_get_it(as_ada: Client, page: StatusPage) -> None:
    Subscriber.objects.create(brand=page.brand, email=ADDRESS, confirmed_at=timezone.now())
    Subscriber.objects.create(brand=page.brand, email="b@a.example")
    assert ">1</td>" in as_ada.get("/settings/status-pages/").content.decode()
