"""Updates of the status page by mail: asked for, confirmed by the address itself, and left."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.letters import send_waiting
from unsilo.accounts.models import Brand, SendState
from unsilo.core import events
from unsilo.core.actor import Actor, ActorKind
from unsilo.core.errors import NotFound
from unsilo.core.jobs import wake
from unsilo.core.tokens import read_signed_id, sign_id
from unsilo.incidents.models import StatusLetter, StatusPage, Subscriber, Update

SEND = "incidents.send_letters"
CONFIRM, LEAVE = "status-confirm", "status-leave"
ASKED_AGAIN = timedelta(days=1)  # whoever types somebody's address in sends them one mail a day
FORGOTTEN = timedelta(days=7)  # what was never confirmed

_OUTSIDE = Actor(ActorKind.SYSTEM, None, "status page")


@transaction.atomic
def ask(page: StatusPage, email: str) -> None:
    """Ask the owner of an address whether they want the updates.

    Says nothing of whether they get them already: anybody may type in any address.
    """
    email = email.strip().lower()
    Subscriber._meta.get_field("email").run_validators(email)
    now = timezone.now()
    row, is_new = Subscriber.objects.select_for_update().get_or_create(
        brand=page.brand, email=email, defaults={"asked_at": now}
    )
    if row.confirmed_at is not None or (not is_new and row.asked_at > now - ASKED_AGAIN):
        return
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    StatusLetter.objects.update_or_create(
        subscriber=row,
        update=None,
        defaults={"state": SendState.WAITING, "next_try_at": now, "attempts": 0},
    )
    wake(SEND, lock=SEND)


def by_token(token: str, *, purpose: str) -> Subscriber:
    """Whom a link was made for. Raises ``NotFound``."""
    pk = read_signed_id(token, purpose=purpose)
    found = Subscriber.objects.select_related("brand").filter(pk=pk).first() if pk else None
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def confirm(subscriber: Subscriber) -> None:
    row = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).first()
    if row is None:
        raise NotFound
    if row.confirmed_at is None:
        row.confirmed_at = timezone.now()
        row.save(update_fields=["confirmed_at"])
        _record("status_page.subscribed", row)


@transaction.atomic
def leave(subscriber: Subscriber) -> None:
    """Forget the address; no letter that waits goes out any more."""
    _record("status_page.left", subscriber)
    Subscriber.objects.filter(pk=subscriber.pk).delete()


def tell(update: Update, *, brand: Brand) -> int:
    """Write an update to all who confirmed; called in its transaction. Returns to how many."""
    if not StatusPage.objects.filter(brand=brand, is_on=True).exists():
        return 0
    now = timezone.now()
    letters = StatusLetter.objects.bulk_create(
        [
            StatusLetter(subscriber_id=pk, update=update, state=SendState.WAITING, next_try_at=now)
            for pk in confirmed(brand).values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
    if letters:
        wake(SEND, lock=SEND)
    return len(letters)


def confirmed(brand: Brand) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(brand=brand, confirmed_at__isnull=False)


def send_due() -> int:
    return send_waiting(StatusLetter, _letter)


def forget_unconfirmed() -> int:
    old = Subscriber.objects.filter(
        confirmed_at__isnull=True, asked_at__lt=timezone.now() - FORGOTTEN
    )
    return old.delete()[0]


def _letter(row: StatusLetter) -> EmailMultiAlternatives:
    subscriber, update = row.subscriber, row.update
    leave_url = _address("status-leave", sign_id(subscriber.pk, purpose=LEAVE))
    context = {
        "brand": subscriber.brand,
        "update": update,
        "page_url": _address("status", subscriber.brand.slug),
        "confirm_url": _address("status-confirm", sign_id(subscriber.pk, purpose=CONFIRM)),
        "leave_url": leave_url,
    }
    subject = (
        f"{subscriber.brand}: {update.incident.public_title or update.incident.title}"
        if update
        else _("%(brand)s: updates by mail?") % {"brand": subscriber.brand}
    )
    name = "update" if update else "question"
    letter = EmailMultiAlternatives(
        subject,
        render_to_string(f"incidents/letters/{name}.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [subscriber.email],
    )
    letter.attach_alternative(
        render_to_string(f"incidents/letters/{name}.html", context), "text/html"
    )
    if update:
        letter.extra_headers = {
            "List-Unsubscribe": f"<{leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return letter


def _address(name: str, *args: str) -> str:
    return settings.PUBLIC_URL + reverse(f"incidents:{name}", args=args)


def _record(kind: str, subscriber: Subscriber) -> None:
    events.record(
        kind, by=_OUTSIDE, brand_id=subscriber.brand_id, data={"subscriber": subscriber.pk}
    )
