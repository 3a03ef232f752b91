"""What is held of people, and what becomes of it when it is handed over or erased.

Every package says in ``AppConfig.ready()`` which of its tables hold something of a person, through
whom, and what erasing does to them. Export, erasure and retention (``unsilo.privacy``) go by this
list and by nothing else; a test fails for a table that refers to people and is not on it.

Rows that numbers are counted from are emptied, not deleted: what was counted stays counted.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unsilo.people.models import Person

ERASED = _("Erased person")
NOWHERE = _("erased")  # for a title that may not be empty

Ids = Sequence[int] | QuerySet[Any, Any]


class Of(StrEnum):
    """Through whom a row belongs to a person."""

    MESSAGE = "message"
    CONVERSATION = "conversation"
    PERSON = "person"


class Part(StrEnum):
    """What a channel's retention may take alone, before the whole conversation."""

    WORDS = "words"
    FILES = "files"
    RAW = "raw"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows: ids of messages, of conversations, or of a person with everybody who turned out
    to be them. Of a person also what they are known by, folded."""

    ids: Ids
    addresses: Collection[str] = ()
    names: Collection[str] = ()


Rows = Callable[[Scope], QuerySet[Any, Any]]
Eraser = Callable[[QuerySet[Any, Any]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """One table, seen from messages, conversations or people.

    ``erase`` takes the rows and says how many they were; None leaves them, and ``keeps`` says why.
    ``hidden`` are columns that mean nothing to anybody outside. A table that stands here twice is
    exported once.
    """

    model: str
    label: str | Promise
    of: Of
    rows: Rows
    erase: Eraser | None
    keeps: str | Promise = ""
    hidden: Collection[str] = ()
    part: Part = Part.REST
    exports: bool = True


_known: list[PersonalData] = []


def register_personal_data(*parts: PersonalData) -> None:
    _known.extend(part for part in parts if part not in _known)


def personal_data(of: Of | None = None) -> list[PersonalData]:
    """What was registered, the upper packages first: they look at what lies below while it is there."""
    return [part for part in reversed(_known) if of is None or part.of == of]


def through(model: str, *paths: str) -> Rows:
    """The rows of ``model`` that name one of the ids in one of these columns."""

    def rows(scope: Scope) -> QuerySet[Any, Any]:
        named = Q()
        for path in paths:
            named |= Q(**{f"{path}__in": scope.ids})
        found: QuerySet[Any, Any] = apps.get_model(model)._default_manager.filter(named)
        return found

    return rows


def deleted(rows: QuerySet[Any, Any]) -> int:
    """Take the rows away."""
    return rows.delete()[0]


def emptied(**values: Any) -> Eraser:
    """Leave the rows, with these values in them."""

    def empty(rows: QuerySet[Any, Any]) -> int:
        plain = {n: str(v) if isinstance(v, Promise) else v for n, v in values.items()}
        return rows.update(**plain)

    return empty


def held(
    model: str,
    label: str | Promise,
    of: Of,
    *paths: str,
    erase: Eraser | None,
    keeps: str | Promise = "",
    hidden: Collection[str] = (),
    part: Part = Part.REST,
) -> PersonalData:
    """The usual case: a table with a column that names messages, conversations or people."""
    return PersonalData(
        model=model,
        label=label,
        of=of,
        rows=through(model, *(paths or (of.value,))),
        erase=erase,
        keeps=keeps,
        hidden=hidden,
        part=part,
    )


def scope_of(person: Person) -> Scope:
    """A person with everybody who turned out to be them."""
    everybody = [person]
    for one in everybody:
        everybody += one.absorbed.all()
    ids = [one.pk for one in everybody]
    identities = apps.get_model("people.Identity")._default_manager.filter(person__in=ids)
    known_by = list(identities.exclude(value="").values_list("key", "name"))
    names = {one.name.strip().casefold() for one in everybody}
    names |= {name.strip().casefold() for _key, name in known_by}
    return Scope(ids, {key for key, _name in known_by}, names - {""})
