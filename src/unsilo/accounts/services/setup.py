"""The first minute of an installation: a brand, five desks and an admin."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from unsilo.accounts.models import Discipline, Role, Seat, User
from unsilo.accounts.services.desks import create_brand, create_desk
from unsilo.accounts.services.users import create_user
from unsilo.core import locks
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict

# Name, discipline, charter. Charters are shown wherever somebody chooses a desk.
DEFAULT_DESKS = (
    (
        gettext_noop("Support"),
        Discipline.SUPPORT,
        gettext_noop(
            "Questions, faults, orders and refunds: whatever keeps somebody from using it."
        ),
    ),
    (
        gettext_noop("Community"),
        Discipline.COMMUNITY,
        gettext_noop(
            "Talk among the people who like what we make: answers, thanks, and fair play."
        ),
    ),
    (
        gettext_noop("Marketing"),
        Discipline.MARKETING,
        gettext_noop("Comments under ads and posts, where to buy, offers, creators and partners."),
    ),
    (
        gettext_noop("PR"),
        Discipline.PR,
        gettext_noop("Press, interviews, statements, and the stories worth telling."),
    ),
    (
        gettext_noop("Product"),
        Discipline.PRODUCT,
        gettext_noop(
            "Faults to reproduce, wishes to weigh, and what people do that we never planned."
        ),
    ),
)


@transaction.atomic
def set_up_first_admin(
    *, name: str, email: str, password: str, brand_name: str, time_zone: str = "UTC"
) -> User:
    """Make the first admin, the brand, and a desk for each discipline with a seat for the admin.

    Nobody is there to act yet, so unsilo itself does. Raises ``Conflict`` once anybody is.
    """
    locks.hold("accounts.setup")
    if User.objects.exists():
        raise Conflict(_("This installation is set up already. Log in instead."))
    create_brand(name=brand_name, by=SYSTEM)
    user = create_user(
        email=email,
        name=name,
        role=Role.ADMIN,
        password=password,
        time_zone=time_zone,
        by=SYSTEM,
    )
    desks = [
        create_desk(name=_(desk), discipline=discipline, charter=_(charter), by=SYSTEM)
        for desk, discipline, charter in DEFAULT_DESKS
    ]
    Seat.objects.bulk_create(Seat(user=user, desk=desk) for desk in desks)
    return user
