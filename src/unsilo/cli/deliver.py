"""Take one message from standard input, as a mail server's pipe gives it.

Exit code 0 means that the message is kept; 75 means "try again", for whatever went wrong, so that
the mail server keeps it. The same message given twice is kept once.
"""

import argparse
import hashlib
import sys
import traceback

from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.errors import Invalid, UnsiloError

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--channel", required=True, metavar="NAME", help="name or slug")
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="whom the envelope names; may be repeated",
    )
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    try:
        keep(sys.stdin.buffer.read(), arguments)
    except UnsiloError as error:
        say(f"unsilo: {error.message}")
        return TRY_AGAIN
    except Exception:  # noqa: BLE001 - the mail server must keep what we could not
        traceback.print_exc()
        return TRY_AGAIN
    return 0


def keep(content: bytes, arguments: argparse.Namespace) -> None:
    if not content.strip():
        raise Invalid("There is no message on standard input.")
    with site(arguments.data_dir):
        from unsilo.channels import registry
        from unsilo.channels.contract import Capability, RawArrival
        from unsilo.channels.services import arrivals
        from unsilo.cli.channel import find_channel
        from unsilo.core.actor import SYSTEM

        channel = find_channel(arguments.channel)
        if Capability.PIPE not in registry.capabilities(channel):
            raise Invalid(f"{channel.name} takes no messages from a pipe.")
        raw = RawArrival(
            external_key=f"pipe/{hashlib.sha256(content).hexdigest()}",
            content=content,
            meta={"recipients": arguments.recipient} if arguments.recipient else {},
        )
        arrivals.receive(channel, [raw], by=SYSTEM)
