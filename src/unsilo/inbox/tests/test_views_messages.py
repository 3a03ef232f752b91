"""Messages on the page: how answers fare, formatted mail, files."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Channel, Delivery, DeliveryRecipient
from unsilo.channels.services import arrivals, deliveries
from unsilo.channels.services.uploads import store_upload
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Message
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.given import answered, attach, first_message
from unsilo.inbox.tests.visits import page_of, post, visitor

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


# How answers fare


def test_an_answer_counts_down_until_it_goes_out(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    message = answered(conversation, bob, support)
    html = visitor(bob).get(page_of(conversation)).content.decode()
    assert "data-goes-out=" in html
    assert f'hx-post="/inbox/m/{message.pk}/undo/"' in html
    assert "On its <strong>way</strong>." in html


def test_a_scheduled_answer_can_be_cancelled_or_sent_now(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    message = answered(conversation, bob, support, send_at=timezone.now() + timedelta(days=2))
    html = visitor(bob).get(f"/inbox/m/{message.pk}/").content.decode()
    assert "Cancel" in html
    assert "Send now" in html
    post(visitor(bob), f"/inbox/m/{message.pk}/delivery/", {"verb": "try_now"})
    assert Delivery.objects.filter(message_id=message.pk, next_try_at__lte=timezone.now()).exists()


def test_a_bounce_stands_on_the_answer_it_belongs_to(
    converse: Converse, bob: User, support: Desk
) -> None:
    conversation = converse()
    message = answered(conversation, bob, support)
    delivery = Delivery.objects.get(message_id=message.pk)
    Delivery.objects.filter(pk=delivery.pk).update(state="sent", attempts=1, sent_at=timezone.now())
    DeliveryRecipient.objects.filter(delivery=delivery).update(state="accepted")
    deliveries.record_bounce(
        external_id=delivery.external_id, recipient="dana@whitlock.example",
        reason="550 no such mailbox", hard=True,
    )  # fmt: skip
    html = visitor(bob).get(f"/inbox/m/{message.pk}/").content.decode()
    assert "This came back." in html
    assert "dana@whitlock.example: 550 no such mailbox" in html
    assert "Try again" in html
    again = post(visitor(bob), f"/inbox/m/{message.pk}/delivery/", {"verb": "send_again"})
    assert again.status_code == 200
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.WAITING


def test_what_is_not_certain_is_decided_by_a_person(
    converse: Converse, bob: User, support: Desk, vera: User
) -> None:
    conversation = converse()
    message = answered(conversation, bob, support)
    Delivery.objects.filter(message_id=message.pk).update(state="uncertain", attempts=1)
    DeliveryRecipient.objects.filter(delivery__message_id=message.pk).update(state="unknown")
    url = f"/inbox/m/{message.pk}/delivery/"
    assert "It did arrive" in visitor(bob).get(f"/inbox/m/{message.pk}/").content.decode()
    assert "It did arrive" not in visitor(vera).get(f"/inbox/m/{message.pk}/").content.decode()
    assert post(visitor(vera), url, {"verb": "mark_sent"}).status_code == 403
    assert post(visitor(bob), url, {"verb": "dance"}).status_code == 422
    post(visitor(bob), url, {"verb": "mark_sent"})
    assert Delivery.objects.get(message_id=message.pk).state == Delivery.State.SENT


# Formatted mail and files


def test_formatted_mail_can_not_run_load_or_break_out(converse: Converse, bob: User) -> None:
    conversation = converse(
        html="<script>alert(1)</script><p onclick='x()'>Hi <img src='https://t.example/p.png'>"
        "<img src='cid:logo'></p>"
    )
    message = first_message(conversation)
    logo = attach(message, "logo.png", "image/png", PNG, content_id="logo", inline=True)
    client = visitor(bob)
    response = client.get(f"/inbox/m/{message.pk}/formatted/")
    html = response.content.decode()
    assert "alert(1)" not in html
    assert "onclick" not in html
    assert ' src="https://t.example' not in html
    assert f'src="/inbox/files/{logo.pk}/picture/"' in html
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-same-origin allow-popups")
    assert "allow-scripts" not in policy
    assert "default-src 'none'; img-src 'self' data:;" in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_remote_pictures_load_only_when_asked_for_once(converse: Converse, bob: User) -> None:
    conversation = converse(html="<img src='https://t.example/p.png'>")
    message = first_message(conversation)
    client = visitor(bob)
    page = client.get(page_of(conversation)).content.decode()
    assert "<b>1 remote picture</b> is not loaded" in page
    frame = client.get(f"/inbox/m/{message.pk}/frame/?pictures=1").content.decode()
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in frame
    response = client.get(f"/inbox/m/{message.pk}/formatted/?pictures=1")
    assert 'src="https://t.example/p.png"' in response.content.decode()
    assert "img-src 'self' data: https:;" in response.headers["Content-Security-Policy"]


def test_no_other_page_may_be_framed(converse: Converse, bob: User) -> None:
    response = visitor(bob).get(page_of(converse()))
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_r33_files_leave_as_downloads_whatever_they_claim_to_be(
    converse: Converse, bob: User
) -> None:
    message = first_message(converse())
    file = attach(message, "evil \r\n“x”.html", "text/html", b"<script>alert(1)</script>")
    response: Any = visitor(bob).get(f"/inbox/files/{file.pk}/")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 9, "image/jpeg"),
        (b"GIF89a" + b"0" * 9, "image/gif"),
        (b"RIFF1234WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (b"<html>", None),
    ],
)
def test_only_true_pictures_are_shown_in_place(
    content: bytes, shown: str | None, converse: Converse, bob: User
) -> None:
    message = first_message(converse())
    file = attach(message, "p.png", "image/png", content)
    response = visitor(bob).get(f"/inbox/files/{file.pk}/picture/")
    if shown is None:
        assert response.status_code == 404
        return
    assert response.headers["Content-Type"] == shown
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_picture_in_a_draft_is_shown_to_its_owner_alone(bob: User, alice: User) -> None:
    upload = store_upload(bob, SimpleUploadedFile("fox.png", PNG))
    assert visitor(bob).get(f"/inbox/uploads/{upload.pk}/").headers["Content-Type"] == "image/png"
    assert visitor(alice).get(f"/inbox/uploads/{upload.pk}/").status_code == 404


def test_headers_and_raw_bytes_are_for_those_who_work_on_it(
    converse: Converse, mail: Channel, bob: User, vera: User
) -> None:
    conversation = converse()
    message = first_message(conversation)
    source = b"X-Mailer: Harbour 1.4\r\nSubject: Hi\r\n\r\nThe body"
    [arrival] = arrivals.receive(mail, [RawArrival("raw", source)], by=SYSTEM)
    Message.objects.filter(pk=message.pk).update(arrival_id=arrival.pk)
    details = visitor(bob).get(f"/inbox/m/{message.pk}/details/").content.decode()
    assert "X-Mailer: Harbour 1.4" in details
    assert "The body" not in details
    raw: Any = visitor(bob).get(f"/inbox/m/{message.pk}/raw/")
    assert b"".join(raw.streaming_content) == source
    assert raw.headers["Content-Disposition"] == f'attachment; filename="message-{message.pk}.eml"'
    seen = visitor(vera).get(f"/inbox/m/{message.pk}/details/").content.decode()
    assert "dana@whitlock.example" in seen
    assert "X-Mailer" not in seen
    assert visitor(vera).get(f"/inbox/m/{message.pk}/raw/").status_code == 403
