"""What the foxes told the world: flags, stories at every stage, journalists, articles.

Told at the end of the demo's history, each thing with the moment it happened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from unsilo.accounts.models import Brand, User
from unsilo.channels.models import Delivery
from unsilo.channels.services import deliveries
from unsilo.core.actor import SYSTEM
from unsilo.demo import letters
from unsilo.demo.company import COLLEAGUES_BY_KEY, COMPANIES_BY_KEY
from unsilo.demo.generator import ScriptedMessage
from unsilo.demo.letters import Answered
from unsilo.demo.people import PEOPLE_BY_KEY
from unsilo.demo.tales import (
    DECLINED,
    EVERYWHERE,
    JOURNALISTS,
    LIGHTHOUSE,
    MEGABYTES,
    OTHERS,
    OUTLETS,
    PRESS,
    WAITING,
    Told,
)
from unsilo.inbox.models import Conversation, Message
from unsilo.listening.services.mentions import Post, hear
from unsilo.stories.models import Consent, Coverage, Flag, MediaContact, Pitch, Scored, Story
from unsilo.stories.services import consents, coverage, flags, media, pitches, relations, stories
from unsilo.wins.services.conversions import Report, match_by_hand, record_conversion

if TYPE_CHECKING:
    from unsilo.demo.playback import Player


def tell(player: "Player") -> None:
    """Everything, in its order."""
    Teller(player).tell()


class Teller:
    def __init__(self, player: "Player") -> None:
        self.player, self.now = player, player.now
        self.brand = Brand.objects.get()
        self.juno = self._user("juno")
        self.contacts: dict[str, MediaContact] = {}

    def tell(self) -> None:
        self._directory()
        self._lighthouse()
        self._megabytes()
        self._others()
        for told in WAITING:
            self._flag(told)
        for told, reason, words in DECLINED:
            flag = self._flag(told)
            at = min(flag.flagged_at + timedelta(hours=20), self.now - timedelta(minutes=10))
            flags.decline(
                flag, reason=reason, words=words, user=self.juno, by=self.juno.actor, at=at
            )
        stories.create_story(
            brand=self.brand, title="Why our support writes the patch notes", told_by_us=True,
            angles=["transformation"], owner=self.juno, by=self.juno.actor,
            breath="Who hears the bug explains the fix. Fewer letters came after each update.",
            points={"innovative": 3, "problem_solving": 2}, at=self._at(4),
        )  # fmt: skip

    def _user(self, key: str) -> User:
        return self.player.cast.users[COLLEAGUES_BY_KEY[key].email]

    def _at(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def _conversation(self, key: str) -> Conversation:
        related = Conversation.objects.select_related("channel", "person", "brand")
        return related.get(pk=self.player.conversation_id(key))

    def _directory(self) -> None:
        outlets = {}
        for key, kind, region, reach, source in OUTLETS:
            company = COMPANIES_BY_KEY[key]
            outlets[key] = media.save_outlet(
                name=company.name, kind=kind, domains=[company.domain], region=region, reach=reach,
                reach_source=source, reach_on=self._at(30).date() if reach else None,
                by=self.juno.actor,
            )  # fmt: skip
        for key, outlet, role, beats in JOURNALISTS:
            person = PEOPLE_BY_KEY[key]
            self.contacts[key] = media.save_contact(
                outlet=outlets[outlet], name=person.name, email=person.mail, role=role,
                beats=list(beats), by=self.juno.actor,
            )  # fmt: skip

    # From the flag to consent

    def _flag(self, told: Told) -> Flag:
        user = self._user(told.by)
        conversation = self._conversation(told.key)
        at = max(self._at(told.ago), conversation.last_message_at + timedelta(minutes=25))
        return flags.flag(
            conversation,
            what=told.what,
            points=dict(zip(Scored.CRITERIA, told.points, strict=True)),
            angles=[told.angle],
            quote=told.quote,
            is_sensitive=told.sensitive,
            user=user,
            by=user.actor,
            at=min(at, self.now - timedelta(minutes=20)),
        )

    def _take(self, told: Told) -> Story:
        flag = self._flag(told)
        at = flag.flagged_at + timedelta(hours=5)
        story = flags.take(
            flag, user=self.juno, by=self.juno.actor, title=told.title, at=min(at, self.now)
        )
        return stories.update_story(
            story, breath=told.breath or told.what, key_messages=told.messages, by=self.juno.actor
        )

    def _ask(self, story: Story) -> Consent:
        conversation = story.conversation
        assert conversation is not None
        cells = [cell for cell in EVERYWHERE if not (story.is_sensitive and cell[1] == "ad")]
        at = min(story.created_at + timedelta(hours=3), self.now - timedelta(minutes=5))
        consent = consents.ask(
            story,
            conversation=self._conversation_of(conversation.pk),
            text=consents.first_words(story, conversation.person.name),
            cells=cells,
            user=self.juno,
            desks=[],
            by=self.juno.actor,
            at=at,
        )
        self._went_out(consent.message, at)
        return consent

    def _conversation_of(self, pk: int) -> Conversation:
        return Conversation.objects.select_related("channel", "person", "brand").get(pk=pk)

    def _answer(self, consent: Consent, allowed: Sequence[tuple[str, str]]) -> Story:
        at = min(consent.asked_at + timedelta(hours=19), self.now)
        consents.note_opened(consent, at=at - timedelta(minutes=4))
        consents.answer(consent, allowed=allowed, at=at)
        return Story.objects.get(pk=consent.story_id)

    def _went_out(self, message: Message | None, at: datetime) -> None:
        assert message is not None
        delivery = Delivery.objects.get(message_id=message.pk)
        deliveries.record_sent(delivery, at=at + timedelta(seconds=12), by=SYSTEM)

    # From the pitch to the article

    def _pitch(
        self, story: Story, keys: Sequence[str], text: str, *, days: float,
        embargo_at: datetime | None = None,
    ) -> dict[str, Pitch]:  # fmt: skip
        at = max(self._at(days), story.stage_at + timedelta(hours=2))
        made = {}
        for key in keys:
            contact = self.contacts[key]
            if pitches.has_open_complaint(contact):
                continue
            words = pitches.Words(contact, story.title, pitches.for_contact(text, contact))
            (made[key],) = pitches.pitch(
                story, words=[words], channel=self.player.cast.channels["press"], user=self.juno,
                angle=story.angles[0], by=self.juno.actor, at=at, embargo_at=embargo_at,
                why_again="They asked to hear of this one",
            )  # fmt: skip
            self._went_out(made[key].message, at)
            at += timedelta(minutes=7)
        return made

    def _replies(self, pitch: Pitch, key: str, text: str, *, hours: float, verdict: str) -> None:
        """The journalist's answer arrives in the pitch's own conversation."""
        person, sent = PEOPLE_BY_KEY[key], pitch.message
        assert sent is not None
        at = min(pitch.pitched_at + timedelta(hours=hours), self.now - timedelta(minutes=3))
        message = ScriptedMessage("in", key, at, text, None, (), "human")
        raw = letters.mail(
            f"pitch-{pitch.pk}", message, person=person,
            to=[self.player.cast.channels["press"].config["address"]],
            subject=f"Re: {sent.subject}", language="en",
            answered=Answered(sent.external_id, sent.author_name, sent.text, sent.sent_at),
        )  # fmt: skip
        self.player.take(self.player.cast.channels["press"], raw, at=at)
        pitches.set_verdict(pitch, verdict=verdict, by=self.juno.actor, at=at)

    def _article(self, story: Story, post: Post) -> Coverage:
        """A feed brings it, and Juno confirms."""
        assert post.published_at is not None
        at = post.published_at + timedelta(minutes=40)
        hear([post], brand=self.brand, by=SYSTEM, at=at, is_past=True)
        found = Coverage.objects.get(url=post.url)
        confirmed = coverage.confirm(
            found, user=self.juno, by=self.juno.actor, at=at + timedelta(hours=1)
        )
        return coverage.describe(
            confirmed, tone="positive", reach=confirmed.reach,
            reach_source=confirmed.reach_source, pulled=confirmed.pulled, by=self.juno.actor,
        )  # fmt: skip

    # The stories

    def _lighthouse(self) -> None:
        story = self._answer(self._ask(self._take(LIGHTHOUSE)), PRESS)
        stories.add_evidence(
            story, proves="312 minutes, two evenings, from his own log", user=self.juno,
            by=self.juno.actor, at=self._at(38),
        )  # fmt: skip
        text = (
            "Hello [name],\n\nMrs. Marsh is 91 and lost 412 lighthouses. Theo rebuilt them by "
            "hand. “I counted them. You had put back one that I forgot,” she wrote. Would that be "
            "something for [outlet]? She takes calls, not on Tuesdays.\n\nJuno"
        )
        made = self._pitch(story, ["nadia", "col", "achebe", "pascal"], text, days=18)
        for key, words, hours, verdict in (
            ("nadia", "Yes please. Could I talk to Theo on Friday?", 5, "interested"),
            ("col", "Saturday page, if you have the two pictures.", 9, "interested"),
            (
                "achebe",
                "One hour about small lights. I would love her voice in it.",
                26,
                "interested",
            ),
            ("pascal", "Lovely, but not for us this month, sorry.", 30, "declined"),
        ):
            if key in made:
                self._replies(made[key], key, words, hours=hours, verdict=verdict)
        self._article(
            story,
            Post(url="https://pinecountyledger.example/saturday/the-lighthouse-keeper",
                 title="The lighthouse keeper", author="Col Brandt", source="Pine County Ledger",
                 place="press", published_at=self._at(9),
                 text="A player of 91 lost a small harbour to a broken update of Tidewick. A "
                 "support agent rebuilt 412 lighthouses by hand, from a blurred photograph. "
                 "https://shop.marmaladefox.example/tidewick"),
        )  # fmt: skip
        self._article(
            story,
            Post(url="https://secondbreakfast.example/p/lighthouse-keeper-support",
                 title="A lighthouse keeper, and support that takes two evenings",
                 author="Nadia Faraday", source="Second Breakfast", place="press",
                 published_at=self._at(6),
                 text="Somebody at Marmalade Fox rebuilt 412 lighthouses by hand. “I counted them. "
                 "You had put back one that I forgot.” Support may take two evenings."),
        )  # fmt: skip
        coverage.enter(
            brand=self.brand, story=story, url="https://radionorthwater.example/evenings/small-lights",
            title="One hour about small lights", kind="broadcast", author="Mercy Achebe",
            published_at=self._at(4), tone="positive", user=self.juno, by=self.juno.actor,
            at=self._at(4),
        )  # fmt: skip
        theo, marit = self._user("theo"), self._user("marit")
        for metric in ("coverage", "orders"):
            stories.share_credit(
                story, metric=metric, by=self.juno.actor,
                shares=[(theo, 40), (self.juno, 35), (marit, 25)],
            )  # fmt: skip

    def _megabytes(self) -> None:
        asked, post = self._conversation("brinemother-asked"), self._conversation(MEGABYTES.key)
        marit = self._user("marit")
        relations.relate(
            asked, post, because="the same name, both say “4.1 MB”", user=marit, by=marit.actor,
            at=post.created_at + timedelta(minutes=12),
        )  # fmt: skip
        story = self._take(MEGABYTES)
        story = stories.update_story(story, told_by_us=True, by=self.juno.actor)
        stories.add_evidence(
            story, proves="11 months wrong, 1 day to correct everywhere", user=self.juno,
            by=self.juno.actor, at=story.created_at + timedelta(hours=2),
        )  # fmt: skip
        stories.move(story, stage="ready", by=self.juno.actor,
                     at=story.created_at + timedelta(hours=3))  # fmt: skip
        story.refresh_from_db()
        text = (
            "Hello [name],\n\nfor eleven months we told people megabytes where it was gigabytes. "
            "We would like to tell [outlet] how we noticed, what it cost and what stands on the "
            "page now.\n\nJuno"
        )
        made = self._pitch(story, ["patch", "nadia"], text, days=25)
        if "patch" in made:
            self._replies(
                made["patch"], "patch", "It is rare that I get to change a title.", hours=20,
                verdict="interested",
            )  # fmt: skip
        self._article(
            story,
            Post(url="https://patchworknotes.example/4-1-the-honest-correction",
                 title="4.1 MB: the honest correction", author="Philippa Noakes",
                 source="Patchwork Notes", place="press", published_at=self._at(21),
                 text="They had told people megabytes. They said so in the thread, we paid the bill, "
                 "they wrote, and now the size stands on the page before the button of Tidewick."),
        )  # fmt: skip
        # Who read it, ordered with the code of the article: a colleague says where that belongs.
        for number, value, days in (("FX-HONEST-1", "24.00", 20), ("FX-HONEST-2", "24.00", 18)):
            report = Report(
                source="fox-shop", external_id=number, value=Decimal(value), currency="USD",
                code="HONEST41", happened_at=self._at(days),
            )  # fmt: skip
            order, _new = record_conversion(report, by=SYSTEM, at=self._at(days))
            match_by_hand(
                order, conversation=post, attribution="influenced", user=marit, by=marit.actor
            )
        bram = self._user("bram")
        stories.share_credit(
            story, metric="coverage", by=self.juno.actor,
            shares=[(self.juno, 50), (marit, 40), (bram, 10)],
        )  # fmt: skip

    def _others(self) -> None:
        self._ask(self._take(OTHERS["asked"]))
        self._answer(
            self._ask(self._take(OTHERS["ready"])), [("words", "press"), ("words", "page")]
        )
        self._answer(
            self._ask(self._take(OTHERS["dog"])),
            [cell for cell in EVERYWHERE if cell[1] != "ad"],
        )
        self._take(OTHERS["checking"])
        denied = self._answer(self._ask(self._take(OTHERS["denied"])), [])
        stories.put_away(
            denied, reason="no_consent", words="He would rather settle it with the neighbour.",
            by=self.juno.actor, at=self._at(25),
        )  # fmt: skip
        village = self._answer(self._ask(self._take(OTHERS["village"])), PRESS)
        text = (
            "Hello [name],\n\nsixty-three people, one closed road and a league table in a swimming "
            "pool. The priest is second. May we tell [outlet] more?\n\nJuno"
        )
        made = self._pitch(
            village, ["tidsfordriv", "wuerfelpost"], text, days=7,
            embargo_at=self.now + timedelta(days=8),
        )  # fmt: skip
        if "tidsfordriv" in made:
            self._replies(
                made["tidsfordriv"], "tidsfordriv", "Agreed, not before then. Is the pool heated?",
                hours=22, verdict="embargo",
            )  # fmt: skip
        self._withdrawn()

    def _withdrawn(self) -> None:
        """He said yes, it stood on our page, and then they would rather keep it to themselves."""
        consent = self._ask(self._take(OTHERS["withdrawn"]))
        story = self._answer(consent, EVERYWHERE)
        self._pitch(
            story, ["achebe"], "Hello [name],\n\none card, one question, one yes. For [outlet]?",
            days=15,
        )  # fmt: skip
        coverage.enter(
            brand=self.brand, story=story, kind="ours", title="The Last Biscuit",
            url="https://marmaladefox.example/table/the-last-biscuit", published_at=self._at(12),
            user=self.juno, by=self.juno.actor, at=self._at(12),
        )  # fmt: skip
        consents.withdraw(consent, at=self._at(3))
        first = consent.takedowns.filter(coverage__isnull=False).first()
        assert first is not None
        consents.set_taken_down(first, done=True, user=self.juno, by=self.juno.actor)
