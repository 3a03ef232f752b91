"""By when the foxes answer, what they hand each other, what they promised, and their rules."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from unsilo.accounts.models import Brand, Desk
from unsilo.channels.contract import MessageClass
from unsilo.core.actor import SYSTEM, Actor
from unsilo.demo.company import TIME_ZONE
from unsilo.demo.generator import ScriptedConversation
from unsilo.inbox.models import Conversation, Direction, Kind, Message, Placement, Priority, State
from unsilo.inbox.services import placements
from unsilo.people.models import Tier
from unsilo.routing.conditions import Actions, AssignTo, Conditions
from unsilo.routing.hours import Span
from unsilo.routing.models import Promise, Rule
from unsilo.routing.queries.facts import facts_for
from unsilo.routing.services import clocks, handoffs, levels, promises, rules, running

if TYPE_CHECKING:
    from unsilo.demo.founding import Cast
    from unsilo.demo.playback import Player

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RAN_FOR = timedelta(days=30)  # so long ago the colleagues wrote their first rules

# By desk: minutes until the first reply, and what it is for; the exact before the rough.
_LEVELS = (
    ("support", 8 * 60, None, None),
    ("support", 2 * 60, Priority.URGENT, None),
    ("community", 6 * 60, None, True),
    ("marketing", 16 * 60, None, None),
    ("pr", 8 * 60, None, None),
    ("pr", 60, Priority.URGENT, None),
    ("product", 24 * 60, None, None),
)

# Why a conversation was handed to PR, by its key.
HANDED = {
    "edda-lighthouses": "She wrote what her father built there. If she ever agrees, this is a story.",
    "bjork-westfjords": "A village, a radio and forty players: somebody should call them.",
    "brinemother-size": "She counts megabytes in public and has readers. Please answer as the studio.",
    "twins-one-oven": "Two sisters, one oven, one rule question. Worth a story if they like it.",
    "silas-ate-it": "The dog ate the biscuits. There is a photograph, and it is perfect.",
    "noor-night-shift": "One tide per night shift: a nurse tells what it is good for.",
    "bakery-biscuits": "A bakery bakes our biscuits. Press would love it; ask her first.",
    "otis-petition": "A petition with 214 signatures. Somebody should say something in public.",
    "stig-early-copy": "He has the expansion before the date and asks whether he may film it.",
    "creche-six": "A nursery has six of batch 0417. Please be ready for questions.",
    "lutz-sperrfrist": "Embargo question, he publishes tonight.",
}

# Where an answer promised something: which one (counted from 0), what, and when it is due; None
# where it waits until the person has written again.
_PROMISED: tuple[tuple[str, int, str, timedelta | None], ...] = (
    ("edda-lighthouses", 0, "her save, with every lighthouse where it was", 4 * DAY),
    ("brinemother-size", 0, "what the update weighs, and why", HOUR),
    ("hana-ferry", 0, "word when the ferry runs on time again", 9 * DAY),
    ("ward-otto", 0, "the result of sixty degrees, with a photograph", 5 * DAY),
    ("gwen-both-loose", 0, "the result of the pull test on both eyes", 20 * HOUR),
    ("pellegrin-eye-mail", 0, "whether the right eye is affected", 8 * HOUR),
    ("priscilla-data", 0, "everything but the account removed", None),
    ("dana-where", 0, "the stores nearest to her", None),
)
_BY_HAND = ("cassidy-bait", 0, "a sample for the shop she names", 3 * DAY)


def found(at: datetime, *, brand: Brand, desks: dict[str, Desk], by: Actor) -> None:
    """Business hours and service levels, as they were before the first message of the demo."""
    weekdays: list[tuple[Span, ...]] = [((8 * 60, 19 * 60),)] * 5
    levels.set_hours(
        brand=brand,
        time_zone=TIME_ZONE,
        week=[*weekdays, ((10 * 60, 16 * 60),), ()],
        closed=_holidays(at),
        by=by,
    )
    always: list[tuple[Span, ...]] = [((7 * 60, 23 * 60),)] * 7
    levels.set_hours(desk=desks["community"], time_zone=TIME_ZONE, week=always, closed={}, by=by)
    for key, minutes, priority, public in _LEVELS:
        levels.set_policy(desk=desks[key], minutes=minutes, priority=priority, public=public, by=by)


def _holidays(at: datetime) -> dict[date, str]:
    named: dict[date, str] = {}
    for year in (at.year, at.year + 1):
        november = date(year, 11, 1)
        thanksgiving = november + timedelta(days=(3 - november.weekday()) % 7 + 21)
        named[thanksgiving] = "Thanksgiving"
        named[date(year, 12, 25)] = "Christmas"
        named[date(year, 1, 1)] = "New Year"
        named[date(year, 7, 4)] = "Independence Day"
    return named


def place(script: ScriptedConversation, pk: int, desk: Desk, *, by: Actor, at: datetime) -> None:
    """Let a conversation stand on one more desk; where a reason is known, as a hand-off."""
    why = HANDED.get(script.key)
    if why and desk.discipline == "pr":
        conversation = Conversation.objects.get(pk=pk)
        handoffs.hand_off(conversation, to=desk, why=why, due_in=2 * HOUR, by=by, at=at)
    else:
        placements.place(pk, desk=desk, by=by, at=at)


def happenings(
    player: "Player", scripts: Iterable[ScriptedConversation]
) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Promises, made with an answer."""
    by_key = {script.key: script for script in scripts}
    for key, number, text, due in (*_PROMISED, _BY_HAND):
        script = by_key.get(key)
        answers = (
            [at for at, one in enumerate(script.messages) if one.kind == "out"] if script else ()
        )
        if script is None or len(answers) <= number:
            continue
        index = answers[number]
        made = script.messages[index].at + timedelta(seconds=20)
        yield made, partial(_promise, player, script, index, text, due, made)
        heard = [
            one.at
            for one in script.messages[index + 1 :]
            if one.kind == "in" and one.author == script.messages[0].author
        ]
        if due is None and heard:
            begun = heard[0] + timedelta(seconds=1)
            yield begun, partial(_begin, player, script, begun)
        if (key, number, text, due) == _BY_HAND:
            kept = made + 2 * DAY
            yield kept, partial(_keep, player, script, kept)


def _promise(
    player: "Player",
    script: ScriptedConversation,
    index: int,
    text: str,
    due: timedelta | None,
    at: datetime,
) -> None:
    user = player.cast.users[script.messages[index].author]
    promises.promise(
        Conversation.objects.get(pk=player.conversation_id(script.key)),
        text=text,
        due=at + due if due else None,
        within=HOUR / 2,
        owner=user,
        kept_by_answer=script.key != _BY_HAND[0],
        by=user.actor,
        at=at,
    )


def _begin(player: "Player", script: ScriptedConversation, at: datetime) -> None:
    conversation = Conversation.objects.get(pk=player.conversation_id(script.key))
    promises.begin_for([(conversation.pk, conversation.person_id, at)])


def _keep(player: "Player", script: ScriptedConversation, at: datetime) -> None:
    made = Promise.objects.select_related("owner").get(
        conversation=player.conversation_id(script.key)
    )
    assert made.owner is not None
    promises.keep(made, by=made.owner.actor, at=at)


# At the end: first replies of the whole time at once, what broke, and the rules


def settle(cast: "Cast", now: datetime) -> None:
    """Start and stop the clocks of what was taken in as history, and break what is late."""
    held = _first_placements()
    heard, answered = _first_words(Direction.IN), _first_words(Direction.OUT)
    waited = [one for one in heard if one.conversation_id in held]
    clocks.start_first_replies([_asked(one, held[one.conversation_id]) for one in waited])
    clocks.stop_by_answers([(one.conversation_id, one.pk, one.sent_at) for one in answered])
    unanswered = {one.conversation_id for one in heard} - {one.conversation_id for one in answered}
    for pk, placement in held.items():
        if pk in unanswered and placement.state == State.DONE:
            clocks.settle_unanswered(pk, at=placement.done_at or now)
    while broken := clocks.mark_broken(by=SYSTEM, now=now):
        promises.broken(broken)
    _write_rules(cast, now)


def _first_placements() -> dict[int, Placement]:
    placed = Placement.objects.filter(conversation__is_spam=False).select_related("conversation")
    return {one.conversation_id: one for one in placed.order_by("-placed_at", "-id")}


def _first_words(direction: Direction) -> list[Message]:
    said = Message.objects.filter(
        direction=direction, kind=Kind.MESSAGE, message_class=MessageClass.HUMAN
    )
    return list(
        said.only("conversation_id", "sent_at")
        .order_by("conversation", "sent_at", "pk")
        .distinct("conversation")
    )


def _asked(message: Message, placement: Placement) -> clocks.Asked:
    conversation = placement.conversation
    return clocks.Asked(
        conversation.pk,
        placement.desk_id,
        conversation.brand_id,
        conversation.public,
        message.sent_at,
        priority=placement.priority,
    )


def _write_rules(cast: "Cast", now: datetime) -> None:
    wrote = now - RAN_FOR
    by = cast.admin.actor
    made = [
        rules.create_rule(
            name=name, note=note, conditions=wanted, actions=done, ends=False, by=by, at=wrote
        )
        for name, note, wanted, done in _rules(cast)
    ]
    for rule in made[:-1]:  # the last is still being thought about
        rules.switch(rule, on=True, by=by, at=wrote)
    _run([made[1], made[2]], wrote, now)


def _rules(cast: "Cast") -> Sequence[tuple[str, str, Conditions, Actions]]:
    desk = {key: desk.pk for key, desk in cast.desks.items()}
    user = {email.partition("@")[0]: one.pk for email, one in cast.users.items()}
    channel = {key: one.pk for key, one in cast.channels.items()}
    tier = dict(Tier.objects.values_list("name", "pk"))
    return (
        (
            "A child may be hurt",
            "Ines reads every one of these herself. It never answers, and nothing about a child "
            "waits for a reading: it goes by words alone.",
            Conditions(
                begins=False,
                any_words=(
                    "0417",
                    "in her mouth",
                    "in his mouth",
                    "swallow*",
                    "chok*",
                    "eye came off",
                ),
            ),
            Actions(
                place=(desk["support"], desk["product"]),
                priority=Priority.URGENT,
                tags=("safety",),
                notify=(user["ines"],),
            ),
        ),
        (
            "VIPs are not left lying",
            "Not for favours: they wait as long as others for a refund, only not unseen.",
            Conditions(tiers=(tier["VIP"],)),
            Actions(priority=Priority.HIGH, tags=("vip",)),
        ),
        (
            "Press on deadline",
            "By words, since a deadline does not wait for a reading. Never for people who only say "
            "that they read about us.",
            Conditions(
                any_words=("deadline", "embargo", "interview", "press kit", "Sperrfrist"),
                no_words=("application", "internship"),
            ),
            Actions(tags=("press",), notify=(user["juno"],)),
        ),
        (
            "Where to buy, under our ads",
            "A buying question under an ad is the one comment that pays for the ad. In turn, so "
            "that nobody has all of them.",
            Conditions(paid=True, intents=("where_to_buy",)),
            Actions(assign=AssignTo(desk=desk["community"]), tags=("where-to-buy",)),
        ),
        (
            "German goes to Theo",
            "Only what is clearly German: where the reading is not sure, it stays with everybody.",
            Conditions(channels=(channel["help"], channel["form"]), languages=("de",)),
            Actions(assign=AssignTo(desk=desk["support"], user=user["theo"])),
        ),
        (
            "Insults in public",
            "Brings them to Community and no further. A complaint inside an insult is still "
            "answered; hiding is for people, with a reason.",
            Conditions(public=True, faith="bad"),
            Actions(place=(desk["community"],), tags=("bad-faith",)),
        ),
        (
            "Shops that ask at night",
            "Not switched on: see the dry run. Half of them write at night because they are "
            "in another time zone.",
            Conditions(channels=(channel["hello"],), in_hours=False, known=True),
            Actions(assign=AssignTo(desk=desk["marketing"]), priority=Priority.HIGH),
        ),
    )


def _run(made: Sequence[Rule], since: datetime, now: datetime) -> None:
    """What two of them did in these days."""
    heard = Message.objects.filter(
        direction=Direction.IN, message_class=MessageClass.HUMAN, sent_at__gte=since,
        sent_at__lt=now - HOUR,
    ).order_by("pk")  # fmt: skip
    sent = dict(heard.values_list("pk", "sent_at"))
    for facts in facts_for(list(sent)):
        running.run_rules(made, facts, at=sent[facts.message_id] + timedelta(seconds=50))
