"""Export all that is held of a person, for who asks what we know of them."""

import argparse
from pathlib import Path

from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.actor import Actor, ActorKind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    export = actions.add_parser(
        "export",
        help="write a ZIP with all that is held of a person",
        description="Write a ZIP with all that is held of a person: a page to read, the same as "
        "JSON, files, and messages as they came. That it was made is noted on the person.",
    )
    export.add_argument("who", help="the person's number, or an address or account of theirs")
    export.add_argument("--to", type=Path, required=True, metavar="FILE", help="where to write it")
    export.set_defaults(act=_export)
    add_data_dir(export)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        code: int = arguments.act(arguments)
    return code


def _export(arguments: argparse.Namespace) -> int:
    from unsilo.core import events
    from unsilo.people.models import Person
    from unsilo.people.queries import person_for
    from unsilo.privacy.services import exporting

    who: str = arguments.who
    if who.isdecimal():
        found = Person.objects.filter(pk=int(who))
    else:
        found = Person.objects.filter(identities__key=who.strip().casefold()).distinct()
    ids = list(found.values_list("pk", flat=True)[:2])
    if len(ids) != 1:
        say(
            "Nobody is known by that."
            if not ids
            else "That is more than one person: give a number."
        )
        return 1
    person = person_for(ids[0])
    with arguments.to.open("wb") as target:
        exporting.write(person, target)
    by = Actor(ActorKind.SYSTEM, None, "unsilo person export")
    events.record("person.exported", by=by, person_id=person.pk)
    say(f"{person}: {arguments.to.stat().st_size:,} bytes")
    print(arguments.to)
    return 0
