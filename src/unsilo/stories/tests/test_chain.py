"""Articles are recognised, the chain says what led to what, and credit is never above 100 percent."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.accounts.models import Notice, User
from unsilo.channels.models import Channel
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid
from unsilo.inbox.checking import Level, Outgoing, findings
from unsilo.inbox.models import Conversation, Direction
from unsilo.listening.services.mentions import Post, hear
from unsilo.stories import matching
from unsilo.stories.models import Consent, Coverage, Credit, Pitch, Story
from unsilo.stories.queries.chain import chain_of
from unsilo.stories.queries.related import facts_of, proposals
from unsilo.stories.queries.tone import shift
from unsilo.stories.services import coverage, pitches, relations, stories
from unsilo.stories.tests.conftest import Converse, Press
from unsilo.triage.models import Reading
from unsilo.wins.services.conversions import Report, record_conversion

pytestmark = pytest.mark.django_db

ARTICLE = Post(
    url="https://www.pinecountyledger.example/2026/keeper",
    title="The lighthouse keeper of Pine County",
    author="Col Brandt",
    text="She had lost 412 lighthouses, and somebody rebuilt them. See https://fox.example/tide.",
)


@pytest.fixture
def pitched(granted: Consent, press: Channel, journalists: Press, paul: User) -> Pitch:
    story = Story.objects.get()
    stories.update_story(story, key_messages=["rebuilt 412 lighthouses", "open on Sundays"],
                         by=paul.actor)  # fmt: skip
    words = pitches.Words(journalists.col, "A keeper", "Edda Marsh: “I miss my lighthouses”")
    (made,) = pitches.pitch(story, words=[words], channel=press, user=paul, by=paul.actor)
    return made


def test_an_article_that_listening_hears_is_proposed_and_confirmed(
    pitched: Pitch, bob: User, paul: User
) -> None:
    hear([ARTICLE], brand=pitched.story.brand, by=SYSTEM)
    found = Coverage.objects.get()
    assert (found.state, found.story, found.pitch) == ("proposed", pitched.story, pitched)
    assert found.because.startswith("outlet:pinecountyledger.example, journalist:Col Brandt")
    assert found.pulled == ["rebuilt 412 lighthouses"]
    assert found.links == ["https://fox.example/tide"]
    assert (found.reach, found.reach_source) == (41_000, "outlet")
    assert not Notice.objects.filter(user=bob, title__startswith="Published").exists()
    coverage.confirm(found, user=paul, by=paul.actor)
    pitched.refresh_from_db()
    assert pitched.verdict == "covered"
    assert Story.objects.get().stage == "out"
    assert Notice.objects.filter(user=bob, title__startswith="Published").exists()


def test_an_article_about_something_else_is_not_proposed(pitched: Pitch) -> None:
    other = Post(url="https://www.pinecountyledger.example/fair", title="County fair opens")
    hear([other], brand=pitched.story.brand, by=SYSTEM)
    assert not Coverage.objects.exists()


def test_a_host_that_only_ends_alike_is_another_outlet() -> None:
    assert matching.stands_on("https://news.ledger.example/a", ["ledger.example"])
    assert not matching.stands_on("https://badledger.example/a", ["ledger.example"])


def test_the_chain_goes_from_the_mail_to_the_order(
    pitched: Pitch, mailed: Conversation, paul: User, bob: User
) -> None:
    hear([ARTICLE], brand=pitched.story.brand, by=SYSTEM)
    coverage.confirm(Coverage.objects.get(), user=paul, by=paul.actor)
    record_conversion(
        Report(source="shop", external_id="1", value=Decimal("18.00"), currency="USD",
               email="edda@harbour.example", happened_at=timezone.now()),
        by=SYSTEM,
    )  # fmt: skip
    chain = chain_of(Access.of(paul), Story.objects.get())
    edges = {(a.key.split(":")[0], b.key.split(":")[0]) for a, b in chain.edges}
    assert edges == {
        ("conversation", "answer"), ("conversation", "flag"), ("flag", "story"),
        ("story", "pitches"), ("pitches", "coverage"), ("conversation", "orders"),
    }  # fmt: skip
    orders = next(one for one in chain.nodes if one.key.startswith("orders"))
    assert orders.meta == "$18.00 assisted"


def test_credit_is_never_above_a_hundred(story: Story, bob: User, paul: User) -> None:
    stories.share_credit(story, metric="coverage", shares=[(bob, 60), (paul, 40)], by=paul.actor)
    with pytest.raises(Invalid, match="more than 100"):
        stories.share_credit(
            story, metric="coverage", shares=[(bob, 60), (paul, 41)], by=paul.actor
        )
    assert sum(Credit.objects.values_list("percent", flat=True)) == 100


def test_the_database_holds_that_too(story: Story, bob: User, paul: User) -> None:
    Credit.objects.create(story=story, metric="orders", user=bob, percent=70)
    Credit.objects.create(story=story, metric="coverage", user=bob, percent=70)
    with pytest.raises(IntegrityError, match="above 100"), transaction.atomic():
        Credit.objects.create(story=story, metric="orders", user=paul, percent=31)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE stories_credit SET percent = 101")


def test_a_post_and_the_mail_it_is_about_are_proposed_by_what_both_say(
    converse: Converse, bob: User
) -> None:
    asked = converse("How big is it? Support says 4.1 MB and order FOX-20431", name="Ann Lee",
                     sender="ann@sea.example")  # fmt: skip
    post = converse("They told me 4.1 MB! Order FOX-20431.", name="Sea Ann",
                    sender="sea@other.example")  # fmt: skip
    stranger = converse("I like 4.2 kites", name="Mo Re", sender="mo@re.example")
    Conversation.objects.filter(pk__in=[post.pk, stranger.pk]).update(public=True)
    assert set(facts_of(asked)) == {"4.1 mb", "fox-20431"}
    (found,) = proposals(Access.of(bob), asked)
    assert found.conversation == post
    assert "both say “4.1 mb”" in found.reason
    relations.relate(asked, post, because="", is_related=False, user=bob, by=bob.actor)
    assert proposals(Access.of(bob), asked) == []


def test_the_tone_before_and_after_our_first_answer_has_its_n(
    asked: Consent, mailed: Conversation
) -> None:
    answer = mailed.messages.get(direction=Direction.OUT)
    first = mailed.messages.get(direction=Direction.IN)
    Reading.objects.create(message=first, version="t", is_read=True, feeling="negative")
    unhappy = shift(mailed)
    assert unhappy is not None
    assert (unhappy.before.score, unhappy.is_known) == (-100, False)
    later = mailed.messages.create(
        direction="in", author_name="Edda Marsh", text="Thank you", sent_at=timezone.now()
    )
    assert later.sent_at > answer.sent_at
    Reading.objects.create(message=later, version="t", is_read=True, feeling="positive")
    found = shift(mailed)
    assert found is not None
    assert (found.before.n, found.after.n, found.change) == (1, 1, 200)


def test_an_answer_to_a_journalist_does_not_leak_what_was_not_granted(
    pitched: Pitch, paul: User
) -> None:
    pitched.story.consents.get().grants.filter(field="name").update(allowed=False)
    outgoing = Outgoing(
        access=Access.of(paul),
        text="Her name is Edda.",
        kind="reply",
        brand_id=pitched.story.brand_id,
        conversation=pitched.conversation,
    )
    stops = [one for one in findings(outgoing) if one.check == "consent"]
    assert [one.level for one in stops] == [Level.STOP]


@pytest.mark.parametrize("public", [False, True])
def test_where_no_pitch_can_stand_none_is_looked_for(
    mailed: Conversation, paul: User, public: bool
) -> None:
    if public:
        mailed.public, mailed.last_outbound_at = True, timezone.now()
    outgoing = Outgoing(
        access=Access.of(paul),
        text="Dear Edda, here they are again.",
        kind="reply",
        brand_id=mailed.brand_id,
        conversation=mailed,
    )
    with CaptureQueriesContext(connection) as asked:
        findings(outgoing)
    assert not [one for one in asked if "stories_pitch" in one["sql"]]
