"""Gives what was written by the clock on the wall the moment in the story it belongs to."""

from datetime import datetime

from django.db import connection
from django.db.models import F

from unsilo.accounts.models import Call, CallStep
from unsilo.channels.models import Pause
from unsilo.core.models import Event
from unsilo.incidents.models import Incident, Responder

# What has no moment of its own happened right after what stands before it in the log.
_EVENTS = """
UPDATE core_event e
   SET at = coalesce((SELECT before.at FROM core_event before
                       WHERE before.id < e.id AND before.at <= %(now)s
                       ORDER BY before.id DESC LIMIT 1),
                     (SELECT min(at) FROM core_event))
 WHERE e.at > %(now)s AND e.kind <> 'demo.played'
"""


def settle(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, {"now": now})
    for call in Call.objects.filter(created_at__gt=now):
        told = Event.objects.filter(kind__startswith="call.", data__call=call.pk)
        moments = dict(told.values_list("kind", "at"))
        call.created_at = moments["call.made"]
        call.settled_at = moments.get("call.acknowledged") if call.settled_at else None
        call.save(update_fields=["created_at", "settled_at"])
        CallStep.objects.filter(call=call, at__gt=now).update(at=call.created_at)
    late = Incident.objects.filter(acknowledged_at__gt=now)
    late.update(acknowledged_at=F("declared_at"))
    for incident in Incident.objects.all():
        joined = Responder.objects.filter(incident=incident, joined_at__gt=now)
        joined.update(joined_at=incident.declared_at)
        Pause.objects.filter(started_at__gt=now).update(started_at=incident.declared_at)
