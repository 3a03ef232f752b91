"""Take something in and process it at once, for those who wait for the answer."""

from django.db import transaction

from unsilo.channels.contract import RawArrival
from unsilo.channels.models import Arrival, Channel
from unsilo.channels.services import arrivals
from unsilo.core.actor import Actor
from unsilo.intake import pipeline


def take_in(channel: Channel, raw: RawArrival, *, by: Actor) -> tuple[Arrival, bool]:
    """Keep it raw, then run the pipeline. Returns its arrival and whether it is new.

    It is kept before anybody looks inside, and claimed in the same moment, so that no worker takes
    it as well. Should this process die over it, a worker finds it when its next try has come.
    """
    with transaction.atomic():
        new = arrivals.receive(channel, [raw], by=by)
        for arrival in new:
            arrivals.claim_new(arrival)
    arrival = arrivals.known(channel, raw.external_key)
    if new:
        pipeline.process(arrival)
        arrival.refresh_from_db()
    return arrival, bool(new)
