"""Who wrote this? Identities, and the people found or made by them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Conflict, Invalid
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


@transaction.atomic
def find_or_create_person(*, author: AuthorLike, at: datetime, by: Actor) -> Person:
    """The person behind an identity, made when it is a new one; ``at`` is when they were heard.

    Two processes that meet the same stranger at once agree on one person: the identity is unique,
    and who comes second takes the first one's.
    """
    value, name = _line(author.value, 320), _line(author.name, 200)
    if not value:
        raise Invalid(_("A message without an author can't be put on a person."))
    person = _known(author.kind, value)
    if person is None:
        try:
            with transaction.atomic():
                return _create(author, value, name, at, by)
        except IntegrityError:
            person = _known(author.kind, value)
            if person is None:
                raise
    if name and person.name.casefold() == value.casefold():
        # Until now nothing but the address was known.
        Person.objects.filter(pk=person.pk).update(name=name)
        person.name = name
    if person.last_seen_at < at:
        Person.objects.filter(pk=person.pk, last_seen_at__lt=at).update(last_seen_at=at)
        person.last_seen_at = at
    return person


@transaction.atomic
def add_identity(
    person: Person, *, kind: str, value: str, by: Actor, name: str = "", profile_url: str = ""
) -> Identity:
    """Note another address or account of a person. Raises ``Conflict`` when it is somebody else's."""
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


def _create(author: AuthorLike, value: str, name: str, at: datetime, by: Actor) -> Person:
    person = Person(name=name or value[:200], last_seen_at=at)
    if author.kind == "email":
        person.company = _company_of(value)
    person.save()
    _identity(person, author.kind, value, name, author.profile_url).save()
    events.record("person.created", by=by, person_id=person.pk, data={"name": person.name}, at=at)
    return person


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
    domains = owners_of(address)
    if not domains:
        return None
    companies = list(Company.objects.filter(domains__overlap=domains))
    return min(
        companies,
        key=lambda company: min(domains.index(d) for d in company.domains if d in domains),
        default=None,
    )


def _looks_like_mail(value: str) -> bool:
    local, _at, domain = value.rpartition("@")
    return bool(local) and "." in domain.strip(".") and " " not in value


def _line(text: str, length: int) -> str:
    """One line without control signs, which names of strangers sometimes have."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:length]


def _record(kind: str, identity: Identity, by: Actor) -> None:
    data = {"kind": identity.kind, "value": identity.value, "name": identity.name}
    events.record(kind, by=by, person_id=identity.person_id, data=data)
