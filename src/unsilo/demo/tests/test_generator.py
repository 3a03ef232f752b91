import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from unsilo.demo.calendar import HOME
from unsilo.demo.company import CHANNELS_BY_KEY, COLLEAGUES_BY_EMAIL, DESKS_BY_KEY
from unsilo.demo.generator import build
from unsilo.demo.people import PEOPLE_BY_KEY

# A Tuesday morning, a Sunday night and New Year: the demo must look right whenever it is started.
MOMENTS = (
    datetime(2025, 11, 25, 16, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
)


@pytest.fixture(params=MOMENTS, ids=lambda moment: moment.strftime("%a"))
def now(request):
    return request.param


@pytest.fixture
def conversations(now):
    return build(now)


def overall(conversation):
    """Its liveliest state on any desk."""
    states = {placement.state for placement in conversation.placements}
    return next(s for s in ("open", "waiting", "snoozed", "done") if s in states)


def test_the_same_moment_gives_the_same_conversations(now, conversations):
    assert build(now) == conversations


def test_the_words_do_not_depend_on_the_day():
    first, second = (
        {c.key: [m.text for m in c.messages] for c in build(moment)} for moment in MOMENTS[:2]
    )
    assert first == second


def test_there_are_enough_conversations_in_every_state(conversations):
    assert len(conversations) >= 320
    states = Counter(overall(c) for c in conversations if not c.spam)
    assert 50 <= states["open"] <= 75
    assert 20 <= states["waiting"] <= 32
    assert 7 <= states["snoozed"] <= 14
    assert sum(c.spam for c in conversations) >= 10


def test_nine_languages_and_every_channel_are_there(conversations):
    languages = Counter(c.language for c in conversations)
    assert set(languages) == {"en", "de", "fr", "es", "nl", "pt", "it", "sv", "ja"}
    assert min(languages.values()) >= 5
    assert {c.channel_key for c in conversations} == set(CHANNELS_BY_KEY) - {"console"}


def test_no_two_conversations_begin_with_the_same_words(conversations):
    firsts = Counter(c.messages[0].text for c in conversations)
    assert firsts.most_common(1)[0][1] == 1


def test_no_slot_or_choice_is_left_unfilled(conversations):
    for conversation in conversations:
        for message in conversation.messages:
            whole = conversation.subject + message.text
            assert not re.search(r"[{}]|<(?!\S+@)\w+>", whole), whole


def test_time_runs_forward_and_never_past_now(now, conversations):
    for conversation in conversations:
        moments = [message.at for message in conversation.messages]
        assert moments == sorted(moments), conversation.key
        assert moments[-1] < now
        assert moments[0] > now - timedelta(days=62)
        for placement in conversation.placements:
            assert placement.snoozed_until is None or placement.snoozed_until > now


def test_today_is_lively(now, conversations):
    today = [c for c in conversations if c.last_at > now - timedelta(days=1)]
    assert len(today) >= 35
    assert sum(c.last_at > now - timedelta(hours=2) for c in conversations) >= 10
    unowned = [c for c in today if any(p.owner_email is None for p in c.placements)]
    assert len(unowned) >= 12
    assert len({c.channel_key for c in today}) == 5


def test_everything_refers_to_someone_or_somewhere(conversations):
    for conversation in conversations:
        assert conversation.person_key in PEOPLE_BY_KEY
        assert {p.desk_key for p in conversation.placements} <= set(DESKS_BY_KEY)
        for message in conversation.messages:
            known = PEOPLE_BY_KEY if message.kind == "in" else COLLEAGUES_BY_EMAIL
            assert message.author in known
        if conversation.public:
            assert conversation.permalink.startswith("https://")


def test_strangers_to_the_house_write_only_spam(conversations):
    for conversation in conversations:
        assert conversation.spam == PEOPLE_BY_KEY[conversation.person_key].stranger


def test_most_conversations_begin_by_day(conversations):
    hours = [c.messages[0].at.astimezone(HOME).hour for c in conversations]
    assert sum(8 <= hour < 21 for hour in hours) > 0.7 * len(hours)


def test_nobody_asks_the_same_thing_twice(conversations):
    asked = Counter((c.person_key, c.subject) for c in conversations if not c.public)
    assert [pair for pair, times in asked.items() if times > 1] == []
