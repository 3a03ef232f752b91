"""What triage keeps, by noun."""

from unsilo.triage.models.learning import Correction, Head, OwnHead
from unsilo.triage.models.outside import BiggerModel, Inquiry, Task
from unsilo.triage.models.readings import (
    ConversationReading,
    DueReading,
    Embedding,
    Faith,
    Feeling,
    Reading,
)
from unsilo.triage.models.work import ReaderState, Rereading

__all__ = [
    "BiggerModel",
    "ConversationReading",
    "Correction",
    "DueReading",
    "Embedding",
    "Faith",
    "Feeling",
    "Head",
    "Inquiry",
    "OwnHead",
    "ReaderState",
    "Reading",
    "Rereading",
    "Task",
]
