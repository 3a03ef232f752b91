"""Set the company up as its admin would: brand, desks, logins, channels, and who is known already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from unsilo.accounts.models import Brand, Desk, User
from unsilo.accounts.services import create_brand, create_desk, create_user, update_profile
from unsilo.channels.contract import Author
from unsilo.channels.models import Channel
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM, Actor
from unsilo.demo import company, duties, people, postbox, rooms, shops, watching
from unsilo.people import services as people_services
from unsilo.people.models import Company, CustomField, Person, Tier

_TIERS = {"VIP": 30, "Press": 20, "Trade": 10}


@dataclass(frozen=True)
class Cast:
    """The rows that scripts speak of, by the keys they use; colleagues by address."""

    desks: dict[str, Desk]
    users: dict[str, User]
    channels: dict[str, Channel]

    @property
    def admin(self) -> User:
        return next(user for user in self.users.values() if user.role == "admin")


def found(now: datetime) -> None:
    """Make everything that was there before the first message of the demo."""
    brand = create_brand(name=company.BRAND, website=f"https://{company.DOMAIN}", by=SYSTEM)
    desks = {
        desk.key: create_desk(
            name=desk.name, discipline=desk.discipline, charter=desk.charter, by=SYSTEM
        )
        for desk in company.DESKS
    }
    password = make_password(company.PASSWORD)  # once: to hash it is slow on purpose
    for colleague in company.COLLEAGUES:
        _login(colleague, desks, password)
    _channels(brand, desks)
    first_day = now - timedelta(days=61)
    admin = assemble().admin
    _people(first_day, by=admin)
    shops.found(first_day, by=admin)
    watching.found(assemble(), brand)
    duties.found(first_day, brand=brand, desks=desks, by=admin.actor)
    rooms.found(first_day, by=admin)


def assemble() -> Cast:
    """Find the rows that ``found`` made."""
    desks = {desk.name: desk for desk in Desk.objects.all()}
    channels = {
        channel.name: channel for channel in Channel.objects.select_related("brand", "desk")
    }
    return Cast(
        desks={desk.key: desks[desk.name] for desk in company.DESKS},
        users={user.email: user for user in User.objects.all()},
        channels={channel.key: channels[channel.name] for channel in company.CHANNELS},
    )


def _login(colleague: company.Colleague, desks: dict[str, Desk], password: str) -> None:
    user = create_user(
        email=colleague.email,
        name=colleague.name,
        role=colleague.role,
        desks=[desks[key] for key in colleague.desks],
        time_zone=colleague.time_zone,
        by=SYSTEM,
    )
    update_profile(
        user,
        name=user.name,
        time_zone=user.time_zone,
        language=user.language,
        signature=colleague.signature,
        single_keys=True,
        by=SYSTEM,
    )
    # No service would let this password pass, and none should: it is printed for everyone to see.
    user.password = password
    user.save(update_fields=["password"])


def _channels(brand: Brand, desks: dict[str, Desk]) -> None:
    slugs: dict[str, str] = {}
    for channel in company.CHANNELS:
        row = create_channel(
            kind=channel.kind,
            name=channel.name,
            brand=brand,
            desk=desks[channel.desk],
            config=_config(channel, slugs),
            by=SYSTEM,
        )
        slugs[channel.key] = row.slug


def _config(channel: company.Channel, slugs: dict[str, str]) -> dict[str, object]:
    if channel.kind == "email":
        return {
            "address": channel.address,
            "sender_name": company.BRAND,
            "smtp_host": postbox.HOST,
            "smtp_port": postbox.PORT,
            "smtp_security": "none",
        }
    if channel.kind == "webform":
        return {
            "title": "Write to the foxes",
            "intro": "A person reads this, usually with a cup of tea.",
            "answer_channel": slugs["help"],
        }
    if channel.kind == "api":
        return {"identity_kind": "handle", "own_ids": ["marmaladefox"]}
    return {"handle": "marmaladefox"}


def _people(at: datetime, *, by: User) -> None:
    for one in company.COMPANIES:
        people_services.create_company(
            name=one.name,
            domains=[one.domain],
            note=f"{one.kind.capitalize()}, {one.place}",
            by=by.actor,
        )
    tiers = {
        name: people_services.create_tier(name=name, rank=rank, by=by.actor)
        for name, rank in _TIERS.items()
    }
    plays = people_services.create_custom_field(
        label="Plays", kind=CustomField.Kind.TEXT, by=by.actor
    )
    companies = {row.name: row for row in Company.objects.all()}
    known = {one.key: _identities(one)[0] for one in people.PEOPLE if not one.stranger}
    rows = people_services.find_or_create_people(
        [(author, at) for author in known.values()], by=by.actor
    )
    for customer in people.PEOPLE:
        if customer.key in known:
            person = rows[people_services.identity_key(known[customer.key])]
            _person(customer, person, tiers, plays, companies, by=by)


def _person(
    customer: people.Customer,
    person: Person,
    tiers: dict[str, Tier],
    plays: CustomField,
    companies: dict[str, Company],
    *,
    by: User,
) -> None:
    for other in _identities(customer)[1:]:
        people_services.add_identity(
            person, kind=other.kind, value=other.value, name=other.name, by=by.actor
        )
    works_for = company.COMPANIES_BY_KEY.get(customer.company)
    if customer.place or works_for or customer.language != "en":
        people_services.update_person(
            person,
            name=customer.name,
            company=companies[works_for.name] if works_for else None,
            place=customer.place or (works_for.place if works_for else ""),
            language=customer.language,
            by=by.actor,
        )
    if customer.plays:
        person = people_services.set_field(person, field=plays, value=customer.plays, by=by.actor)
    if customer.tier:
        _rank(person, customer, tiers[customer.tier], by=by.actor)
    if customer.note:
        people_services.add_note(person, text=customer.note, author=by, by=by.actor)


def _rank(person: Person, customer: people.Customer, tier: Tier, *, by: Actor) -> None:
    works_for = company.COMPANIES_BY_KEY.get(customer.company)
    until = None
    if customer.tier_days is not None:
        until = (timezone.localdate()) + timedelta(days=customer.tier_days)
    reason = customer.tier_reason or (f"Writes for {works_for.name}" if works_for else "")
    people_services.set_tier(person, tier=tier, reason=reason, until=until, by=by)


def _identities(customer: people.Customer) -> list[Author]:
    values = (
        ("email", customer.mail),
        ("handle", customer.handle),
        ("email", customer.other_mail),
    )
    return [Author(kind, value, customer.name) for kind, value in values if value]
