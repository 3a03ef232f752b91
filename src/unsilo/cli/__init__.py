"""The command line: one module a command, thin doors to the services.

Owns arguments, messages and exit codes; decides nothing about the domain. Data goes to stdout,
talk to stderr. Nothing imports this package; Django is loaded only by commands that need it.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from unsilo import __version__
from unsilo.cli.talk import say
from unsilo.core.errors import UnsiloError
from unsilo.core.memory import collect_seldom, share_arenas

# Name: module, one line of help. In the order in which people need them.
COMMANDS = {
    "up": ("unsilo.cli.up", "database, web and worker in one go"),
    "web": ("unsilo.cli.web", "serve pages, API and live updates"),
    "worker": ("unsilo.cli.worker", "run jobs and watch the channels"),
    "migrate": ("unsilo.cli.migrate", "bring the database up to date"),
    "user": ("unsilo.cli.user", "people who can log in"),
    "token": ("unsilo.cli.token", "print a new API token"),
    "channel": ("unsilo.cli.channel", "connected accounts"),
    "deliver": ("unsilo.cli.deliver", "take one message from a mail server's pipe"),
    "lmtp": ("unsilo.cli.lmtp", "take mail from a mail server over LMTP"),
    "import": ("unsilo.cli.imports", "bring in mail or stores kept elsewhere"),
    "parse-mail": ("unsilo.cli.parse_mail", "show what the mail parser sees, as JSON"),
    "classify": ("unsilo.cli.classify", "say what messages feel and want, as JSON"),
    "triage": ("unsilo.cli.triage", "read everything again, index what is alike"),
    "detect": ("unsilo.cli.detect", "score a series of counts, a row at a time"),
    "mcp": ("unsilo.cli.mcp", "let an assistant read, and leave drafts"),
    "brief": ("unsilo.cli.brief", "write the briefing of a week"),
    "person": ("unsilo.cli.person", "write a ZIP with all that is held of a person"),
    "backup": ("unsilo.cli.backup", "write everything into a directory"),
    "restore": ("unsilo.cli.restore", "bring a backup back"),
    "bench": ("unsilo.cli.bench", "measure this version against stated references"),
    "keys": ("unsilo.cli.keys", "replace the key that stored secrets are sealed with"),
    "doctor": ("unsilo.cli.doctor", "check the installation and say what to do"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code is returned."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = _parser(words).parse_args(words)
    share_arenas()
    collect_seldom()
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our stdout left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except UnsiloError as error:
        say(f"unsilo: {error.message}")
        return 1
    return code


def _parser(words: list[str]) -> argparse.ArgumentParser:
    """All commands by name, but only the one that is called is imported."""
    parser = argparse.ArgumentParser(
        prog="unsilo",
        description="One inbox for support, community, marketing and PR.",
        epilog="`unsilo COMMAND --help` tells about one command.",
    )
    parser.add_argument("--version", action="version", version=f"unsilo {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    called = next((word for word in words if not word.startswith("-")), None)
    for name, (module_name, help_line) in COMMANDS.items():
        command = commands.add_parser(name, help=help_line)
        if name == called:
            module = import_module(module_name)
            command.description = module.__doc__
            command.formatter_class = argparse.RawDescriptionHelpFormatter
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser
