"""Print a new API token on standard output, and nothing else. It is shown this once."""

import argparse

from unsilo.cli.site import add_data_dir, site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user", required=True, metavar="EMAIL", help="the token acts with this user's rights"
    )
    parser.add_argument("--name", default="command line", help="what it is for")
    parser.add_argument(
        "--scope", choices=("read", "draft", "write"), default="write", help="default: write"
    )
    add_data_dir(parser)


def run(arguments: argparse.Namespace) -> int:
    with site(arguments.data_dir):
        from unsilo.accounts.models import User
        from unsilo.accounts.services import create_token
        from unsilo.core.actor import SYSTEM
        from unsilo.core.errors import NotFound

        user = User.objects.active().filter(email__iexact=arguments.user.strip()).first()
        if user is None:
            raise NotFound(f"Nobody logs in as {arguments.user}.")
        _, secret = create_token(user, name=arguments.name, scope=arguments.scope, by=SYSTEM)
        print(secret)
    return 0
