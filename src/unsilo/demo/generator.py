"""Sixty days of conversations: the written stories and many short cases, the same on every run."""

import html
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from unsilo.demo import attachments, calendar
from unsilo.demo.company import CHANNELS_BY_KEY, COLLEAGUES_BY_KEY, POSTS_BY_TITLE
from unsilo.demo.frequent import FAMILIES, Case, Family
from unsilo.demo.people import PEOPLE, PEOPLE_BY_KEY, PUBLIC, Customer
from unsilo.demo.script import Draft, Line, Stand, Story
from unsilo.demo.stories import STORIES

SEED = 417

_CHOICE = re.compile(r"\{([^{}]*)\}")
_CASES = 149  # of those that families could fill; more make the first start longer
_OPEN_CASES = 14
_WAITING_CASES = 9
_DAYS = 58
# Write their own stories only, or are nobody in particular.
_NEVER_AT_RANDOM = (
    {"daemon", "dentist", "parcelbot", "buchhaltung", "creche"}
    | {"marmalady", "foxgarden", "wendell", "twins", "priscilla"}
    | {story.person for story in STORIES if "safety" in story.tags}
)

_SLOTS = {
    "game": ("Biscuit Heist", "Lantern Box", "Teaspoon Duel"),
    "piece": ("custard cream", "left lantern glass", "small kettle", "brown dog", "tide marker"),
    "card": ("The Witness", "Custard Cream", "The Cat Flap", "Second Helping", "Kitchen Light"),
    "city": ("Fargo", "Leeds", "Halifax", "Boise", "Cork", "Eau Claire", "Dunedin", "Ghent"),
    "code": ("9QLM", "70BX", "K3MR", "W0LF", "2HVE", "TIDE"),
}


@dataclass(frozen=True)
class ScriptedAttachment:
    filename: str
    content_type: str

    def content(self) -> bytes:
        return attachments.make(self.filename)


@dataclass(frozen=True)
class ScriptedMessage:
    """`kind` is in, out or note; `author` a customer's key or a colleague's address."""

    kind: str
    author: str
    at: datetime
    text: str
    html: str | None
    attachments: tuple[ScriptedAttachment, ...]
    mail_class: str


@dataclass(frozen=True)
class ScriptedPlacement:
    desk_key: str
    state: str
    owner_email: str | None
    snoozed_until: datetime | None = None


@dataclass(frozen=True)
class ScriptedConversation:
    key: str
    channel_key: str
    person_key: str
    subject: str
    language: str
    public: bool
    paid: bool
    permalink: str
    placements: tuple[ScriptedPlacement, ...]
    tags: tuple[str, ...]
    priority: str
    spam: bool
    messages: tuple[ScriptedMessage, ...]
    drafts: tuple[Draft, ...]

    @property
    def last_at(self) -> datetime:
        return self.messages[-1].at


def build(now: datetime, *, seed: int = SEED) -> tuple[ScriptedConversation, ...]:
    """Every conversation of the demo, oldest first."""
    dice = random.Random(seed)  # noqa: S311 - a script, not a secret
    stories = (*STORIES, *_cases(dice, now))
    scripted = (_play(story, dice, now) for story in stories)
    return tuple(sorted(scripted, key=lambda one: (one.messages[0].at, one.key)))


def _play(story: Story, dice: random.Random, now: datetime) -> ScriptedConversation:
    person = PEOPLE_BY_KEY[story.person]
    start = calendar.begin(dice, now, story.ago)
    moments = calendar.times(start, story.lines, now)
    rich = CHANNELS_BY_KEY[story.channel].kind == "email"
    return ScriptedConversation(
        key=story.key,
        channel_key=story.channel,
        person_key=story.person,
        subject=story.subject,
        language=story.language or person.language,
        public=story.public,
        paid=story.paid,
        permalink=story.permalink,
        placements=tuple(_stand(stand, now) for stand in story.desks),
        tags=story.tags,
        priority=story.priority,
        spam=story.spam,
        messages=tuple(
            _message(line, at, rich=rich) for line, at in zip(story.lines, moments, strict=True)
        ),
        drafts=story.drafts,
    )


def _message(line: Line, at: datetime, *, rich: bool) -> ScriptedMessage:
    return ScriptedMessage(
        kind=line.kind,
        author=line.by,
        at=at,
        text=line.text,
        html=_html(line) if rich and line.kind == "in" and len(line.by) % 2 else None,
        attachments=tuple(
            ScriptedAttachment(name, attachments.content_type(name)) for name in line.files
        ),
        mail_class=line.mail_class,
    )


def _html(line: Line) -> str:
    """What about half of all mail programs would have sent next to the plain text."""
    paragraphs = (html.escape(part).replace("\n", "<br>") for part in line.text.split("\n\n"))
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _stand(stand: Stand, now: datetime) -> ScriptedPlacement:
    until = None if stand.until is None else now + stand.until
    return ScriptedPlacement(stand.desk, stand.state, stand.owner, until)


def _cases(dice: random.Random, now: datetime) -> Iterator[Story]:
    """Give every frequent case a person, a day and an end."""
    drawn = [
        (family, case, time)
        for family in FAMILIES
        for case in family.cases
        for time in range(case.uses)
    ]
    dice.shuffle(drawn)
    fresh, waiting = _OPEN_CASES, _WAITING_CASES
    asked: set[tuple[str, str]] = set()
    for number, (family, case, time) in enumerate(drawn[:_CASES]):
        person = _someone(dice, family, case, asked)
        words = _Words(dice, person, time)
        ago = calendar.random_ago(dice, now, first=2, last=_DAYS)
        routine = family.spam or family.mail_class != "human" or family.key == "trolls"
        if fresh and not routine:
            fresh -= 1
            ending = _Ending("open", None, with_answer=False, with_thanks=False)
            ago = timedelta(minutes=dice.randrange(6, 60 * 22))
        elif waiting and case.answer:
            waiting -= 1
            ending = _Ending("waiting", dice.choice(family.owners), True, False)
            ago = timedelta(hours=dice.randrange(26, 6 * 24))
        else:
            owner = None if routine else dice.choice(family.owners)
            ending = _Ending("done", owner, True, with_thanks=dice.random() < 0.5)
        yield _story(f"{family.key}-{number}", family, case, words, ending, ago, time)


@dataclass(frozen=True)
class _Ending:
    state: str
    owner: str | None
    with_answer: bool
    with_thanks: bool


def _story(
    key: str,
    family: Family,
    case: Case,
    words: "_Words",
    ending: _Ending,
    ago: timedelta,
    time: int,
) -> Story:
    dice, person = words.dice, words.person
    lines = [
        Line("in", person.key, words.fill(case.text), timedelta(), case.files, family.mail_class)
    ]
    if ending.with_answer and case.answer and ending.owner:
        email = COLLEAGUES_BY_KEY[ending.owner].email
        gap = timedelta(minutes=dice.randrange(12, 60 * 9))
        lines.append(Line("out", email, words.fill(case.answer), gap, _repaired(case)))
        if ending.with_thanks and case.thanks:
            gap = timedelta(minutes=dice.randrange(20, 60 * 60))
            lines.append(Line("in", person.key, words.fill(case.thanks), gap))
    channel = family.channels[time % len(family.channels)]
    desk = family.desk or CHANNELS_BY_KEY[channel].desk
    post = POSTS_BY_TITLE.get(case.subject)
    owner = None if ending.owner is None else COLLEAGUES_BY_KEY[ending.owner].email
    return Story(
        key=key,
        channel=channel,
        person=person.key,
        subject=words.fill(case.subject),
        ago=ago,
        desks=(Stand(desk, ending.state, owner),),
        lines=tuple(lines),
        tags=(case.tag,) if case.tag else family.tags,
        public=family.public,
        paid=post is not None and post.paid,
        permalink=post.permalink if post else family.permalink,
        spam=family.spam,
        language=family.language,
    )


def _repaired(case: Case) -> tuple[str, ...]:
    """A save that came in goes back mended."""
    return tuple(
        name.replace(".sav", "_repaired.sav") for name in case.files if name.endswith(".sav")
    )


def _someone(
    dice: random.Random, family: Family, case: Case, asked: set[tuple[str, str]]
) -> Customer:
    """Somebody who could write this and has not asked the same before."""
    if case.by:
        return PEOPLE_BY_KEY[case.by]
    public = family.channels == ("comments",)
    able = [
        person
        for person in (PEOPLE if family.people else PUBLIC)
        if (person.key in family.people if family.people else _ordinary(person, family))
        and (bool(person.handle) if public else bool(person.mail))
        and (person.key, case.text) not in asked
    ]
    chosen = dice.choice(able)
    asked.add((chosen.key, case.text))
    return chosen


def _ordinary(person: Customer, family: Family) -> bool:
    special = person.tier or person.stranger or person.note or person.key in _NEVER_AT_RANDOM
    return not special and person.language == family.language


class _Words:
    """Fill one case's choices and slots; a slot keeps its word within a conversation."""

    def __init__(self, dice: random.Random, person: Customer, time: int) -> None:
        self.dice = dice
        self.person = person
        self._time = time
        self._slots = {name: dice.choice(words) for name, words in _SLOTS.items()}
        self._slots["order"] = str(dice.randrange(18_400, 20_480))
        self._slots["count"] = str(dice.randrange(31, 390))
        self._slots["name"] = person.first_name

    def fill(self, text: str) -> str:
        text = _CHOICE.sub(lambda found: found[1].split("|")[self._time], text)
        for name, word in self._slots.items():
            text = text.replace(f"<{name}>", word)
        return text
