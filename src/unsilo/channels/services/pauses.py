"""One switch for all that was scheduled: nothing of a brand goes out later while it is on."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand
from unsilo.channels.models import Delivery, Pause
from unsilo.channels.texts import clip
from unsilo.core import events, locks
from unsilo.core.actor import Actor
from unsilo.core.errors import Invalid
from unsilo.core.jobs import wake

SEND = "channels.send"


def pause_of(brand_id: int) -> Pause | None:
    """The pause that holds the brand's scheduled things now."""
    return Pause.objects.filter(brand=brand_id, ended_at__isnull=True).first()


def words_of(pause: Pause) -> str:
    return clip(_("Held while scheduled things are paused: %(why)s") % {"why": pause.reason}, 500)


@transaction.atomic
def pause_scheduled(brand: Brand, *, reason: str, by: Actor) -> Pause:
    """Hold everything of ``brand`` that was scheduled for later. A second pause is the first."""
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Invalid(_("Say why, for those who wonder where their answers stay."), field="reason")
    locks.hold(f"pause:{brand.pk}")
    known = pause_of(brand.pk)
    if known is not None:
        return known
    pause = Pause.objects.create(brand=brand, reason=reason, started_by=by.label[:200])
    waiting = Delivery.objects.scheduled().filter(channel__brand=brand)
    held = waiting.update(held_by=pause, reason=words_of(pause))
    _record("scheduled.paused", brand, by, reason=reason, held=held)
    return pause


@transaction.atomic
def release_scheduled(brand: Brand, *, by: Actor) -> int:
    """Let what waited go on: what is overdue goes out now. Returns how much was held."""
    locks.hold(f"pause:{brand.pk}")
    pause = pause_of(brand.pk)
    if pause is None:
        return 0
    pause.ended_at, pause.ended_by = timezone.now(), by.label[:200]
    pause.save(update_fields=["ended_at", "ended_by"])
    held = Delivery.objects.filter(held_by=pause, state=Delivery.State.WAITING)
    count = held.update(held_by=None, reason="")
    _record("scheduled.released", brand, by, reason=pause.reason, held=count)
    wake(SEND, lock=SEND, queue="outbox")
    return count


def _record(kind: str, brand: Brand, by: Actor, **data: object) -> None:
    events.record(kind, by=by, brand_id=brand.pk, data=data)
