"""Coverage-guided: `make fuzz-bytes` lets atheris change real mails until the parser or the cleaner
breaks. What it finds becomes a test in connectors/email/tests/test_hostile.py."""

import os
import sys

import atheris

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unsilo.config.settings_test")

with atheris.instrument_imports(include=["unsilo.connectors.email.parser", "unsilo.inbox"]):
    from unsilo.connectors.email.parser import parse_message
    from unsilo.core.errors import MalformedPayload
    from unsilo.inbox.html import clean


def try_one(raw: bytes) -> None:
    try:
        message = parse_message(raw)
    except MalformedPayload:
        return
    message.text.encode()
    clean(message.html)


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
