"""Writes the mails of this folder: python -m unsilo.connectors.email.payloads.build

Each is a shape that real programs send, in the words of invented people.
"""

from pathlib import Path

from unsilo.connectors.email.payloads.automatic import automatic, tokens
from unsilo.connectors.email.payloads.charsets import charsets
from unsilo.connectors.email.payloads.replies import replies
from unsilo.connectors.email.payloads.shapes import shapes

FOLDER = Path(__file__).parent


def all_mails() -> dict[str, bytes]:
    mails: dict[str, bytes] = {}
    for group in (charsets, replies, shapes, automatic, tokens):
        for name, raw in group():
            assert name not in mails, name
            mails[name] = raw
    return mails


def main() -> None:
    for name, raw in all_mails().items():
        (FOLDER / f"{name}.eml").write_bytes(raw)


if __name__ == "__main__":
    main()
