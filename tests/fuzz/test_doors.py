"""Whatever is posted to a door that faces the world, the answer is one that the sender can use."""

import json
import time
from collections.abc import Iterator
from itertools import count

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.budget import bounded, fuzz_slow_door
from tests.fuzz.mails import mails
from unsilo.accounts.models import Brand, Desk
from unsilo.api.tests.conftest import Program, program
from unsilo.channels import registry
from unsilo.channels.models import Arrival, Channel
from unsilo.channels.services.channels import create_channel
from unsilo.channels.tests.factories import make_channel
from unsilo.connectors.webform import brakes
from unsilo.core.actor import SYSTEM
from unsilo.wins.services import hooks

pytestmark = pytest.mark.django_db
_numbers = count()

texts = st.text(max_size=12) | st.sampled_from(
    ["\0", "\ud800", "1e400", "9" * 5000, "-1", "2025-99-99T00:00Z"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
things = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)  # fmt: skip
bombs = st.sampled_from(
    [b"[" * 100_000, b'{"a":' * 50_000, b'{"external_id": ' + b"9" * 20_000 + b"}", b'"' + b"\\u0000" * 20_000,
     b'{"text": "' + b"\\ud83d" * 20_000 + b'"}', b"\xff\xfe" * 5_000, b"", b"null", b"NaN"]
)  # fmt: skip


def nearly(**fields: object) -> st.SearchStrategy[bytes]:
    """What the door takes, with some fields left out or of another kind."""
    known = {name: st.just(value) | things for name, value in fields.items()}
    built = st.fixed_dictionaries({}, optional={**known, "more": things})
    return built.map(lambda one: json.dumps(one).encode())


posted = nearly(
    external_id="p1",
    author={"id": "rosa", "name": "Rosa"},
    text="Where is my otter?",
    html="<p>Where?</p>",
    subject="A question",
    thread_id="t1",
    in_reply_to="p0",
    sent_at="2025-07-01T10:00:00Z",
    public=True,
    permalink="https://x.example/1",
    post={"id": "post", "text": "New!", "author": "Fox"},
    ad={"id": "ad", "spend": "12.50", "currency": "EUR"},
    attachments=[{"filename": "a.png", "content_base64": "AAAA"}],
)
order = nearly(
    external_id="o1", link="abc", kind="order", amount="12.50", currency="EUR", at="2025-07-01T10:00:00Z",
    email="dana@whitlock.example",
)  # fmt: skip
bytes_ = bombs | st.binary(max_size=200)


@pytest.fixture
def forum(brand: Brand, support: Desk) -> Channel:
    return create_channel(kind="api", name="Forum", brand=brand, desk=support, config={}, by=SYSTEM)


@pytest.fixture
def help_mail(brand: Brand, support: Desk) -> Channel:
    config = {"address": "help@marmaladefox.example"}
    return create_channel(
        kind="email", name="Help", brand=brand, desk=support, config=config, by=SYSTEM
    )


@pytest.fixture
def as_bob(bob, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Without the limit of requests, which would answer in place of the door."""
    monkeypatch.setattr(settings, "API_REQUESTS_PER_MINUTE", 10**9)
    return program(bob)


@fuzz_slow_door
@given(body=posted | bytes_)
def test_messages_by_api(as_bob: Program, forum: Channel, body: bytes) -> None:
    with bounded():
        answer = as_bob.post(f"channels/{forum.pk}/messages", body)
    assert answer.status_code < 500, (answer.content, body)
    if answer.status_code >= 400:
        assert answer.json()["title"]
    assert not Arrival.objects.filter(outcome="failed").exists()
    assert answer.status_code != 202, (Arrival.objects.latest("id").reason, body)


@fuzz_slow_door
@given(body=mails)
def test_mail_by_api(as_bob: Program, help_mail: Channel, body: bytes) -> None:
    with bounded():
        answer = as_bob.call(
            "POST", f"channels/{help_mail.pk}/raw", body, content_type="message/rfc822"
        )
    assert answer.status_code < 500, (answer.content, body)


@fuzz_slow_door
@given(body=order | bytes_)
def test_orders_by_signed_hook(db: None, body: bytes) -> None:
    hook, secret = hooks.open_hook(name=f"Shop {next(_numbers)}", by=SYSTEM)
    now = str(int(time.time()))
    signed = {
        "webhook-id": "m1",
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{hooks.signature(secret, 'm1', now, body)}",
    }
    with bounded():
        answer = Client().post(
            f"/wins/hooks/{hook.slug}/", body, content_type="application/json", headers=signed
        )
    assert answer.status_code < 500, (answer.content, body)


@fuzz_slow_door
@given(
    body=bytes_ | posted,
    names=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "content-length"]),
        st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20),
    ),
)
def test_orders_with_any_headers(db: None, body: bytes, names: dict[str, str]) -> None:
    hook, _secret = hooks.open_hook(name=f"Shop {next(_numbers)}", by=SYSTEM)
    answer = Client().post(
        f"/wins/hooks/{hook.slug}/", body, content_type="application/json", headers=names
    )
    assert 400 <= answer.status_code < 500, (answer.content, body)


@pytest.fixture
def hooked(settings) -> Iterator[Channel]:
    settings.CONNECTORS = [*settings.CONNECTORS, "unsilo.channels.tests.fake.FakeConnector"]
    registry.connectors.cache_clear()
    yield make_channel("fake")
    registry.connectors.cache_clear()
    registry._built.clear()


@fuzz_slow_door
@given(body=posted | bytes_, length=st.sampled_from(["", "abc", "-1", "9" * 30, "²", "1"]))
def test_posts_to_a_channel(hooked: Channel, body: bytes, length: str) -> None:
    more = {"CONTENT_LENGTH": length} if length else {}
    answer = Client().generic("POST", f"/hooks/{hooked.slug}/", body, headers={"x-id": "1"}, **more)
    assert answer.status_code < 500, (answer.content, body, length)


@pytest.fixture
def form(db: None) -> Channel:
    mail = make_channel("email", address="help@fox.example", smtp_host="smtp.fox.example")
    return make_channel("webform", answer_channel=mail.slug, per_hour=1000)


FORM = ("name", "email", "topic", "subject", "message", "website", "opened", "consent")
KINDS = (
    "multipart/form-data; boundary=a",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "",
)


@fuzz_slow_door
@given(
    filled=st.dictionaries(st.sampled_from(FORM), texts | st.just("dana@whitlock.example"), max_size=8),
    opened=st.booleans(),
)  # fmt: skip
def test_the_web_form_filled_in_by_anybody(
    form: Channel, filled: dict[str, str], opened: bool
) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in filled.items()}
    if opened:
        sent["opened"] = brakes.opened_now().encode()
    with bounded():
        answer = Client().post(f"/forms/{form.slug}/", sent)
    assert answer.status_code < 500, (answer.content[:300], filled)


@fuzz_slow_door
@given(raw=bytes_, kind=st.sampled_from(KINDS), length=st.sampled_from(["", "abc", "-1", "²"]))
def test_the_web_form_without_a_browser(form: Channel, raw: bytes, kind: str, length: str) -> None:
    more = {"CONTENT_LENGTH": length} if length else {}
    with bounded():
        answer = Client().generic("POST", f"/forms/{form.slug}/", raw, content_type=kind, **more)
    assert answer.status_code < 500, (answer.content[:300], raw)
