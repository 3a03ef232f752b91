"""The demo as it stands in the database, and how it gets there."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from unsilo.accounts.models import Brand, User
from unsilo.channels.models import Arrival, Channel, Delivery, Outcome
from unsilo.demo import company, founding, oddities
from unsilo.demo.generator import build
from unsilo.demo.people import PEOPLE
from unsilo.demo.playback import Player
from unsilo.inbox.models import (
    Conversation,
    Direction,
    Draft,
    Kind,
    Message,
    NoteMention,
    Placement,
)
from unsilo.people.models import Identity, Person

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)

# One of everything: mail, form, comment, bounce, spam, two desks, snoozed, files, many languages.
SOME = (
    "rosalind-harbour",
    "tomasz-second-box",
    "dana-where",
    "barnaby-typo",
    "wendell-eaten",
    "hana-ferry",
    "kenji-save",
    "uschi-oma-80",
    "etienne-voisin",
    "sardinas-pedido",
    "fenna-zes-blikjes",
    "tiago-porto",
    "nonna-ascensore",
    "gunilla-horn",
    "spam-prize",
    "kenji-out-of-office",
    "winston-proposal",
    "ilse-recall",
)


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """A company in which some of the stories have happened; gone when the module is done."""
    scripts = [script for script in build(NOW) if script.key in SOME]
    with django_db_blocker.unblock():
        try:
            founding.found(NOW)
            player = Player(founding.assemble(), NOW)
            steps = [*player.steps(scripts), *oddities.steps(player)]
            player.play(sorted(steps, key=lambda step: step.at))
            yield {script.key: script for script in scripts}
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def conversation_of(played, db):
    """The conversation that a story has become."""

    def find(key):
        return Conversation.objects.get(
            pk=Arrival.objects.get(external_key=f"{key}.0").conversation_id
        )

    return find


def test_the_company_stands_as_written(played, db):
    assert Brand.objects.get().name == company.BRAND
    assert {user.email for user in User.objects.all()} == set(company.COLLEAGUES_BY_EMAIL)
    assert {channel.name for channel in Channel.objects.all()} == {
        channel.name for channel in company.CHANNELS
    }
    for colleague in company.COLLEAGUES:
        user = User.objects.get(email=colleague.email)
        assert user.role == colleague.role
        assert user.check_password(company.PASSWORD)
        assert {seat.desk.name for seat in user.seats.select_related("desk")} == {
            company.DESKS_BY_KEY[key].name for key in colleague.desks
        }


def test_everyone_is_known_with_their_identities_company_and_tier(played, db):
    for customer in PEOPLE:
        if customer.stranger:
            continue
        kind, value = ("email", customer.mail) if customer.mail else ("handle", customer.handle)
        person = Identity.objects.get(kind=kind, value=value).person
        assert person.name == customer.name
        assert str(person.tier or "") == customer.tier
        works_for = company.COMPANIES_BY_KEY.get(customer.company)
        assert (person.company.name if person.company else "") == (
            works_for.name if works_for else ""
        )


def test_every_message_reads_as_written_and_was_sent_when_the_script_says(played, conversation_of):
    for key, script in played.items():
        messages = list(Message.objects.filter(conversation=conversation_of(key)).order_by("id"))
        said = [one for one in script.messages if one.mail_class != "bounce_hard"]
        texts = [one.reply_text.partition("\n\nhttp://127.0.0.1:8765/go/")[0] for one in messages]
        assert texts == [one.text for one in said]
        assert [one.sent_at for one in messages] == [one.at for one in said]
        files = [[file.filename for file in one.attachments] for one in said]
        assert [[file.filename for file in one.attachments.all()] for one in messages] == files


def test_every_conversation_stands_where_the_script_leaves_it(played, conversation_of):
    for key, script in played.items():
        found = {
            (placement.desk.name, placement.state, placement.owner and placement.owner.email)
            for placement in Placement.objects.filter(
                conversation=conversation_of(key)
            ).select_related("desk", "owner")
        }
        assert found == {
            (company.DESKS_BY_KEY[one.desk_key].name, one.state, one.owner_email)
            for one in script.placements
        }, key


def test_answers_have_gone_out_before_now(played, db):
    sent = Delivery.objects.exclude(state=Delivery.State.FAILED)
    assert {delivery.state for delivery in sent} == {Delivery.State.SENT}
    assert all(delivery.sent_at < NOW for delivery in sent)
    answers = Message.objects.filter(direction=Direction.OUT, kind=Kind.MESSAGE)
    assert Delivery.objects.count() == answers.count()


def test_one_answer_has_bounced_and_shows_why(played, conversation_of):
    bounced = Delivery.objects.get(state=Delivery.State.FAILED)
    assert bounced.conversation_id == conversation_of("barnaby-typo").pk
    assert "does not exist" in bounced.reason


def test_public_comments_keep_their_post_and_their_bystanders(conversation_of):
    dana = conversation_of("dana-where")
    assert dana.public
    assert dana.paid
    assert dana.permalink.startswith("https://")
    assert "Kip Larsen" in {message.author_name for message in dana.messages.all()}


def test_spam_is_marked(conversation_of):
    assert conversation_of("spam-prize").is_spam


def test_the_arrivals_page_has_something_to_show(played, db):
    outcomes = Counter(Arrival.objects.values_list("outcome", flat=True))
    assert outcomes[Outcome.HELD] == 1
    assert outcomes[Outcome.IGNORED] == 1
    assert outcomes[Outcome.FAILED] == 1
    assert outcomes[Outcome.DUPLICATE] == 1
    assert outcomes[Outcome.BOUNCED] == 1
    assert outcomes[Outcome.PENDING] == 0
    assert all(Arrival.objects.exclude(outcome=Outcome.IMPORTED).values_list("outcome", flat=True))


def test_drafts_and_mentions_wait_for_their_people(conversation_of):
    assert Draft.objects.get(conversation=conversation_of("dana-where")).user.first_name == "Ines"
    called = NoteMention.objects.filter(conversation=conversation_of("ilse-recall"))
    assert {mention.user.first_name for mention in called} >= {"Priya", "Ines"}


def test_people_were_last_heard_when_they_wrote(played, db):
    rosalind = Person.objects.get(name="Rosalind Achterberg", tier__name="VIP")
    last_word = Message.objects.filter(person=rosalind).latest("sent_at")
    assert rosalind.last_seen_at == last_word.sent_at
