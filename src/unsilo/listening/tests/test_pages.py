"""Pages of Watch: who may see and do what, and what they say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation
from unsilo.listening import ports
from unsilo.listening.models import Alert, Feed, Mention, Query, Series
from unsilo.listening.queries.lists import items_page
from unsilo.listening.services import counting, feeds, hours, mentions, topics
from unsilo.listening.services.mentions import Post, hear
from unsilo.listening.tests.conftest import Tell

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def text(answer) -> str:
    found: str = answer.content.decode()
    return found


@pytest.fixture
def feed(brand: Brand) -> Feed:
    return feeds.create_feed(
        brand=brand, name="Bark", url="https://bark.example/rss", place="forum", by=SYSTEM
    )


@pytest.fixture
def mention(brand: Brand, otto: Query) -> Mention:
    post = Post(
        url="https://bark.example/t/1?utm_source=x", title="Otto fits the box", author="kate",
        text="Look at him", source="Table Bark", place="forum",
    )  # fmt: skip
    (found,) = hear([post], brand=brand, by=SYSTEM)
    return found


@pytest.fixture
def alert(otto: Query, tell: Tell) -> Alert:
    now = timezone.now()
    said = [
        tell(f"Otto's eye, batch 0417, {n}", at=now - timedelta(minutes=5 * n)) for n in range(9)
    ]
    return Alert.objects.create(
        query=otto, series=Series.objects.get(query=otto, public=False), title="Otto: 0417",
        kind="threat", severity=3, since=now - timedelta(hours=1), until=now, observed=9, people=9,
        private=9, expected=0.4, surprise=6, words=[["0417", 9], ["eye", 7]],
        telling=[["message", message.pk] for message in said[:5]],
    )  # fmt: skip


def pages(otto: Query, feed: Feed, mention: Mention, alert: Alert) -> list[str]:
    return [
        "/watch/", f"/watch/?topic={otto.pk}&period=60d", "/watch/alerts/", "/watch/mentions/",
        f"/watch/alerts/{alert.pk}/", f"/watch/mentions/{mention.pk}/", "/watch/queries/",
        f"/watch/queries/{otto.pk}/", f"/watch/queries/{otto.pk}/heard/", "/watch/feeds/",
        f"/watch/feeds/{feed.pk}/",
    ]  # fmt: skip


def test_pages_are_read_by_all_of_the_brand_and_queries_and_feeds_set_by_leads(
    as_alice: Client, as_bob: Client, as_vera: Client, otto: Query, feed: Feed, mention: Mention,
    alert: Alert,
) -> None:  # fmt: skip
    readable = pages(otto, feed, mention, alert)
    lead_forms = [
        "/watch/queries/new/", f"/watch/queries/{otto.pk}/edit/", "/watch/feeds/new/",
        f"/watch/feeds/{feed.pk}/edit/",
    ]  # fmt: skip
    lead_posts = [
        f"/watch/queries/{otto.pk}/archive/", f"/watch/queries/{otto.pk}/restore/",
        "/watch/queries/preview/", f"/watch/feeds/{feed.pk}/pause/",
        f"/watch/feeds/{feed.pk}/resume/", f"/watch/feeds/{feed.pk}/look/",
        f"/watch/feeds/{feed.pk}/archive/", f"/watch/feeds/{feed.pk}/restore/",
    ]  # fmt: skip
    for client in (as_alice, as_bob, as_vera):
        assert {p: client.get(p).status_code for p in readable} == dict.fromkeys(readable, 200)
    for client in (as_bob, as_vera):
        assert {p: client.get(p).status_code for p in lead_forms} == dict.fromkeys(lead_forms, 403)
        assert {p: client.post(p).status_code for p in lead_posts} == dict.fromkeys(lead_posts, 403)
    assert {p: as_alice.get(p).status_code for p in lead_forms} == dict.fromkeys(lead_forms, 200)
    assert {p: as_alice.post(p).status_code for p in lead_posts} == {
        p: 200 if "preview" in p else 302 for p in lead_posts
    }


def test_a_viewer_judges_nothing_and_brings_nothing_in(
    as_vera: Client, mention: Mention, alert: Alert
) -> None:
    posts = [
        f"/watch/alerts/{alert.pk}/acknowledge/", f"/watch/alerts/{alert.pk}/take-back/",
        f"/watch/alerts/{alert.pk}/close/", f"/watch/alerts/{alert.pk}/reopen/",
        f"/watch/mentions/{mention.pk}/dismiss/", f"/watch/mentions/{mention.pk}/restore/",
        f"/watch/mentions/{mention.pk}/bring-in/", "/watch/mentions/new/",
    ]  # fmt: skip
    assert {p: as_vera.post(p).status_code for p in posts} == dict.fromkeys(posts, 403)


def test_a_stranger_finds_nothing(
    as_charlie: Client, otto: Query, feed: Feed, mention: Mention, alert: Alert
) -> None:
    single = [page for page in pages(otto, feed, mention, alert) if str(otto.pk) in page
              or page.count("/") == 4]  # fmt: skip
    assert {p: as_charlie.get(p).status_code for p in single} == dict.fromkeys(single, 404)
    for page in (
        "/watch/",
        "/watch/alerts/",
        "/watch/mentions/",
        "/watch/queries/",
        "/watch/feeds/",
    ):
        shown = text(as_charlie.get(page))
        assert "Otto" not in shown
        assert "Bark" not in shown
    for url in (f"/watch/alerts/{alert.pk}/acknowledge/", f"/watch/mentions/{mention.pk}/dismiss/"):
        assert as_charlie.post(url).status_code == 404


def test_messages_of_a_desk_that_one_may_not_see_are_not_shown(
    bob: User, otto: Query, tell: Tell, brand: Brand, press_room: Desk
) -> None:
    quiet = create_channel(
        kind="console", name="Quiet", brand=brand, desk=press_room, config={}, by=SYSTEM
    )
    tell("Otto in the open")
    hidden = tell("Otto in the press room", channel=quiet, count=False)
    counting.count([counting.Heard(
        brand_id=brand.pk, public=False, text="Otto", at=timezone.now(), author="x",
        message_id=hidden.pk,
    )])  # fmt: skip
    found = items_page(Access.of(bob), otto, since=None, until=None)
    assert [one.text for one in found.items] == ["Otto in the open"]


def test_the_page_says_what_stands_out(as_bob: Client, alert: Alert) -> None:
    shown = text(as_bob.get("/watch/"))
    for said in (
        "Otto: 0417",
        "×22",
        "All private so far.",
        "New words",
        "batch 0417",
        "nothing of it is public",
    ):
        assert said in shown
    assert 'data-key="a"' in shown
    assert 'class="count hot"' in shown


def test_an_action_of_another_package_stands_on_an_open_alert(
    as_bob: Client, as_vera: Client, alert: Alert, monkeypatch
) -> None:
    monkeypatch.setattr(ports, "_actions", {})
    ports.register_alert_action("Declare it", "siren", "listening:alert-close", "i")
    assert "Declare it" in text(as_bob.get("/watch/"))
    assert "Declare it" not in text(as_vera.get("/watch/"))


def test_an_alert_is_acknowledged_and_that_is_undone(as_bob: Client, alert: Alert) -> None:
    answer = as_bob.post(f"/watch/alerts/{alert.pk}/acknowledge/", headers=HTMX)
    assert answer["HX-Redirect"] == f"/watch/alerts/{alert.pk}/"
    alert.refresh_from_db()
    assert alert.status == "acknowledged"
    as_bob.post(f"/watch/alerts/{alert.pk}/take-back/")
    alert.refresh_from_db()
    assert alert.status == "new"


def test_an_alert_is_closed_with_a_reason_or_not_at_all(as_bob: Client, alert: Alert) -> None:
    url = f"/watch/alerts/{alert.pk}/close/"
    assert as_bob.post(url, {"closing": ""}, headers=HTMX).status_code == 422
    assert as_bob.post(url, {"closing": "unsaid"}, headers=HTMX).status_code == 422
    answer = as_bob.post(url, {"closing": "real", "note": "yes"}, headers=HTMX)
    assert answer.status_code == 200
    alert.refresh_from_db()
    assert (alert.closing, alert.note) == ("real", "yes")
    shown = text(as_bob.get("/watch/alerts/?closing=real"))
    assert "Otto: 0417" in shown
    as_bob.post(f"/watch/alerts/{alert.pk}/reopen/")
    alert.refresh_from_db()
    assert alert.is_open


def test_a_query_is_tried_before_it_is_saved(as_alice: Client, tell: Tell, brand: Brand) -> None:
    now = timezone.now()
    tell("The dumplings of Otto", at=now - timedelta(days=2), count=False)
    tell("Otto again", at=now - timedelta(days=3), public=True, count=False)
    tell("Otto, long ago", at=now - timedelta(days=45), count=False)
    shown = text(
        as_alice.post(
            "/watch/queries/preview/", {"any_of": "otto", "hears": "all", "audience": "all"}
        )
    )
    assert "<b>2</b>" in shown
    assert "dumplings" in shown
    shown = text(
        as_alice.post(
            "/watch/queries/preview/", {"any_of": "otto", "hears": "all", "audience": "public"}
        )
    )
    assert "<b>2</b>" not in shown
    assert not Query.objects.exists()


def test_a_query_is_made_changed_put_away_and_taken_back(as_alice: Client, brand: Brand) -> None:
    given = {"name": "Otto", "any_of": "Otto\nplush dog\n", "hears": "all", "audience": "all"}
    answer = as_alice.post("/watch/queries/new/", given)
    query = Query.objects.get()
    assert answer["Location"] == f"/watch/queries/{query.pk}/"
    assert query.any_of == ["Otto", "plush dog"]
    assert as_alice.post("/watch/queries/new/", given).status_code == 422
    assert (
        as_alice.post("/watch/queries/new/", {**given, "name": "X", "any_of": " "}).status_code
        == 422
    )
    as_alice.post(f"/watch/queries/{query.pk}/edit/", {**given, "any_of": "Otto"})
    query.refresh_from_db()
    assert query.any_of == ["Otto"]
    as_alice.post(f"/watch/queries/{query.pk}/archive/")
    assert "Otto" not in text(as_alice.get("/watch/queries/", headers=HTMX))
    as_alice.post(f"/watch/queries/{query.pk}/restore/")
    assert not Query.objects.filter(archived_at__isnull=False).exists()


def test_a_feed_shows_its_health(as_alice: Client, feed: Feed) -> None:
    feed.failures, feed.error = 3, "Its server answered with status 500."
    feed.error_at = timezone.now()
    feed.save()
    shown = text(as_alice.get(f"/watch/feeds/{feed.pk}/"))
    assert "failing" in shown
    assert "Its server answered with status 500." in shown
    assert "never yet" in shown


def test_a_post_is_noted_by_its_address_once(as_bob: Client, brand: Brand, otto: Query) -> None:
    given = {
        "url": "https://www.pics.example/p/1/?utm_campaign=x",
        "title": "Otto!",
        "place": "social",
    }
    answer = as_bob.post("/watch/mentions/new/", given)
    mention = Mention.objects.get()
    assert answer["Location"] == f"/watch/mentions/{mention.pk}/"
    assert list(mention.queries.all()) == [otto]
    as_bob.post("/watch/mentions/new/", {**given, "url": "https://pics.example/p/1"})
    assert Mention.objects.count() == 1
    for url in ("javascript:alert(1)", "nowhere", "ftp://x.example/y"):
        assert as_bob.post("/watch/mentions/new/", {**given, "url": url}).status_code == 422


def test_mentions_are_searched_filtered_and_paged(
    as_bob: Client, mention: Mention, otto: Query, brand: Brand
) -> None:
    posts = [Post(url=f"https://x.example/{n}", title=f"Weather {n}") for n in range(60)]
    hear(posts, brand=brand, by=SYSTEM)
    found = as_bob.get("/watch/mentions/?q=fits+box", headers=HTMX)
    assert text(found).count("m-row") == 1
    assert text(as_bob.get(f"/watch/mentions/?query={otto.pk}", headers=HTMX)).count("m-row") == 1
    page = as_bob.get("/watch/mentions/", headers=HTMX).context["page"]
    rest = as_bob.get(f"/watch/mentions/?cursor={page.next_cursor}", headers=HTMX).context["page"]
    assert len({one.pk for one in (*page.items, *rest.items)}) == 61
    assert rest.next_cursor is None


def test_a_mention_is_dismissed_and_taken_back(as_bob: Client, mention: Mention) -> None:
    as_bob.post(f"/watch/mentions/{mention.pk}/dismiss/")
    assert "Otto fits" not in text(as_bob.get("/watch/mentions/")).split('id="rows"')[1]
    as_bob.post(f"/watch/mentions/{mention.pk}/restore/")
    assert "Otto fits" in text(as_bob.get("/watch/mentions/"))


def test_a_mention_becomes_one_conversation_that_is_not_counted_again(
    as_bob: Client, mention: Mention, otto: Query, community: Desk
) -> None:
    url = f"/watch/mentions/{mention.pk}/bring-in/"
    before = otto.series.get(public=True).sightings.count()
    answer = as_bob.post(url)
    conversation = Conversation.objects.get()
    assert answer["Location"] == f"/inbox/c/{conversation.pk}/"
    assert (conversation.public, conversation.permalink) == (True, mention.url)
    assert conversation.placements.get().desk == community
    assert as_bob.post(url)["Location"] == answer["Location"]
    assert Conversation.objects.count() == 1
    assert otto.series.get(public=True).sightings.count() == before


def test_the_number_of_queries_does_not_grow_with_rows(
    as_bob: Client, tell: Tell, brand: Brand
) -> None:
    def asked(page: str) -> int:
        as_bob.get(page, headers=HTMX)  # the part without the navigation, whose counts are cached
        with CaptureQueriesContext(connection) as queries:
            assert as_bob.get(page, headers=HTMX).status_code == 200
        return len(queries)

    def more(number: int) -> None:
        topics.create_query(name=f"Q{number}", brand=brand, any_of=[f"otto{number}"], by=SYSTEM)
        counting.learn()
        for one in range(4):
            tell(f"otto{number} {one}", at=timezone.now() - timedelta(minutes=one))
        hear(
            [Post(url=f"https://x.example/{number}", title=f"otto{number}")], brand=brand, by=SYSTEM
        )
        hours.recount()

    more(1)
    listed = ["/watch/", "/watch/queries/", "/watch/mentions/"]
    few = {page: asked(page) for page in listed}
    for number in range(2, 8):
        more(number)
    assert {page: asked(page) for page in listed} == few


def test_topics_and_lists_say_what_to_do_when_empty(as_alice: Client) -> None:
    assert "What should unsilo listen for?" in text(as_alice.get("/watch/"))
    assert "Nothing is listened for yet" in text(as_alice.get("/watch/queries/"))
    assert "Where do people speak of you?" in text(as_alice.get("/watch/feeds/"))
    assert "No mention here" in text(as_alice.get("/watch/mentions/"))
    assert "Nothing has stood out yet" in text(as_alice.get("/watch/alerts/"))


def test_toasts_can_undo(as_bob: Client, mention: Mention) -> None:
    answer = as_bob.post(f"/watch/mentions/{mention.pk}/dismiss/", follow=True)
    assert f'data-undo-url="/watch/mentions/{mention.pk}/restore/"' in text(answer)
    assert mentions.key_of("https://a.example/x/?b=1&a=2&fbclid=3#top") == "a.example/x?a=2&b=1"
