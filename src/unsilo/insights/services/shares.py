"""Show one graph to people without a login, for a while."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.access import Access
from unsilo.core import events
from unsilo.core.actor import Actor
from unsilo.core.errors import Forbidden, NotFound
from unsilo.core.tokens import read_signed_id, sign_id
from unsilo.insights.models import SharedGraph
from unsilo.insights.queries.numbers import Figure, Summary, counted_at

LASTS = timedelta(days=14)
PURPOSE = "graph"


@transaction.atomic
def share(summary: Summary, *, access: Access, desk_name: str, by: Actor) -> SharedGraph:
    """Freeze a metric as it is now. Raises ``Forbidden`` for who may only read."""
    access.require_write()
    now = timezone.now()
    graph = SharedGraph.objects.create(
        metric=summary.metric.key,
        desk_name=desk_name,
        rows=_frozen(summary),
        data_until=counted_at() or now,
        shared_by=access.user,
        expires_at=now + LASTS,
    )
    events.record(
        "graph.shared", by=by, data={"metric": graph.metric, "until": graph.expires_at.isoformat()}
    )
    return graph


@transaction.atomic
def revoke(pk: int, *, access: Access, by: Actor) -> SharedGraph:
    """Nobody opens it any more. One's own; a lead may any."""
    graph = SharedGraph.objects.select_for_update().filter(pk=pk).first()
    if graph is None or (graph.shared_by_id != access.user.pk and not access.is_lead):
        raise NotFound
    if not access.can_write:
        raise Forbidden
    if graph.revoked_at is None:
        graph.revoked_at = timezone.now()
        graph.save(update_fields=["revoked_at"])
        events.record("graph.revoked", by=by, data={"metric": graph.metric})
    return graph


def address(graph: SharedGraph) -> str:
    return reverse("insights:graph", args=[sign_id(graph.pk, purpose=PURPOSE)])


def shared_graph(token: str) -> SharedGraph:
    """What a link shows. Forged, expired and taken back look the same: there is nothing."""
    pk = read_signed_id(token, purpose=PURPOSE)
    graph = SharedGraph.objects.filter(
        pk=pk or 0, revoked_at__isnull=True, expires_at__gt=timezone.now()
    ).first()
    if graph is None:
        raise NotFound
    return graph


def _frozen(summary: Summary) -> list[dict[str, Any]]:
    days = [*summary.period.before, *summary.period]
    return [{"day": day.isoformat(), **_numbers(summary.day(day))} for day in days]


def _numbers(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "p90": figure.p90, "counted": figure.counted}
