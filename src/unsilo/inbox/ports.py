"""What packages above add to the inbox; they register it in ``AppConfig.ready()``.

Lists and pages ask for all they show at once, so that each addition costs a page one query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from unsilo.accounts.access import Access
from unsilo.accounts.models import User
from unsilo.core.actor import Actor
from unsilo.core.models import Event
from unsilo.inbox.models import Conversation, Message
from unsilo.ui.navigation import NavItem, NavSource

if TYPE_CHECKING:
    from unsilo.inbox.checking import Finding, Mend, Outgoing

# By conversation, what a row of a list shows behind its desks.
RowSigns = Callable[[Sequence[int]], Mapping[int, Sequence[SafeString]]]
# By message, what stands below its words.
MessageParts = Callable[[Access, Sequence[Message]], Mapping[int, SafeString]]
# What stands in the head of a conversation; the flag says whether the reader works on it.
HeadPart = Callable[[Conversation, bool], SafeString]
# What stands below that head, over the whole width: what is open and waits for somebody.
HeadStrip = Callable[[Access, Conversation, bool], SafeString]
Choice = tuple[str, str | Promise]
# What speaks against words that are about to go out. Runs at every keystroke's pause and at every
# sending: it asks the database only where the words themselves give a reason to.
DraftCheck = Callable[["Outgoing"], Iterable["Finding"]]
# Why one person alone may not hide a message (the user is who wants to), and whether it is a
# complaint; None where one person is enough.
HideGuard = Callable[[Message, User], "SecondPerson | None"]
# A way to mend what a check found, for packages that know one.
MendSource = Callable[["Outgoing"], "Mend | None"]
# What an event says between messages, given the reader's desks by id; "" for none of their business.
LineText = Callable[[Event, Mapping[int, str]], str]


@dataclass(frozen=True, slots=True)
class Done:
    """Something that a verb of the inbox has just done, with the event it wrote."""

    kind: str
    conversation: Conversation
    by: Actor
    event_id: int
    message_id: int | None
    data: Mapping[str, Any]
    at: datetime


Follower = Callable[[Done], None]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that can be asked of conversations: ``name:word`` in a search, a filter in a list.

    ``conversations`` gives their ids for a word, None for a word it does not know. ``choices`` are
    the words that a reader may choose from, with what they are called.
    """

    name: str
    label: str | Promise
    example: str
    meaning: str | Promise
    conversations: Callable[[str], QuerySet[Any, Any] | None]
    choices: Callable[[Access], Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class ComposerTool:
    """A button of the composer that opens a dialog; its address takes the conversation's id."""

    label: str | Promise
    icon: str
    url_name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ConversationAction:
    """Something to do with an open conversation; its address takes the id and answers a dialog."""

    label: str | Promise
    icon: str
    url_name: str
    key: str = ""
    for_leads: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """How events of one kind stand between messages."""

    icon: str
    text: LineText
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Something that a conversation must not lose its words for. ``conversations`` gives ids."""

    key: str
    label: str | Promise
    conversations: Callable[[], QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Why a second person has to agree before a message is hidden."""

    reason: str
    is_complaint: bool = False


_row_signs: list[RowSigns] = []
_message_parts: list[MessageParts] = []
_head_parts: list[HeadPart] = []
_head_strips: list[HeadStrip] = []
_questions: dict[str, Question] = {}
_side_panels: list[str] = []
_writing_aids: list[str] = []
_composer_tools: list[ComposerTool] = []
_actions: list[ConversationAction] = []
_draft_checks: list[DraftCheck] = []
_mends: dict[str, MendSource] = {}
_places: list[NavSource] = []
_lines: dict[str, Line] = {}
_followers: dict[str, list[Follower]] = {}
_hide_guards: list[HideGuard] = []
_keepers: dict[str, Keeper] = {}
_styles: list[str] = []
_scripts: list[str] = []


def register_row_signs(source: RowSigns, *, first: bool = False) -> None:
    """``first`` puts them before those of others: where a row is narrow, the last ones are cut."""
    if source not in _row_signs:
        _row_signs.insert(0 if first else len(_row_signs), source)


def register_message_parts(source: MessageParts) -> None:
    _add(_message_parts, source)


def register_head_part(source: HeadPart) -> None:
    _add(_head_parts, source)


def register_head_strip(source: HeadStrip) -> None:
    _add(_head_strips, source)


def register_question(question: Question) -> None:
    _questions[question.name] = question


def register_side_panel(url_name: str) -> None:
    """A part beside the conversation, fetched after the page; it is given the conversation's id."""
    _add(_side_panels, url_name)


def register_writing_aid(url_name: str) -> None:
    """A part above what is being written, fetched after the page, for those who may write."""
    _add(_writing_aids, url_name)


def register_composer_tool(tool: ComposerTool) -> None:
    _add(_composer_tools, tool)


def register_action(action: ConversationAction) -> None:
    """An entry of the conversation's menu, for those who may work on it."""
    _add(_actions, action)


def register_draft_check(check: DraftCheck) -> None:
    """Look at what is about to go out: in the composer while it is written, and when it is sent."""
    _add(_draft_checks, check)


def register_mend(check: str, source: MendSource) -> None:
    """Offer a way to mend what the check of this name finds."""
    _mends[check] = source


def register_places(source: NavSource) -> None:
    """Places in the navigation below the inbox's own."""
    _add(_places, source)


def register_line(kind: str, line: Line) -> None:
    """Show events of a kind in the conversations they belong to."""
    _lines[kind] = line


def register_follower(kinds: Iterable[str], follower: Follower) -> None:
    """Have ``follower`` called, in the same transaction, after verbs that write such events.

    What comes in does not pass here: steps of the intake follow that, a batch at a time.
    """
    for kind in kinds:
        _add(_followers.setdefault(kind, []), follower)


def register_hide_guard(guard: HideGuard) -> None:
    """Have a say in whether one person alone may hide a message."""
    _add(_hide_guards, guard)


def register_keeper(keeper: Keeper) -> None:
    """Keep conversations from retention: what they are needed for lasts longer than they would."""
    _keepers[keeper.key] = keeper


def register_assets(*, styles: Iterable[str] = (), scripts: Iterable[str] = ()) -> None:
    """Static files that the inbox's page loads."""
    for one in styles:
        _add(_styles, one)
    for one in scripts:
        _add(_scripts, one)


def row_signs(conversation_ids: Sequence[int]) -> dict[int, list[SafeString]]:
    found: dict[int, list[SafeString]] = {pk: [] for pk in conversation_ids}
    for source in _row_signs if conversation_ids else ():
        for pk, signs in source(conversation_ids).items():
            found[pk] += signs
    return found


def message_parts(access: Access, messages: Sequence[Message]) -> dict[int, SafeString]:
    found = {message.pk: SafeString() for message in messages}
    for source in _message_parts if messages else ():
        for pk, part in source(access, messages).items():
            found[pk] += part
    return found


def head_part(conversation: Conversation, can_work: bool) -> SafeString:
    parts = [(source(conversation, can_work),) for source in _head_parts]
    return format_html_join("", "{}", parts)


def head_strips(access: Access, conversation: Conversation, can_work: bool) -> SafeString:
    parts = [(source(access, conversation, can_work),) for source in _head_strips]
    return format_html_join("", "{}", parts)


def questions() -> dict[str, Question]:
    return _questions


def asked(words: str) -> QuerySet[Any, Any] | None:
    """The conversations that ``name:word`` means, None where that means nothing."""
    name, _colon, word = words.partition(":")
    question = _questions.get(name)
    return question.conversations(word) if question else None


def side_panels() -> Sequence[str]:
    return _side_panels


def writing_aids() -> Sequence[str]:
    return _writing_aids


def composer_tools() -> Sequence[ComposerTool]:
    return _composer_tools


def actions(access: Access) -> Sequence[ConversationAction]:
    return [one for one in _actions if access.is_lead or not one.for_leads]


def draft_checks() -> Sequence[DraftCheck]:
    return _draft_checks


def mend_for(check: str, outgoing: "Outgoing") -> "Mend | None":
    source = _mends.get(check)
    return source(outgoing) if source else None


def places(request: HttpRequest) -> list[NavItem]:
    return [place for source in _places for place in source(request)]


def line_kinds() -> Iterable[str]:
    return _lines


def line(kind: str) -> Line | None:
    return _lines.get(kind)


def follow(done: Done) -> None:
    for follower in _followers.get(done.kind, ()):
        follower(done)


def second_person(message: Message, user: User) -> SecondPerson | None:
    """Why it takes a second person to hide this, None where one is enough."""
    found = [needed for guard in _hide_guards if (needed := guard(message, user))]
    return max(found, key=lambda one: one.is_complaint, default=None)


def keepers() -> Sequence[Keeper]:
    return list(_keepers.values())


def styles() -> Sequence[str]:
    return _styles


def scripts() -> Sequence[str]:
    return _scripts


def _add(known: list[Any], one: Any) -> None:
    if one not in known:
        known.append(one)
