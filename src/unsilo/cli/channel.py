"""Connected accounts: add, list, check, pause and resume them without the browser."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.cli.user import find_desk
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from unsilo.accounts.models import Brand, Desk
    from unsilo.channels.models import Channel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    add = actions.add_parser(
        "add",
        help="connect an account",
        description="Connect an account. The settings of each kind are those of the settings page; "
        "a wrong name is answered with the right ones.",
    )
    add.add_argument("kind", metavar="KIND", help="email, webform, api, ...")
    add.add_argument("name", metavar="NAME")
    add.add_argument(
        "--desk", metavar="DESK", help="where its conversations go (default: the first)"
    )
    add.add_argument("--brand", metavar="BRAND", help="whose it is (default: the first)")
    add.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a setting; may be repeated"
    )
    add.add_argument(
        "--set-file",
        action="append",
        default=[],
        metavar="KEY=FILE",
        help="a setting read from a file (- for standard input), for secrets",
    )
    add.set_defaults(act=_add)

    listing = actions.add_parser("list", help="list the channels and how they are")
    listing.set_defaults(act=_list)

    check = actions.add_parser("check", help="try the connection")
    check.add_argument("channel", metavar="NAME", help="name or slug of the channel")
    check.set_defaults(act=_check)

    pause = actions.add_parser("pause", help="fetch and send nothing until it is resumed")
    pause.add_argument("channel", metavar="NAME")
    pause.add_argument("--reason", default="Paused from the command line.")
    pause.set_defaults(act=_pause)

    resume = actions.add_parser("resume", help="go on after a pause or a failure")
    resume.add_argument("channel", metavar="NAME")
    resume.set_defaults(act=_resume)

    for action in (add, listing, check, pause, resume):
        add_data_dir(action)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        code: int = arguments.act(arguments)
    return code


def _add(arguments: argparse.Namespace) -> int:
    from unsilo.channels import configs, registry
    from unsilo.channels.services import channels

    given = dict(_pair(text) for text in arguments.set)
    for text in arguments.set_file:
        key, path = _pair(text)
        given[key] = (sys.stdin.read() if path == "-" else Path(path).read_text()).rstrip("\n")
    model = registry.connector_class(arguments.kind).info.config_model
    channel = channels.create_channel(
        kind=arguments.kind,
        name=arguments.name,
        brand=_brand(arguments.brand),
        desk=find_desk(arguments.desk) if arguments.desk else _first_desk(),
        config=configs.from_words(model, given),
        by=SYSTEM,
    )
    say(f"Added {channel.name}; its conversations go to {channel.desk}.")
    print(channel.slug)
    return 0


def _list(_: argparse.Namespace) -> int:
    from unsilo.channels.models import Channel

    rows = [("CHANNEL", "KIND", "DESK", "STATE", "LAST SUCCESS", "REASON")]
    rows += [
        (
            channel.slug,
            channel.kind,
            channel.desk.slug,
            channel.state,
            f"{channel.last_success_at:%Y-%m-%d %H:%M}Z" if channel.last_success_at else "-",
            channel.state_reason or "-",
        )
        for channel in Channel.objects.live().select_related("desk")
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from unsilo.channels.services import channels

    results = channels.check(find_channel(arguments.channel), by=SYSTEM)
    for result in results:
        mark = "ok    " if result.ok else "FAILED"
        print(f"{mark}  {result.label}" + (f": {result.detail}" if result.detail else ""))
    return 0 if all(result.ok for result in results) else 1


def _pause(arguments: argparse.Namespace) -> int:
    from unsilo.channels.services import channels

    channel = channels.pause(find_channel(arguments.channel), reason=arguments.reason, by=SYSTEM)
    say(f"{channel.name} is paused.")
    return 0


def _resume(arguments: argparse.Namespace) -> int:
    from unsilo.channels.services import channels

    channel = channels.resume(find_channel(arguments.channel), by=SYSTEM)
    say(f"{channel.name} is active.")
    return 0


def find_channel(name: str) -> "Channel":
    """A channel by its slug or name. Raises ``NotFound`` and names those there are."""
    from django.db.models import Q

    from unsilo.channels.models import Channel

    live = Channel.objects.live().select_related("brand", "desk")
    channel: Channel | None = (
        live.filter(Q(slug=name) | Q(name__iexact=name)).order_by("id").first()
    )
    if channel is None:
        known = ", ".join(live.values_list("slug", flat=True)) or "none yet"
        raise NotFound(f"There is no channel {name!r}. Known are: {known}.")
    return channel


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise Invalid(f"{text!r} is not KEY=VALUE.")
    return key.strip(), value


def _first_desk() -> "Desk":
    from unsilo.accounts.models import Desk

    desk = Desk.objects.live().first()
    if desk is None:
        raise NotFound(
            "There is no desk yet. Open unsilo in the browser, or run `unsilo user add`."
        )
    return desk


def _brand(name: str | None) -> "Brand":
    from django.db.models import Q

    from unsilo.accounts.models import Brand

    brands = Brand.objects.order_by("id")
    brand = brands.filter(Q(slug=name) | Q(name__iexact=name)).first() if name else brands.first()
    if brand is None:
        known = ", ".join(brands.values_list("slug", flat=True)) or "none yet"
        raise NotFound(f"There is no brand {name or ''!r}. Known are: {known}.")
    return brand
