"""The nouns of listening."""

from unsilo.listening.models.alerts import Alert, AlertKind, Closing, Severity, Status
from unsilo.listening.models.feeds import Feed, Fetch, Place
from unsilo.listening.models.mentions import Mention
from unsilo.listening.models.queries import Audience, Hears, Query, QueryKind
from unsilo.listening.models.series import Hour, Mark, Series, Sighting

__all__ = [
    "Alert",
    "AlertKind",
    "Audience",
    "Closing",
    "Feed",
    "Fetch",
    "Hears",
    "Hour",
    "Mark",
    "Mention",
    "Place",
    "Query",
    "QueryKind",
    "Series",
    "Severity",
    "Sighting",
    "Status",
]
