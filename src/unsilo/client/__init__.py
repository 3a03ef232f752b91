"""A typed client of the REST API. Needs httpx alone: this folder can be copied into any program.

    from unsilo.client import Client

    with Client("https://inbox.example.com", token="uns_…") as unsilo:
        for conversation in unsilo.list_conversations(q="lid", state="open"):
            print(conversation["subject"])

There is a method for every operation, named as in the reference. ``calls.py`` and ``shapes.py`` are
written by ``make client``.
"""

from .following import Client
from .transport import ApiError
from .verifying import verify

__all__ = ["ApiError", "Client", "verify"]
