"""Readings without the browser: read everything again, put the index of embeddings in order."""

import argparse

from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.actor import SYSTEM


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    reread = actions.add_parser(
        "reread",
        help="read everything people wrote again, here and now",
        description="Read everything people wrote again with the present model. Shows how far it "
        "is; stopped with Ctrl+C, it goes on where it was.",
    )
    reread.set_defaults(act=_reread)

    index = actions.add_parser(
        "index",
        help="make or complete the index for similar conversations",
        description="Make the index for similar conversations, after pgvector was installed or a "
        "backup came back without it.",
    )
    index.set_defaults(act=_index)
    for one in (reread, index):
        add_data_dir(one)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        code: int = arguments.act(arguments)
    return code


def _reread(arguments: argparse.Namespace) -> int:
    from unsilo.triage.models import Rereading
    from unsilo.triage.services import rereading

    run = Rereading.objects.filter(state__in=("running", "paused")).first()
    if run is None:
        run = rereading.start(by=SYSTEM)
    elif run.state == Rereading.State.PAUSED:
        run = rereading.go_on(run.pk, by=SYSTEM)
    while rereading.step():
        run.refresh_from_db()
        say(f"{run.done:,} of {run.total:,}, {run.changed:,} changed, {run.per_second:.0f} a second")
    run.refresh_from_db()
    if run.state == Rereading.State.RUNNING:
        say("A worker is at it; this command leaves it to that.")
    print(f"read {run.read} failed {run.failed} changed {run.changed}")
    return 1 if run.failed else 0


def _index(arguments: argparse.Namespace) -> int:
    from unsilo.triage import near

    if not near.prepare():
        say("This database has no pgvector 0.8 or newer that may be used: similar conversations are")
        say("looked for among the newest few thousand messages.")
        return 1
    print(f"added {near.fill_index()}")
    return 0
