"""What the arrivals page needs to show: something held, dismissed, failed, and one mail twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Outcome
from unsilo.channels.posted import CONTENT_TYPE
from unsilo.channels.services import arrivals, blobs
from unsilo.core.actor import SYSTEM
from unsilo.demo import letters
from unsilo.demo.generator import ScriptedMessage
from unsilo.demo.letters import Answered
from unsilo.demo.people import Customer
from unsilo.demo.playback import Player, Step, Unplayable
from unsilo.demo.script import flow
from unsilo.inbox.models import Message

_WIFE = Customer("karolina", "Karolina Bielak", "en", mail="karolina@stolik.example")
_CROOK = Customer("crook", "Rosalind Achterberg", "en", mail="rosa@slow-tides-mail.example")


def steps(player: Player) -> Iterator[Step]:
    now = player.now
    yield Step(now - timedelta(minutes=56), partial(_held, player, now - timedelta(minutes=56)))
    yield Step(now - timedelta(hours=3), partial(_dismissed, player, now - timedelta(hours=3)))
    yield Step(now - timedelta(hours=9), partial(_failed, player, now - timedelta(hours=9)))
    at = now - timedelta(hours=29, minutes=50)
    yield Step(at, partial(_twice, player, at))


def _held(player: Player, at: datetime) -> None:
    """Someone who was not in it answers a conversation: a person has to decide."""
    text = """
        Hello, I am the wife of the man with the coffee table. Please do not take it away so
        quickly. It has the right height.

        Karolina Bielak
        """
    _answer_as(player, _WIFE, "tomasz-second-box", text, at)


def _dismissed(player: Player, at: datetime) -> None:
    """Someone pretends to be a known person, from another domain; a colleague sent it away."""
    text = """
        Hello, it is Rosalind, I write from my other address. Please send the repaired file and the
        log-in for my account here instead, today if you can. Thank you kind foxes.
        """
    arrival = _answer_as(player, _CROOK, "rosalind-harbour", text, at)
    arrivals.dismiss(arrival, by=player.cast.admin.actor)


def _answer_as(player: Player, who: Customer, key: str, text: str, at: datetime) -> Arrival:
    heard = Message.objects.filter(conversation_id=player.conversation_id(key)).order_by("id")[0]
    raw = letters.mail(
        f"{key}.{who.key}",
        ScriptedMessage("in", who.key, at, flow(text), None, (), "human"),
        person=who,
        to=[player.cast.channels["help"].config["address"]],
        subject=f"Re: {heard.subject}",
        language="en",
        answered=Answered(heard.external_id, heard.author_name, heard.text, heard.sent_at),
    )
    arrival = player.take(player.cast.channels["help"], raw, at=at)
    if arrival.outcome != Outcome.HELD:
        raise Unplayable(f"{arrival.external_key} was not held but {arrival.outcome}")
    return arrival


def _failed(player: Player, at: datetime) -> None:
    """A comment whose picture was cut off on the way: it can't be read, at any try."""
    broken = (
        b'{"external_id": "lumen-99812", "author": {"id": "danarolls", "name": "Dana Whitlock"}, '
        b'"text": "look what my dog did to the box", "attachments": [{"filename": "the-box.png", '
        b'"content_type": "image/png", "content_base64": "iVBORw0KGgoAAA"}]}'
    )
    raw = RawArrival("lumen-99812", broken, CONTENT_TYPE)
    for arrival in arrivals.receive(player.cast.channels["comments"], [raw], by=SYSTEM, at=at):
        reason = "the-box.png: content_base64 is not base64"
        arrivals.finish(arrival, by=SYSTEM, outcome=Outcome.FAILED, reason=reason)


def _twice(player: Player, at: datetime) -> None:
    """Wendell wrote to two of our addresses at once: one conversation, two arrivals."""
    first = Arrival.objects.get(external_key="wendell-eaten.0")
    raw = RawArrival("wendell-eaten.copy", blobs.read(first.blob_id))
    arrival = player.take(player.cast.channels["help"], raw, at=at)
    if arrival.outcome != Outcome.DUPLICATE:
        raise Unplayable(f"{arrival.external_key} was not known but {arrival.outcome}")
