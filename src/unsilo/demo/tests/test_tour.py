"""The whole demo, made once and in two goes, and the guide that leads through it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import include, path, resolve, reverse

from unsilo.accounts.models import Notice
from unsilo.channels.models import Arrival, Delivery, Outcome
from unsilo.config import urls as config_urls
from unsilo.demo import company, seed
from unsilo.demo.generator import build
from unsilo.demo.playback import Player, Step
from unsilo.demo.tour.views import strip
from unsilo.demo.tour.walks import WALKS
from unsilo.inbox.models import Conversation, Message, NoteMention
from unsilo.stories.models import Consent, Pitch
from unsilo.wins.models import Conversion, Link, Store

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
STOPS = [(walk.key, number) for walk in WALKS for number in range(1, len(walk.stops) + 1)]

# As a demo has them: tests run without its addresses.
urlpatterns = [path("", include("unsilo.demo.urls")), *config_urls.urlpatterns]
handler404 = config_urls.handler404


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The whole demo, after a power cut in its middle; gone when the module is done."""
    whole = Player.steps

    def cut_short(self, conversations):
        steps = whole(self, conversations)
        middle = len(steps) // 2
        return [*steps[:middle], Step(steps[middle].at, _pull_the_plug)]

    with django_db_blocker.unblock():
        try:
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(Player, "steps", cut_short)
                with pytest.raises(KeyboardInterrupt):
                    seed.seed(NOW)
            half = SimpleNamespace(messages=Message.objects.count(), is_seeded=seed.is_seeded())
            seed.seed(NOW + timedelta(hours=3))
            yield half
        finally:
            call_command("flush", interactive=False, verbosity=0)


def _pull_the_plug():
    raise KeyboardInterrupt


@pytest.fixture
def demo(seeded, db, settings):
    settings.ROOT_URLCONF = __name__


# The seed


def test_an_interrupted_seed_goes_on_where_it_stopped(seeded, db):
    assert not seeded.is_seeded
    assert seed.is_seeded()
    assert 0 < seeded.messages < Message.objects.count()
    began = dict(Arrival.objects.values_list("external_key", "conversation_id"))
    said: Counter[int | None] = Counter(Message.objects.values_list("conversation_id", flat=True))
    said.subtract(Consent.objects.values_list("message__conversation_id", flat=True))
    for script in build(NOW):
        _first, *rest = script.messages  # a bounce that comes first is a conversation
        spoken = 1 + sum(message.mail_class != "bounce_hard" for message in rest)
        assert said[began[f"{script.key}.0"]] == spoken, script.key


def test_the_whole_demo_is_made_once(seeded, db):
    assert Conversation.objects.count() == len(build(NOW)) + Pitch.objects.count()
    assert not Arrival.objects.filter(outcome=Outcome.PENDING).exists()
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()
    for colleague in company.COLLEAGUES:
        assert NoteMention.objects.filter(user__email=colleague.email, seen_at=None).exists()
    assert 110 <= Store.objects.count() <= 140
    assert Link.objects.filter(clicks__gt=0).count() >= 10
    assert {"direct", "assisted"} <= set(Conversion.objects.values_list("attribution", flat=True))
    assert Conversion.objects.unmatched().count() >= 3
    messages = Message.objects.count()

    seed.seed(NOW + timedelta(days=1))
    assert Message.objects.count() == messages


def test_notices_carry_the_time_of_what_they_tell_and_the_old_ones_are_read(seeded, db):
    notices = list(Notice.objects.order_by("pk"))
    assert all(one.created_at <= NOW for one in notices)
    assert len({one.created_at.date() for one in notices}) > 5
    assert [one.created_at for one in notices] == sorted(one.created_at for one in notices)
    old = [one for one in notices if one.created_at < NOW - timedelta(days=1)]
    assert old
    assert all(one.read_at and one.created_at < one.read_at < NOW for one in old)
    assert any(one.read_at is None for one in notices)
    assert not Notice.objects.filter(mail_state="due").exists()


# The guide


def test_the_front_page_of_a_visitor_lists_four_walks(demo, client):
    response = client.get("/", follow=True)
    assert response.status_code == 200
    assert len(WALKS) == 4
    for walk in WALKS:
        assert walk.title in response.content.decode()
        assert reverse("demo:go", args=[walk.key, 1]) in response.content.decode()


@pytest.mark.parametrize(("key", "number"), STOPS)
def test_every_stop_opens_for_its_colleague(demo, client, key, number):
    stop = next(walk for walk in WALKS if walk.key == key).stops[number - 1]
    response = client.post(reverse("demo:go", args=[key, number]), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0] == stop.address() != ""
    assert len(response.redirect_chain) == 1
    assert response.wsgi_request.user.email == stop.email


def test_the_guide_finds_what_it_speaks_of(demo):
    found = {resolve(stop.address().partition("?")[0]).view_name
             for walk in WALKS for stop in walk.stops}  # fmt: skip
    assert found >= {
        "inbox:conversation",
        "wins:door",
        "stories:story",
        "listening:alert",
        "incidents:incident",
        "incidents:touched",
        "incidents:review",
        "insights:briefing",
    }


@pytest.mark.parametrize("place", [("nowhere", 1), ("batch", 0), ("batch", 99)])
def test_an_unknown_walk_or_stop_is_not_found(demo, client, place):
    assert client.post(reverse("demo:go", args=place)).status_code == 404


def test_who_leaves_a_walk_goes_on_alone(demo, client):
    home = client.post(reverse("demo:go", args=["monday", 1]), follow=True)
    leave = reverse("demo:leave")
    assert leave in strip(home.wsgi_request)
    response = client.post(leave)
    assert response["Location"] == reverse("demo:tour")
    assert strip(client.get(home.redirect_chain[-1][0]).wsgi_request) == ""
