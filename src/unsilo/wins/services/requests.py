"""Request forms: made, opened, handed in, answered by the manager."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import Brand, User
from unsilo.channels.ports import desks_of_conversations
from unsilo.core import events, locks
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.validation import check
from unsilo.inbox.models import Conversation
from unsilo.wins.models import (
    Answer,
    Product,
    Proof,
    RequestForm,
    Scan,
    Side,
    StockReport,
    Store,
    Wish,
)
from unsilo.wins.services import doors
from unsilo.wins.services.links import new_code
from unsilo.wins.visitors import SECOND_LOOK

_PROOFS = {Side.SHOPPER: Proof.OPENED, Side.MANAGER: Proof.SCANNED}


@transaction.atomic
def issue(
    *,
    product: Product,
    store: Store | None,
    brand: Brand,
    by: Actor,
    conversation: Conversation | None = None,
    shopper: str = "",
    zip: str = "",
    wish: str = Wish.ONCE,
    why: str = "",
    user: User | None = None,
    at: datetime | None = None,
) -> RequestForm:
    """Make a form. The same thing, store and conversation have the same form."""
    now = at or timezone.now()
    if conversation is not None:
        locks.hold(f"request {conversation.pk}")
        same = RequestForm.objects.filter(conversation=conversation, product=product, store=store)
        if known := same.first():
            return known
    form = RequestForm(
        code=new_code(),
        brand=brand,
        product=product,
        store=store,
        conversation=conversation,
        shopper=" ".join(shopper.split())[:60],
        zip=zip,
        wish=wish,
        why=" ".join(why.split()),
        made_by=user,
        made_at=now,
    )
    check(form)
    form.save()
    doors.asked_for(form, by=by, at=now)
    _record("request.made", form, by=by, at=now)
    return form


@transaction.atomic
def withdraw(form: RequestForm, *, by: Actor) -> None:
    """Take a form back that nobody has opened yet."""
    form = RequestForm.objects.select_for_update().get(pk=form.pk)
    if form.proof > Proof.ISSUED:
        raise Conflict(_("Somebody has opened this form already."))
    _record("request.withdrawn", form, by=by)
    doors.not_asked_for(form, by=by)
    form.delete()


@transaction.atomic
def scan(form: RequestForm, *, side: Side, visitor: str, at: datetime | None = None) -> bool:
    """Note that one half was opened. Returns whether it was a look of its own."""
    now = at or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    again = Scan.objects.filter(request=form, side=side, visitor=visitor, at__gt=now - SECOND_LOOK)
    held = RequestForm.objects.select_for_update().get(pk=form.pk)
    if again.exists():
        return False
    Scan.objects.create(request=held, side=side, at=now, visitor=visitor)
    _rise(held, _PROOFS[side])
    _record("request.scanned", form, by=SYSTEM, at=now, side=side.value)
    return True


@transaction.atomic
def hand_in(form: RequestForm, *, by: Actor, at: datetime | None = None) -> None:
    """The shopper says that the manager has it."""
    if _rise(form, Proof.HANDED_IN):
        _record("request.handed_in", form, by=by, at=at)


@transaction.atomic
def answer(
    form: RequestForm, *, answer: str, by: Actor, manager: str = "", contact: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """What the manager says. May be said anew; the newest holds."""
    if answer in (Answer.SAMPLE, Answer.CALL) and not contact.strip():
        raise Invalid(_("How can we reach you?"), field="contact")
    form = RequestForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    form.answer, form.answered_at = answer, at or timezone.now()
    form.manager, form.contact = " ".join(manager.split()), " ".join(contact.split())
    check(form)
    form.save()
    _rise(form, Proof.ANSWERED)
    doors.answered(form, by=by, at=form.answered_at)
    _record("request.answered", form, by=by, at=form.answered_at, answer=form.answer)


def report_stock(
    *, store: Store, product: Product, found: bool, visitor: str, by: Actor,
    at: datetime | None = None,
) -> bool:  # fmt: skip
    """What somebody saw on a shelf; once a day each. Returns whether it was taken."""
    now = at or timezone.now()
    same = StockReport.objects.filter(store=store, product=product, visitor=visitor)
    if same.filter(at__gt=now - timedelta(days=1)).exists():
        return False
    with transaction.atomic():
        StockReport.objects.create(
            store=store, product=product, found=found, visitor=visitor, at=now
        )
        data = {"store_id": store.pk, "product_id": product.pk, "found": found}
        events.record("stock.reported", by=by, data=data, at=now)
    return True


def shopper_address(code: str) -> str:
    return settings.PUBLIC_URL + reverse("wins:request", args=[code])


def manager_address(code: str) -> str:
    return settings.PUBLIC_URL + reverse("wins:manager", args=[code])


def _rise(form: RequestForm, proof: Proof) -> bool:
    """A proof once had is never lost: a shopper who looks again takes nothing back."""
    rising = RequestForm.objects.filter(pk=form.pk, proof__lt=proof)
    return bool(rising.update(proof=Greatest("proof", proof.value)))


def _record(
    kind: str, form: RequestForm, *, by: Actor, at: datetime | None = None, **more: Any
) -> None:
    conversation = form.conversation
    data = {"code": form.code, "product": str(form.product), "store": str(form.store or "")} | more
    desks = desks_of_conversations([conversation.pk]) if conversation else {}
    events.record(
        kind,
        by=by,
        conversation_id=form.conversation_id,
        person_id=conversation.person_id if conversation else None,
        brand_id=form.brand_id,
        desk_ids=desks.get(form.conversation_id or 0, []),
        data=data,
        at=at,
    )
