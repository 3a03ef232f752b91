"""The nouns of incidents."""

from unsilo.incidents.models.incidents import (
    Assignment,
    Duty,
    Incident,
    IncidentKind,
    Part,
    PartKind,
    Phase,
    Responder,
)
from unsilo.incidents.models.subscribers import StatusLetter, Subscriber
from unsilo.incidents.models.touched import Touched, TouchedState
from unsilo.incidents.models.words import (
    Column,
    FactLine,
    Statement,
    StatementState,
    StatementUse,
    StatusPage,
    Update,
)

__all__ = [
    "Assignment",
    "Column",
    "Duty",
    "FactLine",
    "Incident",
    "IncidentKind",
    "Part",
    "PartKind",
    "Phase",
    "Responder",
    "Statement",
    "StatementState",
    "StatementUse",
    "StatusLetter",
    "StatusPage",
    "Subscriber",
    "Touched",
    "TouchedState",
    "Update",
]
