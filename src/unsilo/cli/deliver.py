"""Take one message from standard input, as a mail server's pipe gives it.

Exit code 0 means that the message is kept; 75 means "try again", for whatever went wrong, so that
the mail server keeps it. The same message given twice is kept once.
"""

import argparse
import sys
import traceback

from unsilo.cli.channel import find_channel
from unsilo.cli.piped import keep_mail
from unsilo.cli.site import add_data_dir, site
from unsilo.cli.talk import say
from unsilo.core.errors import UnsiloError

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
        content = sys.stdin.buffer.read()
        with site(arguments.data_dir):
            keep_mail(find_channel(arguments.channel), content, recipients=arguments.recipient)
    except UnsiloError as error:
        say(f"unsilo: {error.message}")
        return TRY_AGAIN
    except Exception:  # noqa: BLE001 - the mail server must keep what we could not
        traceback.print_exc()
        return TRY_AGAIN
    return 0
