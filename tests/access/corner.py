"""One conversation with all that can hang on one, so that each address has something to open."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.channels.contract import Address, Author, InboundMessage, RawArrival
from unsilo.channels.models import Channel, Delivery
from unsilo.channels.services import arrivals, blobs
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Attachment, Conversation, Message, Priority
from unsilo.inbox.recipients import Recipients
from unsilo.inbox.services import hiding, notes, placements, tags
from unsilo.inbox.services.conversations import start_conversation
from unsilo.inbox.services.incoming import add_incoming
from unsilo.inbox.services.replies import Answer, send_answer
from unsilo.incidents.models import Incident, Touched
from unsilo.incidents.services.touched import touch
from unsilo.people.models import Person
from unsilo.people.services import find_or_create_person
from unsilo.routing.models import Rule, RuleRun
from unsilo.routing.services import handoffs, promises
from unsilo.stories.models import Evidence, Takedown
from unsilo.stories.services import consents, coverage, flags, pitches, stories
from unsilo.stories.services.media import save_contact
from unsilo.triage.models import Head, Reading
from unsilo.triage.services import corrections
from unsilo.wins.models import Product, Store
from unsilo.wins.queries.ways import ways_view
from unsilo.wins.services import links, requests
from unsilo.wins.services.conversions import Report, record_conversion


@dataclass(frozen=True)
class Around:
    """What is there for all conversations."""

    product: Product
    duel: Product
    store: Store
    rule: Rule
    incident: Incident
    outlet: Any


def furnish(
    channel: Channel,
    wall: Channel,
    desk: Desk,
    next_desk: Desk,
    *,
    worker: User,
    word: str,
    around: Around,
) -> dict[str, Any]:
    """A conversation on ``desk`` and what hangs on it, by the name of its parameter in addresses.

    ``word`` stands in every text of it: where that is read, the conversation shows through.
    """
    by = worker.actor
    conversation, message, person = _letter(channel, desk, word)
    blob = blobs.put(f"a file about {word}".encode())
    attachment = Attachment.objects.create(
        message=message,
        blob=blob,
        filename=f"{word}.txt",
        content_type="text/plain",
        size=blob.size,
    )
    note = notes.add_note(conversation.pk, user=worker, text=f"{word}, between us", by=by)
    tags.tag(conversation.pk, name=word.lower(), by=by)
    reading = Reading.objects.create(
        message=message, version="test", is_read=True, language="en", feeling="negative",
        intent="complaint_product", intents=["complaint_product"],
    )  # fmt: skip
    corrections.correct(message.pk, head=Head.INTENT, said="complaint_values", by=by, user=worker)
    answer = _answer(conversation, f"It is on its way, {word}.", worker, desk)
    [arrival] = arrivals.receive(
        channel, [RawArrival(f"raw-{word}", f"Subject: {word}\n\n{word}".encode())], by=SYSTEM
    )
    placements.assign(conversation.pk, desk=desk, owner=worker, by=by)
    raised = placements.set_priority(conversation.pk, desk=desk, priority=Priority.HIGH, by=by)
    promise = promises.promise(
        conversation, text=f"Send {word} by Friday", within=timedelta(days=1), owner=worker,
        desk=desk, by=by,
    )  # fmt: skip
    handoff = handoffs.hand_off(
        conversation, to=next_desk, why=f"{word} asks for the press", by=by, from_desk=desk
    )
    run = RuleRun.objects.create(
        rule=around.rule, message=message, conversation=conversation, event_ids=[raised.event_id]
    )
    other, _message, _person = _letter(channel, desk, word, sender="second")
    return {
        "conversation_id": conversation.pk,
        "other_id": other.pk,
        "message_id": message.pk,
        "note_message": note.pk,
        "answer_message": answer.pk,
        "attachment_id": attachment.pk,
        "person_id": person.pk,
        "reading": reading.pk,
        "arrival_id": arrival.pk,
        "delivery_id": Delivery.objects.get(message_id=answer.pk).pk,
        "event_id": raised.event_id,
        "promise": promise.pk,
        "handoff": handoff.pk,
        "run": run.pk,
        "channel_id": channel.pk,
        "desk_id": desk.pk,
        "desk_slug": desk.slug,
        **_hidden(wall, desk, word, worker),
        **_told(conversation, desk, word, worker, channel, around),
        **_won(conversation, word, around),
        "touched_id": _touched(conversation, word, around.incident),
    }


def _letter(
    channel: Channel, desk: Desk, word: str, *, sender: str = "dana"
) -> tuple[Conversation, Message, Person]:
    author = Author("email", f"{sender}@{word.lower()}.example", f"Dana {word}")
    now = timezone.now()
    person = find_or_create_person(author=author, at=now, by=SYSTEM)
    conversation = start_conversation(
        channel=channel, person=person, subject=f"About {word}", by=SYSTEM, at=now, desk=desk
    )
    text = f"My {word} came broken. Where can I buy Teaspoon Duel near 55804?"
    message = add_incoming(
        conversation,
        channel=channel,
        parsed=InboundMessage(
            external_id=f"{conversation.pk}@{word}", author=author, text=text, reply_text=text,
            subject=f"About {word}", html=f"<p>{text}</p>",
        ),
        person=person,
        by=SYSTEM,
        at=now,
    )  # fmt: skip
    conversation.refresh_from_db()
    return conversation, message, person


def _answer(conversation: Conversation, text: str, worker: User, desk: Desk) -> Message:
    conversation.refresh_from_db()
    answer = Answer(
        text=text, recipients=Recipients(to=(Address("dana@whitlock.example"),)),
        seen_version=conversation.version, confirmed=True,
    )  # fmt: skip
    return send_answer(conversation.pk, answer, user=worker, desks=[desk], by=worker.actor)


def _hidden(channel: Channel, desk: Desk, word: str, worker: User) -> dict[str, Any]:
    """A public comment that one person wants hidden, for which it takes two."""
    conversation, message, _person = _letter(channel, desk, word, sender="loud")
    Conversation.objects.filter(pk=conversation.pk).update(public=True)
    hidden = hiding.hide(message.pk, reason="spam", words=word, user=worker, by=worker.actor)
    return {"hiding_id": hidden.pk, "public_conversation": conversation.pk}


def _touched(conversation: Conversation, word: str, incident: Incident) -> int:
    touch(incident, conversation_ids=[conversation.pk], why=f"They say {word}", by=SYSTEM)
    return Touched.objects.get(conversation=conversation).pk


def _told(
    conversation: Conversation,
    desk: Desk,
    word: str,
    worker: User,
    channel: Channel,
    around: Around,
) -> dict[str, Any]:
    """The story it became, as far as the article."""
    by = worker.actor
    raised = flags.flag(
        conversation, what=f"Rebuilt {word} by hand", points={"beyond": 3}, quote=f"My {word}",
        user=worker, by=by,
    )  # fmt: skip
    story = flags.take(raised, user=worker, by=by, title=f"The keeper of {word}")
    open_flag = flags.flag(
        Conversation.objects.exclude(pk=conversation.pk).filter(person=conversation.person).first()
        or conversation,
        what=f"More of {word}", points={"beyond": 2}, user=worker, by=by,
    )  # fmt: skip
    stories.add_evidence(
        story, url=f"https://{word.lower()}.example/", proves=word, user=worker, by=by
    )
    asked = consents.ask(
        story, conversation=conversation, text=f"May we, {word}? {consents.LINK}",
        cells=[("words", "press"), ("name", "press")], user=worker, desks=[desk], by=by,
    )  # fmt: skip
    consents.answer(asked, allowed=[("words", "press"), ("name", "press")])
    contact = save_contact(
        outlet=around.outlet,
        name="Col Brandt",
        email=f"col{conversation.pk}@ledger.example",
        by=SYSTEM,
    )
    [pitch] = pitches.pitch(
        story, words=[pitches.Words(contact, f"A keeper of {word}", f"About {word}")],
        channel=channel, user=worker, by=by,
    )  # fmt: skip
    article = coverage.enter(
        brand=channel.brand, url=f"https://ledger.example/{conversation.pk}", title=f"{word} told",
        story=story, by=by,
    )  # fmt: skip
    takedown = Takedown.objects.create(consent=asked, coverage=article)
    return {
        "flag": open_flag.pk,
        "story": story.pk,
        "evidence": Evidence.objects.filter(story=story).latest("pk").pk,
        "consent": asked.pk,
        "consent_token": consents.address(asked).rstrip("/").rpartition("/")[2],
        "pitch": pitch.pk,
        "coverage": article.pk,
        "takedown": takedown.pk,
        "contact": contact.pk,
    }


def _won(conversation: Conversation, word: str, around: Around) -> dict[str, Any]:
    """The link that sold, and the form that asks a store."""
    ways = ways_view(conversation)
    link = links.offer(conversation, way=ways.ways[0], product=around.product, user=None, by=SYSTEM)
    sold, _new = record_conversion(
        Report(source="shop", external_id=word, value=Decimal(18), currency="USD", code=link.code),
        by=SYSTEM,
    )
    form = requests.issue(
        product=around.duel, store=around.store, brand=conversation.brand, shopper=f"Dana {word}",
        zip="55804", conversation=conversation, why=f"For {word}", by=SYSTEM,
    )  # fmt: skip
    return {
        "link_id": link.pk, "link_code": link.code, "conversion": sold.pk, "request_form": form.pk,
        "form_code": form.code,
    }  # fmt: skip
