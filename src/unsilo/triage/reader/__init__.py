"""Reads messages: ``load().read(texts)`` says what each is, feels and wants.

Plain Python on numpy and onnxruntime: no Django, no network, no pickle. The weights lie in
``weights``; how they came to be is told in ``training/README.md``.
"""

from unsilo.triage.reader.intents import INTENTS
from unsilo.triage.reader.judgement import (
    Feeling,
    Intent,
    Judgement,
    Purchase,
    Reader,
    ReaderMissing,
    Why,
)
from unsilo.triage.reader.reading import load, unload

__all__ = [
    "INTENTS",
    "Feeling",
    "Intent",
    "Judgement",
    "Purchase",
    "Reader",
    "ReaderMissing",
    "Why",
    "load",
    "unload",
]
