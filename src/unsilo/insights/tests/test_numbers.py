"""Numbers are right: against a recount, after late changes, for whoever looks."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Hiding, Message, Placement, State
from unsilo.inbox.services import placements
from unsilo.insights.metrics import METRICS, Shape, metric
from unsilo.insights.models import Cell
from unsilo.insights.queries.lists import Narrowed, behind, by_user, recount
from unsilo.insights.queries.numbers import (
    DAY,
    Period,
    Scope,
    forecast,
    open_by_age,
    summaries,
    today,
)
from unsilo.insights.services import rollups
from unsilo.insights.sources import SOURCES
from unsilo.insights.tests.conftest import Past
from unsilo.triage.tests.conftest import Read
from unsilo.wins.queries.ways import way_for, ways_view
from unsilo.wins.services import links
from unsilo.wins.services.conversions import (
    Report,
    match_by_hand,
    record_conversion,
    undo_match,
)
from unsilo.wins.tests.conftest import Directory

EVERYTHING = Scope(None)


def assert_rollups_equal_a_recount(period: Period) -> None:
    found = summaries(EVERYTHING, [one.key for one in METRICS], period)
    for one in METRICS:
        figure = found[one.key].now
        counted, hits = recount(EVERYTHING, one, period)
        assert figure.counted == counted, one.key
        if one.shape is not Shape.LEVEL:
            assert figure.hits == hits, one.key


def test_every_metric_says_what_it_counts_and_has_a_source() -> None:
    assert {one.key for one in METRICS} == set(SOURCES)
    assert all(str(one.name) and str(one.formula) and str(one.opens) for one in METRICS)


def test_the_median_the_p90_and_the_mean_stand_beside_each_other(
    past: Past, bob: User, month: Period, counted: Callable[[], int]
) -> None:
    for hours in (1, 2, 3, 4, 90):
        past(days=5, hours=hours, by=bob)
    past(days=5)  # nobody answered
    counted()
    found = summaries(EVERYTHING, ["first_reply", "replied"], month)
    reply = found["first_reply"].now
    assert reply.median == pytest.approx(3)
    assert reply.p90 == pytest.approx(55.6)
    assert reply.mean == pytest.approx(20)
    assert found["replied"].now.value == pytest.approx(100 * 5 / 6)


def test_r40_only_a_colleagues_first_answer_counts_whatever_programs_send_and_however_it_reopens(
    past: Past, bob: User, alice: User, month: Period, counted: Callable[[], int]
) -> None:
    asked = past(days=5, hours=1, by=None, answer="We got your mail.")  # a program's words
    for hours, colleague in ((3, bob), (100, alice)):
        Message.objects.create(
            conversation=asked,
            direction="out",
            user=colleague,
            sent_at=asked.created_at + timedelta(hours=hours),
        )
    placements.set_state(asked.pk, state=State.DONE, by=bob.actor)
    placements.set_state(asked.pk, state=State.OPEN, by=SYSTEM)
    counted()
    reply = summaries(EVERYTHING, ["first_reply"], month)["first_reply"].now
    assert reply.counted == 1
    assert reply.median == pytest.approx(3)
    [counted_one] = behind(EVERYTHING, metric("first_reply"), month, limit=9).items
    assert (counted_one.conversation, counted_one.user) == (asked, bob)
    assert recount(EVERYTHING, metric("first_reply"), month)[0] == 1


def test_the_period_before_is_as_long_and_just_before(
    past: Past, bob: User, counted: Callable[[], int]
) -> None:
    for days in (1, 8, 9):
        past(days=days, hours=1, by=bob)
    counted()
    week = Period.until(today(), 7)
    found = summaries(EVERYTHING, ["arrived"], week)["arrived"]
    assert (found.now.counted, found.before.counted, found.change) == (1, 2, -1)
    assert week.before.last + DAY == week.first


def test_rollups_equal_a_recount_also_after_late_changes(
    past: Past,
    read: Read,
    shops: Directory,
    bob: User,
    support: Desk,
    community: Desk,
    month: Period,
    counted: Callable[[], int],
) -> None:
    asks = past("where can I buy Biscuit Heist? ZIP 55802", days=20)
    loves = past("I love it", days=12, hours=30, by=bob)
    broken = past("It came broken", days=6, hours=2, by=bob)
    for one in (asks, loves, broken):
        read(one)
    counted()
    assert_rollups_equal_a_recount(month)

    # An answer three weeks late, a link, a click, an order by its code
    key = ways_view(asks).ways[0].key
    way, wish = way_for(asks, key)
    link = links.offer(asks, way=way, product=wish.product, user=bob, by=bob.actor)
    links.count_click(link, visitor="somebody")
    record_conversion(
        Report(
            source="shop",
            external_id="1",
            value=Decimal("18.00"),
            currency="USD",
            code=link.code,
        ),
        by=SYSTEM,
    )
    counted()
    assert_rollups_equal_a_recount(month)
    found = summaries(EVERYTHING, ["ways_won", "revenue_direct", "buying_answered"], month)
    assert found["ways_won"].now.value == 100
    assert found["revenue_direct"].now.sums == {"USD": Decimal(18)}
    assert found["buying_answered"].now.hits == 1

    # Done, undone; a second desk and away from it again; spam after all
    done = placements.set_state(loves.pk, state=State.DONE, by=bob.actor)
    counted()
    assert summaries(EVERYTHING, ["closed"], month)["closed"].now.counted == 1
    assert done.event_id is not None
    placements.undo(done.event_id, by=bob.actor)
    placements.place(broken.pk, desk=community, by=bob.actor)
    counted()
    assert_rollups_equal_a_recount(month)
    assert summaries(EVERYTHING, ["closed"], month)["closed"].now.counted == 0
    placements.remove(broken.pk, desk=community, by=bob.actor)
    placements.mark_spam(loves.pk, spam=True, by=bob.actor)
    counted()
    assert_rollups_equal_a_recount(month)
    assert summaries(EVERYTHING, ["arrived"], month)["arrived"].now.counted == 2


def test_a_conversion_taken_back_is_no_revenue_any_more(
    past: Past, month: Period, bob: User, counted: Callable[[], int]
) -> None:
    asked = past("Where?", days=3)
    conversion, _new = record_conversion(
        Report(
            source="shop",
            external_id="2",
            value=Decimal(50),
            currency="EUR",
            happened_at=timezone.now() - timedelta(days=2),
        ),
        by=SYSTEM,
    )
    match_by_hand(conversion, conversation=asked, attribution="influenced", user=bob, by=bob.actor)
    counted()
    assert summaries(EVERYTHING, ["revenue_influenced"], month)["revenue_influenced"].now.sums
    undo_match(conversion, by=bob.actor)
    rollups.mark_recent()  # the day of the order stands in no event: the night finds it
    counted()
    assert not summaries(EVERYTHING, ["revenue_influenced"], month)["revenue_influenced"].now.sums


def test_counting_everything_again_changes_nothing(
    past: Past, bob: User, read: Read, counted: Callable[[], int]
) -> None:
    read(past("I love my otter", days=40, hours=5, by=bob))
    counted()
    fields = ("metric", "day", "desks", "counted", "hits", "total", "numbers")
    before = sorted(Cell.objects.values_list(*fields), key=str)
    rollups.forget()
    counted()
    assert sorted(Cell.objects.values_list(*fields), key=str) == before


def test_only_days_that_changed_are_counted_again(past: Past, counted: Callable[[], int]) -> None:
    past(days=50)
    assert counted() > 50
    assert counted() == rollups.ALWAYS + 1


def test_the_backlog_of_a_day_is_what_was_not_done_then(
    past: Past, bob: User, month: Period, counted: Callable[[], int]
) -> None:
    old, middle, _new = past(days=10), past(days=5), past(days=1)
    for one, days in ((old, 4), (middle, 2)):
        Placement.objects.filter(conversation=one).update(
            state=State.DONE, done_at=timezone.now() - timedelta(days=days)
        )
    counted()
    backlog = summaries(EVERYTHING, ["backlog"], month)["backlog"]
    assert [backlog.day(today() - DAY * n).counted for n in (11, 9, 5, 4, 3, 2, 1, 0)] == [
        *(0, 1, 2, 1, 1, 0, 1, 1)
    ]
    for day in month:
        ended = Period(day, day)
        assert recount(EVERYTHING, metric("backlog"), ended)[0] == backlog.day(day).counted
    assert dict(open_by_age(EVERYTHING, today())) == {
        (0, 0): 0, (1, 2): 1, (3, 6): 0, (7, 29): 0, (30, None): 0,
    }  # fmt: skip


def test_the_forecast_says_when_it_is_clear_or_that_it_grows(
    past: Past, month: Period, counted: Callable[[], int]
) -> None:
    for _n in range(20):
        past(days=20)
    for one in Conversation.objects.all()[:10]:
        Placement.objects.filter(conversation=one).update(
            state=State.DONE, done_at=timezone.now() - timedelta(days=3)
        )
    counted()
    found = summaries(EVERYTHING, ["backlog", "placed", "closed"], month)
    clear = forecast(found["backlog"], found["placed"], found["closed"], colleagues=1)
    assert (clear.standing, clear.net_a_day, clear.days) == (10, 1.0, 10)
    assert clear.on == today() + DAY * 10
    assert clear.with_one_more == 5
    grows = forecast(found["backlog"], found["closed"], found["placed"], colleagues=0)
    assert (grows.days, grows.on, grows.with_one_more) == (None, None, None)


def test_a_list_is_as_long_as_its_number_and_has_pages(
    past: Past, bob: User, alice: User, for_alice: Scope, month: Period, counted: Callable[[], int]
) -> None:
    for n in range(7):
        past(days=n + 1, hours=n, by=bob)
    counted()
    first = behind(for_alice, metric("first_reply"), month, limit=4)
    assert first.next_cursor
    rest = behind(for_alice, metric("first_reply"), month, limit=4, cursor=first.next_cursor)
    listed = [*first.items, *rest.items]
    number = summaries(for_alice, ["first_reply"], month)["first_reply"].now.counted
    assert len(listed) == number == 7
    assert rest.next_cursor is None
    assert [one.at for one in listed] == sorted((one.at for one in listed), reverse=True)
    assert all(one.conversation and one.user == bob for one in listed)


def test_nobody_counts_what_they_may_not_read(
    past: Past,
    press_room: Desk,
    alice: User,
    paul: User,
    charlie: User,
    month: Period,
    counted: Callable[[], int],
) -> None:
    past(days=2)
    secret = past(days=2)
    Placement.objects.filter(conversation=secret).update(desk=press_room)
    counted()
    numbers = {
        user.name: (
            summaries(Scope(Access.of(user)), ["arrived"], month)["arrived"].now.counted,
            len(behind(Scope(Access.of(user)), metric("arrived"), month).items),
        )
        for user in (alice, paul, charlie)
    }
    assert numbers == {"Alice Moreau": (1, 1), "Paul Reyes": (2, 2), "Charlie Stone": (0, 0)}


def test_a_public_reply_that_only_sends_people_away_is_deflected(
    past: Past, bob: User, month: Period, counted: Callable[[], int]
) -> None:
    away = "Sorry to hear that! Please email us at help@marmaladefox.example"
    for answer in (away, "Put the box on its side, wait for the click, then turn the key."):
        conversation = past(days=1, hours=1, by=bob, answer=answer)
        Conversation.objects.filter(pk=conversation.pk).update(public=True)
    past(days=1, hours=1, by=bob, answer=away)  # a letter: not in public
    counted()
    found = summaries(EVERYTHING, ["deflection"], month)["deflection"].now
    assert (found.hits, found.counted) == (1, 2)
    misses = behind(EVERYTHING, metric("deflection"), month, Narrowed(hit=False))
    assert len(misses.items) == 1


def test_what_each_colleague_did_comes_from_the_sources(
    past: Past, bob: User, alice: User, month: Period, counted: Callable[[], int]
) -> None:
    past(days=1, hours=2, by=bob)
    past(days=1, hours=4, by=bob)
    past(days=1, hours=9, by=alice)
    rows = by_user(EVERYTHING, metric("first_reply"), month)
    assert [(row.id, row.counted, round(row.median or 0, 3)) for row in rows] == [
        (bob.pk, 2, 3),
        (alice.pk, 1, 9),
    ]


def test_numbers_cost_the_same_number_of_queries_whatever_there_is(
    past: Past,
    bob: User,
    month: Period,
    counted: Callable[[], int],
    django_assert_num_queries: Callable[..., object],
) -> None:
    past(days=2, hours=1, by=bob)
    counted()
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        summaries(EVERYTHING, [one.key for one in METRICS], month)


def test_a_complaint_that_is_hidden_is_counted(
    past: Past, read: Read, bob: User, month: Period, counted: Callable[[], int]
) -> None:
    shown, conversation = past("It came broken", days=2), past("Broken again", days=2)
    for one in (shown, conversation):
        Conversation.objects.filter(pk=one.pk).update(public=True)
        read(one)
    Hiding.objects.create(
        message=Message.objects.filter(conversation=conversation).get(),
        conversation=conversation,
        state=Hiding.State.HIDDEN,
        reason="spam",
        is_complaint=True,
    )
    counted()
    found = summaries(EVERYTHING, ["hidden_complaints"], month)["hidden_complaints"].now
    assert (found.hits, found.counted) == (1, 2)
