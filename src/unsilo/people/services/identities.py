"""Who wrote this? Identities, and the people found or made by them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.tombstones import tombstones
from unsilo.people.domains import owners_of
from unsilo.people.models import Company, Identity, Person


class AuthorLike(Protocol):
    """What a channel says of a writer: a namespace, the value in it, and a name."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def profile_url(self) -> str: ...
    @property
    def handle(self) -> str: ...


def find_or_create_person(*, author: AuthorLike, at: datetime, by: Actor) -> Person:
    """The person behind an identity, made when it is a new one; ``at`` is when they were heard.

    Two processes that meet the same stranger at once agree on one person: the identity is unique,
    and who comes second takes the first one's.
    """
    try:
        found = find_or_create_people([(author, at)], by=by)
    except IntegrityError:
        found = find_or_create_people([(author, at)], by=by)
    return found[identity_key(author)]


@transaction.atomic
def find_or_create_people(
    heard: Sequence[tuple[AuthorLike, datetime]], *, by: Actor
) -> dict[tuple[str, str], Person]:
    """The people behind many identities at once, by ``identity_key``.

    Raises ``IntegrityError`` when another process makes one of them at the same moment.
    """
    last: dict[tuple[str, str], tuple[AuthorLike, datetime]] = {}
    for author, at in heard:
        key = identity_key(author)
        if not key[1]:
            raise Invalid(_("A message without an author can't be put on a person."))
        before = last.get(key)
        last[key] = (author, max(at, before[1]) if before else at)
    found = _known_by_key(last)
    new = {key: pair for key, pair in last.items() if key not in found}
    found |= _create(new, by=by)
    _update(found, {key: pair for key, pair in last.items() if key not in new})
    return found


def identity_key(author: AuthorLike) -> tuple[str, str]:
    """What makes an identity the same: its kind, and its value folded."""
    return author.kind, _line(author.value, 320).casefold()


def erased_until(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], datetime]:
    """When somebody was erased who was known by one of these, by ``identity_key``."""
    by_kind: dict[str, list[str]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    found = {}
    for kind, wanted in by_kind.items():
        buried = tombstones(wanted)
        rows = Identity.objects.filter(kind=kind, key__in=list(buried))
        for key, at in rows.values_list("key", "person__erased_at"):
            if at is not None:
                found[kind, buried[key]] = at
    return found


@transaction.atomic
def add_identity(
    person: Person, *, kind: str, value: str, by: Actor, name: str = "", profile_url: str = ""
) -> Identity:
    """Note another address or account of a person. Raises ``Conflict`` when it is somebody else's."""
    person.require_here()
    value = _line(value, 320)
    if not value or not kind:
        raise Invalid(_("Write the address or the name of the account."), field="value")
    if kind == "email" and not _looks_like_mail(value):
        raise Invalid(_("This is not a mail address."), field="value")
    taken = _known(kind, value)
    if taken is not None:
        mine = taken.pk == person.pk
        raise Conflict(
            _("It is noted here already.")
            if mine
            else _("It belongs to %(name)s. If they are the same, merge them.") % {"name": taken},
            field="value",
            person_id=taken.pk,
        )
    identity = _identity(person, kind, value, _line(name, 200), profile_url)
    identity.save()
    if person.company_id is None and kind == "email":
        person.company = _company_of(value)
        person.save(update_fields=["company"])
    _record("person.identity_added", identity, by)
    return identity


@transaction.atomic
def remove_identity(identity: Identity, *, by: Actor) -> None:
    """Forget an address of a person. Mail from it makes a new person from now on."""
    if not Identity.objects.filter(person_id=identity.person_id).exclude(pk=identity.pk).exists():
        raise Conflict(_("This is the only way to know this person. Add another one first."))
    _record("person.identity_removed", identity, by)
    identity.delete()


@transaction.atomic
def move_identity(identity: Identity, *, to: Person, by: Actor) -> None:
    """Give an address to the person it really belongs to; past messages stay where they are."""
    if not Identity.objects.filter(person_id=identity.person_id).exclude(pk=identity.pk).exists():
        raise Conflict(_("This is the only address of this person. Merge the two instead."))
    to.require_here()
    _record("person.identity_removed", identity, by)
    identity.person = to
    identity.save(update_fields=["person"])
    _record("person.identity_added", identity, by)


def mark_bounced(*, addresses: Iterable[str], reason: str, at: datetime) -> None:
    """Note that mail to these addresses comes back for good; shown before the next reply."""
    keys = [address.strip().casefold() for address in addresses]
    Identity.objects.filter(kind="email", key__in=keys).update(
        bounced_at=at, bounce_reason=_line(reason, 300)
    )


def _known(kind: str, value: str) -> Person | None:
    identity = (
        Identity.objects.filter(kind=kind, key=value.casefold()).select_related("person").first()
    )
    return identity.person if identity else None


def _known_by_key(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    by_kind: dict[str, list[str]] = {}
    for kind, key in keys:
        by_kind.setdefault(kind, []).append(key)
    found = {}
    for kind, wanted in by_kind.items():
        for identity in Identity.objects.filter(kind=kind, key__in=wanted).select_related("person"):
            found[kind, identity.key] = identity.person
    return found


def _create(
    new: Mapping[tuple[str, str], tuple[AuthorLike, datetime]], *, by: Actor
) -> dict[tuple[str, str], Person]:
    if not new:
        return {}
    addresses = [author.value for author, _at in new.values() if author.kind == "email"]
    companies = _companies_of(addresses)
    people, identities = {}, []
    for key, (author, at) in new.items():
        value, name = _line(author.value, 320), _line(author.name, 200)
        person = Person(name=name or value[:200], created_at=at, last_seen_at=at)
        person.company = companies.get(author.value)
        people[key] = person
        called = _line(author.handle, 200) or name
        identities.append(_identity(person, author.kind, value, called, author.profile_url))
    Person.objects.bulk_create(people.values())
    for identity in identities:
        identity.person_id = identity.person.pk
    Identity.objects.bulk_create(identities)
    events.record_many(
        [
            events.NewEvent(
                "person.created",
                by,
                person_id=person.pk,
                data={"name": person.name},
                at=person.last_seen_at,
            )
            for person in people.values()
        ]
    )
    return people


def _update(
    found: Mapping[tuple[str, str], Person],
    heard: Mapping[tuple[str, str], tuple[AuthorLike, datetime]],
) -> None:
    """Note when known people were heard last, and the name of those who had only an address."""
    seen: dict[int, datetime] = {}
    for key, (author, at) in heard.items():
        person, name = found[key], _line(author.name, 200)
        if name and person.name.casefold() == _line(author.value, 320).casefold():
            # Until now nothing but the address was known.
            Person.objects.filter(pk=person.pk).update(name=name)
            person.name = name
        if at > person.last_seen_at:
            person.last_seen_at = seen[person.pk] = max(at, seen.get(person.pk, at))
    if seen:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE people_person p SET last_seen_at = greatest(p.last_seen_at, heard.at)"
                " FROM (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(id, at)"
                " ORDER BY id) heard WHERE p.id = heard.id",
                [list(seen), list(seen.values())],
            )


def _identity(person: Person, kind: str, value: str, name: str, profile_url: str) -> Identity:
    web = profile_url.startswith(("https://", "http://")) and len(profile_url) <= 500
    return Identity(
        person=person,
        kind=kind,
        value=value,
        key=value.casefold(),
        name=name,
        profile_url=profile_url if web else "",
    )


def _company_of(address: str) -> Company | None:
    """The company that holds the most exact of the address's domains."""
    return _companies_of([address]).get(address)


def _companies_of(addresses: Iterable[str]) -> dict[str, Company]:
    domains = {address: owners_of(address) for address in addresses}
    every = sorted({domain for owned in domains.values() for domain in owned})
    if not every:
        return {}
    holders = {
        domain: company
        for company in Company.objects.filter(domains__overlap=every)
        for domain in company.domains
    }
    found = {}
    for address, owned in domains.items():
        holder = next((holders[domain] for domain in owned if domain in holders), None)
        if holder is not None:
            found[address] = holder
    return found


def _looks_like_mail(value: str) -> bool:
    local, _at, domain = value.rpartition("@")
    return bool(local) and "." in domain.strip(".") and " " not in value


def _line(text: str, length: int) -> str:
    """One line without control signs, which names of strangers sometimes have."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:length]


def _record(kind: str, identity: Identity, by: Actor) -> None:
    data = {"kind": identity.kind, "value": identity.value, "name": identity.name}
    events.record(kind, by=by, person_id=identity.person_id, data=data)
