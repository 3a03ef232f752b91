"""What packages above add to the inbox; they register it in ``AppConfig.ready()``.

Lists and pages ask for all they show at once, so that each addition costs a page one query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from unsilo.accounts.access import Access
from unsilo.inbox.models import Conversation, Message

# By conversation, what a row of a list shows behind its desks.
RowSigns = Callable[[Sequence[int]], Mapping[int, Sequence[SafeString]]]
# By message, what stands below its words.
MessageParts = Callable[[Access, Sequence[Message]], Mapping[int, SafeString]]
# What stands in the head of a conversation; the flag says whether the reader works on it.
HeadPart = Callable[[Conversation, bool], SafeString]
Choice = tuple[str, str | Promise]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that can be asked of conversations: ``name:word`` in a search, a filter in a list.

    ``conversations`` gives their ids for a word, None for a word it does not know. ``choices`` are
    the words to choose from, with what they are called.
    """

    name: str
    label: str | Promise
    example: str
    meaning: str | Promise
    conversations: Callable[[str], QuerySet[Any, Any] | None]
    choices: Callable[[], Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class ComposerTool:
    """A button of the composer that opens a dialog; its address takes the conversation's id."""

    label: str | Promise
    icon: str
    url_name: str
    key: str = ""


_row_signs: list[RowSigns] = []
_message_parts: list[MessageParts] = []
_head_parts: list[HeadPart] = []
_questions: dict[str, Question] = {}
_side_panels: list[str] = []
_writing_aids: list[str] = []
_composer_tools: list[ComposerTool] = []
_styles: list[str] = []
_scripts: list[str] = []


def register_row_signs(source: RowSigns) -> None:
    _add(_row_signs, source)


def register_message_parts(source: MessageParts) -> None:
    _add(_message_parts, source)


def register_head_part(source: HeadPart) -> None:
    _add(_head_parts, source)


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


def styles() -> Sequence[str]:
    return _styles


def scripts() -> Sequence[str]:
    return _scripts


def _add(known: list[Any], one: Any) -> None:
    if one not in known:
        known.append(one)
