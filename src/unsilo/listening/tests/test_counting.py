"""What is counted, where, once; and hours that equal their recount."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Count
from django.db.models.functions import TruncHour
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.listening.models import Hour, Query, Series, Sighting
from unsilo.listening.services import counting, hours, topics
from unsilo.listening.services.mentions import Post, hear
from unsilo.listening.tests.conftest import NOW, Tell
from unsilo.triage.models import Reading

pytestmark = pytest.mark.django_db


def counts(query: Query) -> dict[bool, int]:
    rows = Sighting.objects.filter(series__query=query)
    found = rows.values_list("series__public").annotate(n=Count("pk"))
    return dict(found)


def test_private_and_public_are_counted_apart(otto: Query, tell: Tell) -> None:
    tell("Otto lost an eye")
    tell("my plush dog is loved", public=True)
    tell("Tidewick crashes")
    assert counts(otto) == {False: 1, True: 1}


def test_a_query_hears_only_what_it_asks_for(brand: Brand, tell: Tell) -> None:
    some = {
        (hears, audience): topics.create_query(
            name=f"{hears} {audience}", brand=brand, any_of=["otto"], hears=hears,
            audience=audience, by=SYSTEM,
        )
        for hears in ("conversations", "mentions")
        for audience in ("public", "private")
    }  # fmt: skip
    tell("otto")
    tell("otto", public=True)
    hear([Post(url="https://a.example/1", title="Otto")], brand=brand, by=SYSTEM)
    assert counts(some["conversations", "public"]) == {True: 1}
    assert counts(some["conversations", "private"]) == {False: 1}
    assert counts(some["mentions", "public"]) == {True: 1}
    assert counts(some["mentions", "private"]) == {}


def test_everything_of_a_brand_is_counted_without_being_asked_for(
    brand: Brand, other_brand: Brand, tell: Tell
) -> None:
    topics.ensure_automatic()
    topics.ensure_automatic()
    tell("Tidewick crashes")
    everything = Query.objects.filter(kind="brand")
    assert {query.brand: counts(query) for query in everything} == {
        brand: {False: 1},
        other_brand: {},
    }


def test_a_restricted_desk_is_counted_nowhere(
    otto: Query, tell: Tell, press_room: Desk, brand: Brand
) -> None:
    secret = create_channel(
        kind="console", name="Secret", brand=brand, desk=press_room, config={}, by=SYSTEM
    )
    message = tell("Otto and the lawyers", channel=secret, count=False)
    assert not counting.counted_messages(NOW - timedelta(days=1)).filter(pk=message.pk).exists()
    assert counting.restricted_desks() == {press_room.pk}


def test_a_batch_costs_three_statements_whatever_its_size(otto: Query, tell: Tell) -> None:
    messages = [tell(f"Otto {n}", count=False) for n in range(30)]
    rows = counting.counted_messages(NOW - timedelta(days=1))
    heard = [counting.heard_of(row) for row in rows]
    counting.count(heard[:1])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        counting.count(heard)
    assert len(asked) == 2
    assert counts(otto) == {False: len(messages)}


def test_a_new_query_knows_its_past(brand: Brand, tell: Tell) -> None:
    tell("Otto once", at=NOW - timedelta(days=9), count=False)
    tell("Otto twice", at=NOW - timedelta(days=3), public=True, count=False)
    tell("Otto long ago", at=NOW - timedelta(days=400), count=False)
    post = Post(url="https://a.example/otto", title="Otto on telly")
    (mention,) = hear([post], brand=brand, by=SYSTEM)
    query = topics.create_query(name="Otto", brand=brand, any_of=["otto"], by=SYSTEM)
    counting.learn()
    assert counts(query) == {False: 1, True: 2}
    assert list(mention.queries.all()) == [query]
    query.refresh_from_db()
    assert query.learned_at is not None


def test_other_words_begin_another_series(otto: Query, tell: Tell) -> None:
    tell("Otto")
    tell("Tidewick")
    topics.update_query(otto, name="Otto", any_of=["tidewick"], by=SYSTEM)
    assert not Series.objects.filter(query=otto).exists()
    counting.learn()
    assert counts(otto) == {False: 1}


def test_what_triage_reads_is_counted_by_what_people_want(brand: Brand, tell: Tell) -> None:
    topics.ensure_automatic()
    counting.learn()
    message = tell("It broke", at=NOW)
    Reading.objects.create(
        message=message, version="x", is_read=True, intent="complaint_product",
        intents=["complaint_product", "praise"], made_at=NOW + timedelta(minutes=1),
    )  # fmt: skip
    counting.count_readings(NOW + timedelta(minutes=2))
    counting.count_readings(NOW + timedelta(minutes=4))
    complaints = Query.objects.get(brand=brand, intent="complaint_product")
    assert counts(complaints) == {False: 1}
    assert Sighting.objects.get(series__query=complaints).at == NOW + timedelta(minutes=1)
    assert counts(Query.objects.get(brand=brand, intent="praise")) == {False: 1}


def test_hours_equal_their_recount_whenever_and_however_often_they_are_made(
    otto: Query, tell: Tell
) -> None:
    for number in range(40):
        tell(f"Otto {number}", at=NOW + timedelta(minutes=7 * number), sender=f"p{number % 7}@x.x")
        if number % 9 == 0:
            hours.recount()
    tell("Otto, late", at=NOW - timedelta(days=2))
    hours.recount()
    hours.recount()
    series = Series.objects.get(query=otto, public=False)
    counted = (
        Sighting.objects.filter(series=series)
        .annotate(hour=TruncHour("at"))
        .values_list("hour")
        .annotate(n=Count("pk"), people=Count("author", distinct=True))
        .order_by("hour")
    )
    rolled = Hour.objects.filter(series=series).order_by("at").values_list("at", "count", "people")
    assert list(rolled) == list(counted)
    assert sum(count for _at, count, _people in rolled) == 41


def test_sightings_are_forgotten_after_ninety_days_and_hours_stay(otto: Query, tell: Tell) -> None:
    tell("Otto", at=NOW - timedelta(days=100))
    tell("Otto", at=NOW)
    hours.recount(NOW - timedelta(days=99))
    hours.recount(NOW)
    assert hours.forget_old(NOW) == 1
    hours.recount(NOW)
    assert Hour.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_count_the_same_count_it_once(otto: Query, tell: Tell) -> None:
    for number in range(20):
        tell(f"Otto {number}", count=False)
    heard = [counting.heard_of(row) for row in counting.counted_messages(NOW - timedelta(days=1))]
    start = threading.Barrier(4)
    failed: list[DatabaseError] = []

    def work(mine: list[counting.Heard]) -> None:
        try:
            start.wait(timeout=20)
            for _ in range(5):
                with transaction.atomic():
                    counting.count(mine)
        except DatabaseError as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(heard[::step],)) for step in (1, -1, 1, -1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert not failed
    assert counts(otto) == {False: 20}
