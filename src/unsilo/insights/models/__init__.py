"""What insights keeps, by noun."""

from unsilo.insights.models.briefings import (
    Briefing,
    BriefingItem,
    BriefingReader,
    BriefingSection,
    SectionRevision,
)
from unsilo.insights.models.rollups import Cell, DirtyDay, KeptAnswer, Progress
from unsilo.insights.models.shares import SharedGraph
from unsilo.insights.models.surveys import Survey, SurveyedChannel

__all__ = [
    "Briefing",
    "BriefingItem",
    "BriefingReader",
    "BriefingSection",
    "Cell",
    "DirtyDay",
    "KeptAnswer",
    "Progress",
    "SectionRevision",
    "SharedGraph",
    "Survey",
    "SurveyedChannel",
]
