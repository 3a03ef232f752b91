"""What privacy keeps, by noun."""

from unsilo.privacy.models.requests import OPEN, Erasure, ErasureState, Export, ExportState
from unsilo.privacy.models.retention import Hold, RetentionRule, RetentionRun, RunState

__all__ = [
    "OPEN",
    "Erasure",
    "ErasureState",
    "Export",
    "ExportState",
    "Hold",
    "RetentionRule",
    "RetentionRun",
    "RunState",
]
