"""People who can log in."""

import argparse
import sys
from typing import TYPE_CHECKING

from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from unsilo.accounts.models import Desk

ROLES = ("admin", "lead", "agent", "viewer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser(
        "add",
        help="make somebody who can log in",
        description="Make somebody who can log in. Without --password-stdin a link is printed that "
        "lets them choose a password, once.",
    )
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", metavar="NAME", help="default: what stands before the @")
    add.add_argument("--role", choices=ROLES, default="agent", help="default: agent")
    add.add_argument(
        "--desk",
        action="append",
        default=[],
        metavar="DESK",
        help="give a seat on this desk (name or slug); may be repeated",
    )
    add.add_argument(
        "--company",
        default="Our company",
        metavar="NAME",
        help="with the first admin: in whose name unsilo speaks (default: Our company)",
    )
    add.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    add_data_dir(add)
    add.set_defaults(act=_add)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        arguments.act(arguments)
    return 0


def _add(arguments: argparse.Namespace) -> None:
    from unsilo.accounts import services
    from unsilo.accounts.models import User

    name = arguments.name or arguments.email.partition("@")[0]
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else None
    if not User.objects.exists():
        _add_first(arguments, name, password)
        return
    desks = [find_desk(desk) for desk in arguments.desk]
    if password is None:
        link = services.make_setup_link(
            email=arguments.email, name=name, role=arguments.role, desks=desks, by=SYSTEM
        )
        say(f"With this link {arguments.email} can choose a password, once:")
        print(link)
        return
    user = services.create_user(
        email=arguments.email,
        name=name,
        role=arguments.role,
        password=password,
        desks=desks,
        by=SYSTEM,
    )
    say(f"{user.email} can log in.")


def _add_first(arguments: argparse.Namespace, name: str, password: str | None) -> None:
    """The first user sets the installation up, as the first page in the browser does."""
    from django.conf import settings

    from unsilo.accounts import services

    if password is None or arguments.role != "admin":
        raise Invalid(
            f"Nobody is here yet. Open {settings.PUBLIC_URL} to make the first admin, or add them "
            "here with --role admin --password-stdin."
        )
    user = services.set_up_first_admin(
        name=name, email=arguments.email, password=password, brand_name=arguments.company
    )
    say(f"{user.email} can log in, and there is a desk for each discipline.")


def find_desk(name: str) -> "Desk":
    """A desk by its name or slug. Raises ``NotFound`` and names those there are."""
    from django.db.models import Q

    from unsilo.accounts.models import Desk

    desk = Desk.objects.live().filter(Q(slug=name.lower()) | Q(name__iexact=name)).first()
    if desk is None:
        known = ", ".join(Desk.objects.live().values_list("slug", flat=True)) or "none yet"
        raise NotFound(f"There is no desk {name!r}. Known are: {known}.")
    return desk
