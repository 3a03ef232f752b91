"""Numbers beside places of the navigation, all asked for in one statement."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from unsilo.core.db import prepared
from unsilo.core.kept import Question, Written, in_sql

# What to count for who asks; None for nobody in particular.
CountSource = Callable[[HttpRequest], QuerySet[Any, Any] | None]
_sources: dict[str, CountSource] = {}
_written = Written()
_KEPT = "_unsilo_counts"


def register_count(name: str, source: CountSource) -> None:
    """Offer ``count(request, name)``; called when Django starts.

    What is counted depends on ``request.access`` alone, so that it is put into SQL once for each of
    its keys. What depends on the time too asks for the database's.
    """
    _sources[name] = source


def count(request: HttpRequest, name: str) -> int:
    """How many there are. The first question of a request answers all of its questions."""
    kept: dict[str, int] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _counted(request)
        setattr(request, _KEPT, kept)
    return kept.get(name, 0)


def _counted(request: HttpRequest) -> dict[str, int]:
    names: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    rights = getattr(getattr(request, "access", None), "key", None)
    for name, source in _sources.items():
        question = _question(name, source, request, rights)
        if question is None:
            continue
        names.append(name)
        parts.append(f"(SELECT count(*) FROM ({question[0]}) AS counted)")
        values += question[1]
    if not names:
        return {}
    with prepared() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(names, cursor.fetchone(), strict=True))


def _question(
    name: str, source: CountSource, request: HttpRequest, rights: tuple[Any, ...] | None
) -> Question:
    def keys() -> QuerySet[Any, Any] | None:
        rows = source(request)
        return None if rows is None else rows.order_by().values("pk")

    return in_sql(keys()) if rights is None else _written.of((name, source, *rights), keys)
