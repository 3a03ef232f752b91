"""What stands out is said once, grows, and is judged by people."""

from datetime import datetime, timedelta
from itertools import count

import pytest

from unsilo.accounts.models import Brand, User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.listening import ports
from unsilo.listening.models import Alert, Query, Series
from unsilo.listening.queries.quality import quality
from unsilo.listening.services import alerts, counting, hours, scoring, topics
from unsilo.listening.services.mentions import Post, hear
from unsilo.listening.tests.conftest import NOW, Tell
from unsilo.triage.models import Reading

pytestmark = pytest.mark.django_db

BATCH = (
    "Otto’s left eye came off, the label says 0417",
    "The eye of our Otto is loose, batch 0417",
    "0417 here too, the button eye of Otto came off",
    "Otto lost an eye, my daughter had it in her mouth. Batch 0417",
    "Das Auge von unserem Otto ist ab, Nummer 0417",
)


def chatter(tell: Tell, days: int = 10, *, until: datetime = NOW) -> None:
    """A letter about Otto now and then, and other letters."""
    for day in range(1, days + 1):
        tell("Where can I buy Otto the dog?", at=until - timedelta(days=day, hours=day % 5))
        tell("Biscuit Heist has a card too many", at=until - timedelta(days=day, hours=3))


def bad_batch(tell: Tell, begin: datetime, many: int = 11, *, public: bool = False) -> None:
    for number in range(many):
        at = begin + timedelta(minutes=10 * number)
        tell(BATCH[number % len(BATCH)], at=at, sender=f"parent{number}@x.example", public=public)


def watch(begin: datetime, until: datetime) -> None:
    """The worker, minute by minute in steps of five."""
    for number in count():
        now = begin + number * timedelta(minutes=5)
        if now > until:
            return
        hours.recount(now)
        scoring.score(now)


def test_eleven_letters_about_one_batch_in_two_hours_are_one_threat(
    otto: Query, tell: Tell
) -> None:
    topics.ensure_automatic()
    counting.learn()
    chatter(tell)
    bad_batch(tell, NOW)
    watch(NOW, NOW + timedelta(hours=3))
    alert = Alert.objects.get()
    assert (alert.query, alert.kind, alert.status) == (otto, "threat", "new")
    assert (alert.observed, alert.people, alert.private) == (11, 11, 11)
    assert alert.expected < 2
    assert alert.factor > 5
    assert alert.severity >= 2
    assert alert.raised_at < NOW + timedelta(hours=2)
    words = [word for word, _count in alert.words]
    assert "0417" in words
    assert "eye" in " ".join(words)
    assert "otto" not in words
    assert len(alert.telling) == 5
    assert alert.public_at is None
    assert alert.head_start(NOW + timedelta(hours=3)) == timedelta(hours=3)
    kinds = list(Event.objects.filter(kind__startswith="alert.").values_list("kind", flat=True))
    assert kinds.count("alert.raised") == 1
    assert "alert.grew" in kinds


def test_scoring_again_raises_nothing_twice(otto: Query, tell: Tell) -> None:
    chatter(tell)
    bad_batch(tell, NOW)
    end = NOW + timedelta(hours=2)
    watch(NOW, end)
    before = list(Series.objects.values_list("pk", "scored_until", "surprise"))
    scoring.score(end)
    scoring.score(end)
    assert list(Series.objects.values_list("pk", "scored_until", "surprise")) == before
    assert Alert.objects.count() == 1


def test_a_series_scored_now_and_then_is_scored_as_if_always(otto: Query, tell: Tell) -> None:
    chatter(tell)
    scoring.score(NOW)
    bad_batch(tell, NOW)
    scoring.score(NOW + timedelta(minutes=50))
    scoring.score(NOW + timedelta(hours=2))
    piecewise = Series.objects.get(query=otto, public=False)
    Series.objects.update(state={}, scored_until=None)
    Alert.objects.all().delete()
    scoring.score(NOW + timedelta(hours=2))
    whole = Series.objects.get(query=otto, public=False)
    assert (whole.surprise, whole.observed) == (piecewise.surprise, piecewise.observed)
    assert whole.state == piecewise.state


def test_one_person_who_writes_thirty_times_is_no_alert(otto: Query, tell: Tell) -> None:
    chatter(tell)
    for number in range(30):
        tell(f"Otto, again, {number}", at=NOW + timedelta(minutes=number), sender="loud@x.example")
    watch(NOW, NOW + timedelta(hours=1))
    assert not Alert.objects.exists()


def test_the_first_day_of_an_installation_is_no_alert(otto: Query, tell: Tell) -> None:
    tell("Otto", at=NOW - timedelta(hours=5))
    bad_batch(tell, NOW)
    watch(NOW, NOW + timedelta(hours=2))
    assert not Alert.objects.exists()


def test_a_photo_that_takes_off_is_an_opportunity(brand: Brand, otto: Query, tell: Tell) -> None:
    chatter(tell, 20)
    for number in range(40):
        at = NOW + timedelta(minutes=2 * number)
        post = Post(
            url=f"https://pics.example/{number}", author=f"fan{number}", published_at=at,
            text="The dog in the Otto box! Look at that corgi, it fits", likes=900,
        )  # fmt: skip
        (mention,) = hear([post], brand=brand, by=SYSTEM, at=at)
        mention.feeling, mention.read_at = "positive", at
        mention.save()
    watch(NOW, NOW + timedelta(hours=2))
    alert = Alert.objects.get()
    assert alert.kind == "opportunity"
    assert (alert.private, alert.people) == (0, 40)
    assert alert.head_start(NOW) is None
    assert "corgi" in " ".join(word for word, _count in alert.words)


def test_what_becomes_public_ends_the_head_start(otto: Query, tell: Tell) -> None:
    chatter(tell)
    bad_batch(tell, NOW)
    public_at = NOW + timedelta(hours=1, minutes=42)
    tell("Otto’s eye came off. batch 0417!", at=public_at, public=True)
    watch(NOW, NOW + timedelta(hours=2, minutes=30))
    alert = Alert.objects.get()
    assert alert.public_at == public_at
    assert alert.head_start(NOW + timedelta(days=2)) == public_at - alert.since
    assert alert.public == 1


def test_two_topics_about_the_same_letters_are_one_alert(
    brand: Brand, otto: Query, tell: Tell
) -> None:
    topics.create_query(name="Safety", brand=brand, any_of=["eye", "Auge", "mouth"], by=SYSTEM)
    topics.ensure_automatic()
    counting.learn()
    chatter(tell)
    bad_batch(tell, NOW, 20)
    watch(NOW, NOW + timedelta(hours=4))
    assert Alert.objects.count() == 1


def test_readings_that_come_later_change_what_an_alert_is(otto: Query, tell: Tell) -> None:
    chatter(tell)
    letters = [
        tell("Otto is wonderful, thank you", at=NOW + timedelta(minutes=3 * n)) for n in range(12)
    ]
    watch(NOW, NOW + timedelta(minutes=40))
    assert Alert.objects.get().kind == "threat"
    for message in letters:
        Reading.objects.create(message=message, version="x", is_read=True, feeling="positive")
    watch(NOW + timedelta(minutes=45), NOW + timedelta(minutes=45))
    assert Alert.objects.get().kind == "opportunity"


def test_who_is_told_hears_of_it_once_and_again_when_it_gets_worse(
    otto: Query, tell: Tell, monkeypatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(ports, "_alarms", [lambda alert: heard.append(alert.severity)])
    chatter(tell)
    bad_batch(tell, NOW, 25)
    watch(NOW, NOW + timedelta(hours=5))
    assert heard == sorted(set(heard))
    assert len(heard) in (1, 2)


def raised(otto: Query) -> Alert:
    series, _ = Series.objects.get_or_create(query=otto, public=False)
    return Alert.objects.create(
        query=otto, series=series, title="Otto", kind="threat", since=NOW - timedelta(hours=1),
        until=NOW, observed=9, people=9, private=9, expected=1, surprise=5, raised_at=NOW,
    )  # fmt: skip


def test_it_is_acknowledged_and_taken_back(otto: Query, bob: User) -> None:
    alert = alerts.acknowledge(raised(otto), user=bob, by=bob.actor)
    assert (alert.status, alert.acknowledged_by) == ("acknowledged", bob)
    alert = alerts.take_back(alert, by=bob.actor)
    assert (alert.status, alert.acknowledged_at) == ("new", None)


def test_it_is_closed_with_what_it_was_and_opened_again(otto: Query, bob: User) -> None:
    alert = raised(otto)
    with pytest.raises(Invalid):
        alerts.close(alert, closing="unsaid", user=bob, by=bob.actor)
    alert = alerts.close(alert, closing="known", note="the  newsletter", user=bob, by=bob.actor)
    assert (alert.status, alert.closing, alert.note) == ("closed", "known", "the newsletter")
    with pytest.raises(Conflict):
        alerts.close(alert, closing="real", user=bob, by=bob.actor)
    alert = alerts.reopen(alert, by=bob.actor)
    assert (alert.status, alert.closing, alert.closed_by) == ("new", "", None)


def test_an_alert_that_nobody_judges_is_closed_after_a_week_and_counts_neither_way(
    otto: Query, brand: Brand, bob: User
) -> None:
    alert = raised(otto)
    alerts.follow(NOW + timedelta(days=8))
    alert.refresh_from_db()
    assert (alert.status, alert.closing) == ("closed", "unsaid")
    found = quality([brand.pk], since=NOW - timedelta(days=30))
    assert (found.real, found.false, found.unsaid, found.precision) == (0, 0, 1, None)


def test_precision_is_the_share_of_real_ones_among_those_judged_real_or_false(
    otto: Query, brand: Brand, other_brand: Brand, bob: User
) -> None:
    for closing in ("real", "real", "real", "false", "known"):
        alerts.close(raised(otto), closing=closing, user=bob, by=bob.actor)
    found = quality([brand.pk], since=NOW - timedelta(days=30))
    assert (found.real, found.false, found.known, found.precision) == (3, 1, 1, 75)
    assert [(one.label, one.real, one.false) for one in found.detectors] == [
        ("Words, private", 3, 1)
    ]
    assert quality([other_brand.pk], since=NOW - timedelta(days=30)).precision is None


def test_an_incident_takes_an_alert_over_and_gives_it_back(otto: Query, bob: User) -> None:
    alert = alerts.become_incident(raised(otto), user=bob, by=bob.actor)
    assert (alert.status, alert.acknowledged_by) == ("incident", bob)
    alerts.follow(NOW + timedelta(days=30))
    alert.refresh_from_db()
    assert alert.status == "incident"
    assert alerts.leave_incident(alert, by=bob.actor).status == "acknowledged"
