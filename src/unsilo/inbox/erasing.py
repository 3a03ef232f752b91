"""What the inbox holds of a person, for export, erasure and retention.

Messages and conversations stay as empty rows, since every number is counted from them.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unsilo.channels.erasing import erase_arrivals, erase_raw, posts_about
from unsilo.channels.models import Arrival, Delivery
from unsilo.channels.services import blobs
from unsilo.core.models import Event
from unsilo.core.tombstones import tombstone
from unsilo.inbox.models import Attachment, Conversation, Direction, Draft, DraftKind, Message
from unsilo.people.personal import (
    ERASED,
    Of,
    Part,
    PersonalData,
    Scope,
    deleted,
    emptied,
    held,
    register_personal_data,
)
from unsilo.people.scrubbing import scrub

_BATCH = 500
_WORKING = _("how colleagues worked on it: no words of the person")


def connect() -> None:
    """Register; called once when Django starts."""
    register_personal_data(*_of_conversations(), *_of_messages())


def _of_conversations() -> Sequence[PersonalData]:
    of = Of.CONVERSATION

    def kept(name: str, label: Any) -> PersonalData:
        return held(f"inbox.{name}", label, of, erase=None, keeps=_WORKING)

    return [
        PersonalData(
            model="inbox.Conversation",
            label=_("conversations"),
            of=of,
            rows=lambda scope: Conversation.objects.filter(pk__in=scope.ids),
            erase=_empty_conversations,
            keeps=_("when, on which channel and desk, and how many messages"),
        ),
        kept("Placement", _("places on desks")),
        kept("ConversationTag", _("tags")),
        kept("ReadMark", _("marks of what colleagues have read")),
        kept("NoteMention", _("colleagues called into it")),
        kept("Presence", _("who looks at it now")),
        held("inbox.Draft", _("drafts"), of, erase=deleted),
        held("inbox.Reference", _("ids of messages"), of, erase=deleted),
        held("inbox.Participant", _("addresses that took part"), of, erase=deleted),
        PersonalData(
            model="core.Event",
            label=_("events of conversations"),
            of=of,
            rows=lambda scope: Event.objects.filter(conversation_id__in=scope.ids),
            erase=scrub,
            keeps=_("what happened and when, without words, names and addresses"),
        ),
        PersonalData(
            model="inbox.Draft",
            label=_("drafts to them"),
            of=Of.PERSON,
            rows=_drafts_to,
            erase=deleted,
        ),
    ]


def _of_messages() -> Sequence[PersonalData]:
    of = Of.MESSAGE
    return [
        # Last: who wrote it, and by what id it is known.
        PersonalData(
            model="inbox.Message",
            label=_("messages and notes"),
            of=of,
            rows=_messages,
            erase=_forget_writers,
            keeps=_("when and in which direction"),
            hidden=["search", "html", "fingerprint"],
        ),
        PersonalData(
            model="inbox.Message",
            label=_("words of messages and notes"),
            of=of,
            part=Part.WORDS,
            rows=lambda scope: _messages(scope).filter(words_erased_at__isnull=True),
            erase=_empty_messages,
            exports=False,
        ),
        held(
            "inbox.Hiding", _("why a message was hidden"), of,
            part=Part.WORDS, erase=emptied(words="", second_reason="", problem=""),
            keeps=_("that it was hidden, and for which kind of reason"),
        ),
        held("inbox.Attachment", _("files"), of, part=Part.FILES, erase=_drop_files),
        PersonalData(
            model="channels.Arrival",
            label=_("raw messages as they came"),
            of=of,
            part=Part.RAW,
            rows=lambda scope: _arrivals(scope).exclude(meta__has_key="erased"),
            erase=erase_raw,
        ),
        PersonalData(
            model="channels.Arrival",
            label=_("places in the ledger of arrivals"),
            of=of,
            rows=_arrivals,
            erase=erase_arrivals,
            exports=False,
            keeps=_("a keyed hash of the id, so that the same message is not imported again"),
        ),
        PersonalData(
            model="channels.Delivery",
            label=_("answers as they were sent"),
            of=of,
            part=Part.RAW,
            rows=lambda scope: _deliveries(scope).exclude(payload={}),
            erase=emptied(payload={}),
        ),
        PersonalData(
            model="channels.Delivery",
            label=_("places in the ledger of deliveries"),
            of=of,
            rows=_deliveries,
            erase=_forget_deliveries,
            exports=False,
            keeps=_("when something was sent, and what became of it"),
        ),
        held(
            "channels.DeliveryRecipient", _("whom answers went to"), of,
            "delivery__message_id", erase=deleted,
        ),
        PersonalData(
            model="core.Event",
            label=_("events of messages"),
            of=of,
            part=Part.WORDS,
            rows=_events,
            erase=scrub,
            keeps=_("what happened and when"),
        ),
        PersonalData(
            model="channels.WebhookPost",
            label=_("posts to webhooks about messages"),
            of=of,
            part=Part.WORDS,
            rows=lambda scope: posts_about(_events(scope)),
            erase=deleted,
        ),
    ]  # fmt: skip


def _messages(scope: Scope) -> QuerySet[Message, Message]:
    return Message.objects.filter(pk__in=scope.ids)


def _events(scope: Scope) -> QuerySet[Event, Event]:
    conversations = _messages(scope).values("conversation_id")
    return Event.objects.filter(conversation_id__in=conversations, message_id__in=scope.ids)


def _arrivals(scope: Scope) -> QuerySet[Arrival, Arrival]:
    """What messages came from, and what came as a further copy of them."""
    own = _messages(scope).filter(arrival_id__isnull=False).values("arrival_id")
    copies = Q(message_id__in=scope.ids, outcome__in=("duplicate", "bounced"))
    return Arrival.objects.filter(Q(pk__in=own) | copies)


def _deliveries(scope: Scope) -> QuerySet[Delivery, Delivery]:
    """Those that are done with; what still waits is stopped before."""
    return Delivery.objects.filter(message_id__in=scope.ids).exclude(state="waiting")


def _drafts_to(scope: Scope) -> QuerySet[Draft, Draft]:
    """New conversations that somebody is about to begin with them."""
    named = Q(pk__in=[])
    for address in scope.addresses:
        named |= Q(typed__icontains=address)
    begun = Draft.objects.filter(kind=DraftKind.NEW)
    return begun.alias(typed=Cast("fields", TextField())).filter(named)


def _empty_messages(rows: QuerySet[Message, Message]) -> int:
    ids = list(rows.values_list("pk", flat=True))
    found = Message.objects.filter(pk__in=ids)
    found.update(
        text="",
        reply_text="",
        html="",
        markup="",
        remote_images=0,
        words_erased_at=timezone.now(),
    )
    # A list shows how the newest message begins.
    left = Message.objects.filter(conversation=OuterRef("pk"), words_erased_at__isnull=True)
    beheld = Conversation.objects.filter(pk__in=found.values("conversation_id"))
    beheld.filter(~Exists(left)).update(preview="")
    return len(ids)


def _drop_files(rows: QuerySet[Attachment, Attachment]) -> int:
    found = list(rows.values_list("pk", "message_id", "blob_id"))
    Attachment.objects.filter(pk__in=[pk for pk, _message, _blob in found]).delete()
    messages = Message.objects.filter(pk__in={message for _pk, message, _blob in found})
    messages.update(file_names="", files_erased_at=timezone.now())
    blobs.let_go({blob for _pk, _message, blob in found})
    return len(found)


def _forget_writers(rows: QuerySet[Message, Message]) -> int:
    found = list(rows.only("pk", "direction", "author_name", "external_id"))
    for message in found:
        if message.direction == Direction.IN:
            message.author_name = str(ERASED)
        message.external_id = tombstone(message.external_id) if message.external_id else ""
        message.author_address = message.subject = message.file_names = message.class_reason = ""
        message.in_reply_to = message.permalink = message.fingerprint = ""
        message.addresses = {}
    fields = [
        "author_name", "author_address", "subject", "file_names", "class_reason", "external_id",
        "in_reply_to", "permalink", "fingerprint", "addresses",
    ]  # fmt: skip
    Message.objects.bulk_update(found, fields, batch_size=_BATCH)
    return len(found)


def _forget_deliveries(rows: QuerySet[Delivery, Delivery]) -> int:
    found = list(rows.only("pk", "external_id"))
    for delivery in found:
        delivery.external_id = tombstone(delivery.external_id)
        delivery.subject = delivery.reason = ""
        delivery.payload = {}
    fields = ["external_id", "subject", "reason", "payload"]
    Delivery.objects.bulk_update(found, fields, batch_size=_BATCH)
    return len(found)


def _empty_conversations(rows: QuerySet[Conversation, Conversation]) -> int:
    return rows.update(
        subject="", preview="", external_thread="", permalink="", erased_at=timezone.now()
    )
