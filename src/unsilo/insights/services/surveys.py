"""Surveys: who is asked and when, by mail, and what they answer on a page of their own."""

from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.letters import can_write, send_waiting
from unsilo.accounts.models import SendState
from unsilo.channels import registry
from unsilo.channels.contract import Capability
from unsilo.channels.models import Channel
from unsilo.channels.ports import desks_of_conversations
from unsilo.core import events
from unsilo.core.actor import Actor, ActorKind
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.core.tokens import read_signed_id, sign_id
from unsilo.core.validation import check
from unsilo.inbox.models import Direction, Kind, Message, Placement, State
from unsilo.inbox.ports import Done
from unsilo.insights.models import Survey, SurveyedChannel

TOKEN = "survey"  # noqa: S105  what the token is for
ASKED_AFTER = timedelta(hours=1)
OPEN_FOR = timedelta(days=30)
AT_MOST_EVERY = timedelta(days=30)  # one person is asked


def can_ask(channel: Channel) -> bool:
    """Only who wrote by mail has an address to be asked at."""
    return Capability.RECIPIENTS in registry.capabilities(channel)


@transaction.atomic
def set_asking(channel: Channel, *, is_on: bool, by: Actor) -> None:
    """Ask the customers of a channel from now on, or no more."""
    if is_on and not can_ask(channel):
        raise Invalid(_("People on this channel have no address to be asked at."))
    if is_on:
        _row, changed = SurveyedChannel.objects.get_or_create(channel=channel)
    else:
        changed = bool(SurveyedChannel.objects.filter(channel=channel).delete()[0])
        Survey.objects.filter(
            conversation__channel=channel, state=SendState.WAITING, sent_at__isnull=True
        ).delete()
    if changed:
        events.record(
            "survey.set", by=by, brand_id=channel.brand_id,
            data={"channel": channel.pk, "name": channel.name, "is_on": is_on},
        )  # fmt: skip


def follow_closed(done: Done) -> None:
    """In the transaction that closed it: note whom to ask, where the channel asks at all."""
    conversation = done.conversation
    ended = done.kind == "conversation.closed" or any(
        step["after"]["state"] == State.DONE for step in done.data["moved"]
    )
    if not ended or conversation.public or conversation.is_spam:
        return
    if not SurveyedChannel.objects.filter(channel=conversation.channel_id).exists():
        return
    if Placement.objects.filter(conversation=conversation).exclude(state=State.DONE).exists():
        return
    said = Message.objects.filter(conversation=conversation, kind=Kind.MESSAGE).order_by("-id")
    reply = said.filter(direction=Direction.OUT, user__isnull=False).only("user_id").first()
    heard = said.filter(direction=Direction.IN).only("author_address").first()
    if reply is None or heard is None:
        return
    email = heard.author_address.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return
    lately = Survey.objects.filter(email=email, made_at__gt=done.at - AT_MOST_EVERY)
    if not lately.exists():
        Survey.objects.create(
            conversation=conversation, email=email, user_id=reply.user_id, made_at=done.at,
            state=SendState.WAITING, next_try_at=done.at + ASKED_AFTER,
        )  # fmt: skip


def send_due() -> int:
    """Ask whose time has come; what has been taken up again is forgotten.

    Without a mail server all wait.
    """
    if not can_write():
        return 0
    due = Survey.objects.filter(state=SendState.WAITING, next_try_at__lte=timezone.now())
    held = Placement.objects.exclude(state=State.DONE).values("conversation")
    due.filter(conversation__in=held).delete()
    return send_waiting(Survey, letter)


def letter(survey: Survey) -> EmailMultiAlternatives:
    brand = survey.conversation.brand
    address = address_of(survey)
    context = {
        "brand": brand,
        "survey": survey,
        "scores": [(score, f"{address}?score={score}") for score in range(1, 6)],
        "url": address,
    }
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    made = EmailMultiAlternatives(
        _("How was it? One question from %(brand)s") % {"brand": brand},
        render_to_string("insights/survey_letter.txt", context),
        formataddr((str(brand), sender)),
        [survey.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    made.attach_alternative(render_to_string("insights/survey_letter.html", context), "text/html")
    return made


def address_of(survey: Survey) -> str:
    token = sign_id(survey.pk, purpose=TOKEN)
    return settings.PUBLIC_URL + reverse("insights:survey", args=[token])


def by_token(token: str) -> Survey:
    """Raises ``NotFound``, also when its time has passed or they were erased."""
    pk = read_signed_id(token, purpose=TOKEN)
    related = Survey.objects.select_related("conversation__brand", "conversation__person")
    found = related.filter(pk=pk, sent_at__gt=timezone.now() - OPEN_FOR).first() if pk else None
    if found is None or found.conversation.erased_at is not None:
        raise NotFound
    return found


@transaction.atomic
def answer(survey: Survey, *, score: int, words: str = "", at: datetime | None = None) -> Survey:
    """Keep what they say; until its time has passed they may think again."""
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if survey.sent_at is None:
        raise Conflict(_("Nobody has been asked yet."))
    now = at or timezone.now()
    survey.score, survey.words, survey.answered_at = score, " ".join(words.split())[:1000], now
    check(survey)
    survey.save(update_fields=["score", "words", "answered_at"])
    conversation = survey.conversation
    events.record(
        "survey.answered",
        by=Actor(ActorKind.PERSON, conversation.person_id, str(conversation.person)),
        conversation_id=conversation.pk,
        person_id=conversation.person_id,
        brand_id=conversation.brand_id,
        desk_ids=list(desks_of_conversations([conversation.pk]).get(conversation.pk, ())),
        data={"survey": survey.pk, "score": score, "words": survey.words},
        at=at,
    )
    return survey
