"""What channels hold of a person, for export, erasure and retention."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from unsilo.channels.models import Arrival, Webhook, WebhookPost
from unsilo.channels.services import blobs
from unsilo.core.models import Event
from unsilo.core.tombstones import tombstone
from unsilo.people.personal import Of, PersonalData, Scope, deleted, register_personal_data

_BATCH = 500
# What the intake has to know of an arrival, erased or not.
_KEPT_META = ("import", "backfill", "done")


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(
        PersonalData(
            model="channels.Arrival",
            label=_("arrivals that became no message"),
            of=Of.PERSON,
            rows=_apart,
            erase=erase_arrivals,
            keeps=_("that something came, when, and what became of it"),
        ),
        *(
            PersonalData(
                model="channels.WebhookPost",
                label=_("posts to webhooks"),
                of=of,
                rows=_posts(column),
                erase=deleted,
            )
            for of, column in ((Of.PERSON, "person_id"), (Of.CONVERSATION, "conversation_id"))
        ),
    )


def posts_about(events: QuerySet[Event, Event]) -> QuerySet[WebhookPost, WebhookPost]:
    """What programs outside were told of these events. Goes by webhook, as the index does."""
    every = list(Webhook.objects.values_list("pk", flat=True))
    return WebhookPost.objects.filter(webhook__in=every, event_id__in=events.values("pk"))


def erase_raw(rows: QuerySet[Arrival, Arrival]) -> int:
    """The raw bytes go; what came of them stays."""
    return _erase(rows, with_key=False)


def erase_arrivals(rows: QuerySet[Arrival, Arrival]) -> int:
    """All but the place in the ledger goes. The key becomes a tombstone."""
    return _erase(rows, with_key=True)


def _erase(rows: QuerySet[Arrival, Arrival], *, with_key: bool) -> int:
    found = list(rows.exclude(outcome="pending"))
    if not found:
        return 0
    empty = blobs.put(b"")
    blobs.let_go({row.blob_id for row in found} - {empty.pk})
    now = timezone.now().isoformat()
    for row in found:
        row.blob = empty
        kept = {name: value for name, value in row.meta.items() if name in _KEPT_META}
        row.meta = {**(kept if with_key else row.meta), "erased": row.meta.get("erased", now)}
        if with_key:
            row.external_key = tombstone(row.external_key)
            row.sender = row.subject = ""
            row.reason = _now("Erased.")
    Arrival.objects.bulk_update(
        found, ["blob", "meta", "external_key", "sender", "subject", "reason"], batch_size=_BATCH
    )
    return len(found)


def _apart(scope: Scope) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = Arrival.objects.filter(message_id__isnull=True).exclude(sender="")
    found = found.alias(by=Lower(F("sender"))).filter(by__in=list(scope.addresses))
    return found


def _posts(column: str) -> Any:
    return lambda scope: posts_about(Event.objects.filter(**{f"{column}__in": scope.ids}))
