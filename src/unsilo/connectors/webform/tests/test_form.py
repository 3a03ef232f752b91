import base64
import json
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from unsilo.channels import registry
from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival
from unsilo.channels.queries import answering_channel
from unsilo.channels.services import blobs, channels
from unsilo.channels.tests.factories import make_channel
from unsilo.connectors.webform import brakes
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid, MalformedPayload

pytestmark = pytest.mark.django_db
WORDS = {
    "name": "Rosa Lindqvist",
    "email": "rosa@lindqvist.example",
    "subject": "Second Lantern Box",
    "message": "The lid is cracked.\n\nRosa",
}


@pytest.fixture
def form(db):
    """A web form that is answered through a mail channel."""
    mail = make_channel(
        "email", name="Support mail", address="help@fox.example", smtp_host="smtp.fox.example"
    )
    return make_channel("webform", name="Contact", answer_channel=mail.slug)


@pytest.fixture
def visit(client):
    """Open the form, read for a minute, fill it in and send it."""

    def send(*, slug="contact", reading=60, status=302, query="", headers=None, **changes):
        address = f"/forms/{slug}/{query}"
        opened = client.get(address)
        token = unescape(found(r'name="opened" value="([^"]+)"', opened))
        data = {**WORDS, "opened": token, **changes}
        with time_machine.travel(timezone.now() + timedelta(seconds=reading)):
            response = client.post(
                address, {k: v for k, v in data.items() if v is not None}, **(headers or {})
            )
        assert response.status_code == status, response.content.decode()
        return response

    return send


def found(pattern, response):
    match = re.search(pattern, response.content.decode())
    assert match
    return match[1]


def parsed(arrival):
    raw = RawArrival(arrival.external_key, blobs.read(arrival.blob_id), arrival.content_type)
    return registry.build(arrival.channel).parse(raw)


def test_what_a_person_sends_arrives_raw_and_reads_well(form, visit):
    visit(message="The lid is cracked.\r\n\r\nRosa")
    arrival = Arrival.objects.get()
    assert arrival.content_type == "application/json"
    assert json.loads(blobs.read(arrival.blob_id))["message"] == WORDS["message"].replace(
        "\n", "\r\n"
    )
    message = parsed(arrival)
    assert (message.author.kind, message.author.value) == ("email", "rosa@lindqvist.example")
    assert message.reply_to[0].value == "rosa@lindqvist.example"
    assert message.subject == "Second Lantern Box"
    assert message.reply_text == WORDS["message"]
    assert f"Reference: {message.extra['reference']}" in message.text
    assert re.fullmatch(r"form-\d+-[2-9a-z]{8}@127\.0\.0\.1", message.external_id)
    assert message.suspected_spam == ""


def test_the_thanks_say_what_happens_next_and_when(form, visit, client):
    answer = visit()
    shown = client.get(answer["Location"]).content.decode()
    assert "A person of Support reads it." in shown
    assert "You get an answer by e-mail, usually within one working day." in shown
    assert parsed(Arrival.objects.get()).extra["reference"] in shown
    assert client.get("/forms/contact/thanks/AAAA-BBBB:forged/").status_code == 404


def test_answers_go_out_through_the_mail_channel(form):
    assert answering_channel(form).name == "Support mail"
    channels.update_channel(form, config={"answer_channel": "gone"}, by=SYSTEM)
    form.refresh_from_db()
    assert answering_channel(form) is None


def test_only_what_was_asked_for_is_there_and_needed(form, visit, client):
    config = {
        "answer_channel": "support-mail",
        "topics": ["Orders", "Press"],
        "ask_subject": False,
        "max_files": 0,
        "consent": "You may store this.",
        "title": "Talk to <us>",
        "privacy_url": "https://fox.example/privacy",
    }
    channels.update_channel(form, config=config, by=SYSTEM)
    shown = client.get("/forms/contact/").content.decode()
    assert 'name="subject"' not in shown
    assert 'name="attachments"' not in shown
    assert "Talk to &lt;us&gt;" in shown
    assert "https://fox.example/privacy" in shown
    refused = visit(status=422, subject=None, topic="Elsewhere").content.decode()
    assert refused.count('class="wrong"') == 2, "the topic and the consent"
    visit(subject=None, topic="Orders", consent="on")
    message = parsed(Arrival.objects.get())
    assert message.subject == "Orders"
    assert "Agreed to: You may store this." in message.text


def test_without_topic_and_subject_the_message_begins_for_itself(form, visit):
    channels.update_channel(
        form, config={"answer_channel": "support-mail", "ask_subject": False}, by=SYSTEM
    )
    visit(subject=None, message="Where is my parcel? " * 10)
    subject = parsed(Arrival.objects.get()).subject
    assert subject.startswith("Where is my parcel?")
    assert len(subject) <= 71


def test_wrong_fields_come_back_with_what_was_typed(form, visit):
    shown = visit(status=422, email="nonsense", message="").content.decode()
    assert "Rosa Lindqvist" in shown
    assert shown.count('class="wrong"') == 2
    assert not Arrival.objects.exists()


def test_files_come_along(form, visit):
    files = [
        SimpleUploadedFile("lid.png", b"\x89PNG", "image/png"),
        SimpleUploadedFile("näme.txt", b"hello", "text/html"),
    ]
    visit(attachments=files)
    first, second = parsed(Arrival.objects.get()).attachments
    assert (first.filename, first.content) == ("lid.png", b"\x89PNG")
    assert second.filename == "näme.txt"


def test_too_many_and_too_large_files_are_refused_with_words(form, visit, settings):
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]
    assert "at most 5" in visit(status=422, attachments=many).content.decode()
    settings.MAX_UPLOAD_MB = 0
    large = [SimpleUploadedFile("a.bin", b"x" * 100)]
    assert "larger than 0 MB" in visit(status=422, attachments=large).content.decode()
    huge = [SimpleUploadedFile("a.bin", b"x" * (2 * 1024 * 1024))]
    assert "too large" in visit(status=413, attachments=huge).content.decode()
    assert not Arrival.objects.exists()


def test_a_robot_is_kept_as_suspected_spam_and_does_not_notice(form, visit):
    assert visit(website="https://watches.example")["Location"].startswith("/forms/contact/thanks/")
    visit(reading=1, message="quick")
    trap, quick = Arrival.objects.order_by("id")
    assert parsed(trap).suspected_spam == "filled in the hidden field"
    assert parsed(quick).suspected_spam.startswith("filled in within 1.")


def test_a_page_open_since_yesterday_is_asked_to_send_once_more(form, visit, client):
    answer = visit(reading=25 * 3600, status=422)
    shown = answer.content.decode()
    assert "open for very long" in shown
    assert "The lid is cracked." in shown
    again = unescape(found(r'name="opened" value="([^"]+)"', answer))
    with time_machine.travel(timezone.now() + timedelta(hours=25, seconds=10)):
        assert client.post("/forms/contact/", {**WORDS, "opened": again}).status_code == 302
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("token", ["", "forged:token:x", "x" * 400])
def test_a_post_without_an_opened_form_is_not_taken(form, visit, token):
    visit(opened=token, status=422)
    assert not Arrival.objects.exists()


def test_a_second_click_is_the_same_message_and_a_changed_one_is_not(form, client):
    opened = brakes.opened_now()
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        for message in ("first", "first", "second"):
            data = {**WORDS, "message": message, "opened": opened}
            assert client.post("/forms/contact/", data).status_code == 302
    assert Arrival.objects.count() == 2


def test_a_flood_of_one_visitor_stops_only_that_visitor(form, visit):
    for number in range(5):
        visit(message=f"number {number}")
    refused = visit(status=429, message="one more")
    assert "ten minutes" in refused.content.decode()
    assert refused["Retry-After"] == "600"
    visit(message="from elsewhere", headers={"REMOTE_ADDR": "203.0.113.9"})
    visit(message="from a phone", headers={"REMOTE_ADDR": "2001:db8:1:2::7"})
    marks = set(Arrival.objects.values_list("meta__visitor", flat=True))
    assert len(marks) == 3
    assert not any("203" in mark and "." in mark for mark in marks)


def test_a_flood_of_many_visitors_stops_at_the_number_of_the_settings(form, visit):
    config = {"answer_channel": "support-mail", "per_hour": 3}
    channels.update_channel(form, config=config, by=SYSTEM)
    for number in range(3):
        visit(headers={"REMOTE_ADDR": f"203.0.113.{number}"}, message=f"number {number}")
    visit(status=429, headers={"REMOTE_ADDR": "203.0.113.77"})


def test_neighbours_in_one_network_of_ipv6_are_one_visitor():
    assert brakes.visitor_mark("2001:db8:1:2::7") == brakes.visitor_mark("2001:db8:1:2:ffff::1")
    assert brakes.visitor_mark("2001:db8:1:3::7") != brakes.visitor_mark("2001:db8:1:2::7")
    assert brakes.visitor_mark("") == ""


def test_a_closed_form_says_so_and_a_missing_one_is_not_there(form, client):
    channels.pause(form, reason="too much spam from a competitor", by=SYSTEM)
    answer = client.get("/forms/contact/")
    assert answer.status_code == 503
    assert "competitor" not in answer.content.decode()
    assert client.post("/forms/contact/", WORDS).status_code == 503
    assert client.get("/forms/nowhere/").status_code == 404
    assert client.get("/forms/support-mail/").status_code == 404, "a channel, but no form"


def test_only_named_sites_may_frame_it(form, client):
    alone = client.get("/forms/contact/?embed")
    assert "frame-ancestors 'none'" in alone["Content-Security-Policy"]
    assert alone["X-Frame-Options"] == "DENY"
    config = {"answer_channel": "support-mail", "sites": ["https://www.fox.example"]}
    channels.update_channel(form, config=config, by=SYSTEM)
    framed = client.get("/forms/contact/?embed")
    policy = framed["Content-Security-Policy"]
    assert "frame-ancestors https://www.fox.example" in policy
    assert "'none'" not in policy.split("frame-ancestors")[1].split(";")[0]
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in framed
    assert "webform/height.js" in framed.content.decode()


def test_within_a_frame_it_stays_embedded(form, visit, client):
    answer = visit(query="?embed")
    assert answer["Location"].endswith("/?embed")
    assert "embedded" in client.get(answer["Location"]).content.decode()


def test_the_script_for_other_sites_puts_the_form_in(form, client, settings):
    channels.update_channel(
        form,
        config={"answer_channel": "support-mail", "title": 'Say "hi"</script>'},
        by=SYSTEM,
    )
    script = client.get("/forms/contact/embed.js")
    text = script.content.decode()
    assert script["Content-Type"] == "text/javascript"
    assert json.loads('"' + found(r'frame.src = "([^"]+)"', script) + '"') == (
        f"{settings.PUBLIC_URL}/forms/contact/?embed"
    )
    assert "</script>" not in text


@pytest.mark.parametrize(
    "site", ["fox.example", "https://fox.example/page", "https://*.fox.example", "https://a;b"]
)
def test_a_site_must_be_an_origin(form, site):
    config = {"answer_channel": "support-mail", "sites": [site]}
    with pytest.raises(Invalid) as caught:
        channels.update_channel(form, config=config, by=SYSTEM)
    assert set(caught.value.data["errors"]) == {"sites"}


def test_damaged_bytes_are_malformed_and_nothing_worse(form):
    connector = registry.build(form)
    whole = {
        "external_id": "x", "reference": "y", "name": "n", "email": "e@x.y", "message": "m",
        "sent_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    for content in (b"", b"[]", b"\xff", json.dumps({**whole, "name": 4}).encode()):
        with pytest.raises(MalformedPayload):
            connector.parse(RawArrival("k", content))
    file = {"filename": "f", "content_type": "t", "content_base64": "***"}
    with pytest.raises(MalformedPayload):
        connector.parse(RawArrival("k", json.dumps({**whole, "files": [file]}).encode()))
    file["content_base64"] = base64.b64encode(b"good").decode()
    good = connector.parse(RawArrival("k", json.dumps({**whole, "files": [file]}).encode()))
    assert good.attachments[0].content == b"good"
