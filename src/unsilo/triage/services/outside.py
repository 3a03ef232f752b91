"""Ask bigger models: what may leave, within which budget, and what their answers change.

An inquiry is written down before anything is sent, with the very words that will leave. Nothing of
a restricted desk is ever sent.
"""

import json
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core import http, locks
from unsilo.core.actor import SYSTEM, Actor
from unsilo.core.db import release_connection
from unsilo.core.errors import ConnectorError
from unsilo.core.events import record
from unsilo.core.jobs import wake
from unsilo.core.logs import brief
from unsilo.core.secrets import seal, unseal
from unsilo.inbox.models import Message, Placement
from unsilo.inbox.services.changes import log
from unsilo.triage import judging
from unsilo.triage.models import BiggerModel, Head, Inquiry, Reading, Task
from unsilo.triage.redaction import redact
from unsilo.triage.services.summaries import summarise
from unsilo.triage.texts import words_of

logger = logging.getLogger(__name__)

ASK_JOB = "triage.ask"
State = Inquiry.State
TEXT = 4_000  # characters of a message that leave
ANSWER_TOKENS = 120
BACKOFF = (timedelta(minutes=1), timedelta(minutes=15))
LEASE = timedelta(minutes=5)  # then whoever sent it counts as dead
SAMPLE = "Where can I buy the red kettle? My old one came broken and nobody answers."

_SYSTEM = """You read messages that people write to a company. Answer with one JSON object only:
{"feeling": "negative"|"neutral"|"positive", "intent": one of the intents or "",
"faith": "good"|"bad", "urgency": "urgent"|"calm"}
faith is "bad" only for insults or brigading without any claim; a rude complaint is "good".
Intents: %s"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bigger model said, and what that took."""

    heads: dict[str, str]
    tokens_in: int
    tokens_out: int


@transaction.atomic
def configure(task: str, *, values: dict[str, Any], key: str | None, by: Actor) -> BiggerModel:
    """Set up one task. ``key`` None keeps the stored one, "" forgets it."""
    found = BiggerModel.objects.select_for_update().filter(task=task).first()
    found = found or BiggerModel(task=task)
    for name, value in values.items():
        setattr(found, name, value)
    if key is not None:
        found.sealed_key = seal({"key": key}) if key else None
    found.save()
    data = {"task": task, "on": found.is_on, "model": found.model, "host": _host(found)}
    record("triage.bigger_model_set", by=by, data=data)
    return found


def offer(readings: Sequence[Reading]) -> None:
    """Put readings that the small model could not finish to whoever is asked for that."""
    asked = set(BiggerModel.objects.filter(is_on=True).values_list("task", flat=True))
    if not asked:
        return
    wanted = {one.message_id: task for one in readings if (task := _task_of(one)) and task in asked}
    closed = set(
        Placement.objects.filter(
            conversation__messages__in=wanted, desk__is_restricted=True
        ).values_list("conversation__messages", flat=True)
    )
    new = [Inquiry(message_id=pk, task=task) for pk, task in wanted.items() if pk not in closed]
    if new:
        Inquiry.objects.bulk_create(new, ignore_conflicts=True)
        wake(ASK_JOB, lock=ASK_JOB, queue="triage")


def _task_of(reading: Reading) -> str:
    if not reading.judgement.get("is_read"):
        return Task.UNREAD if reading.language and not reading.decided else ""
    return Task.UNSURE if not reading.intent else ""


def answers_for(message_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """What bigger models said of these messages before."""
    rows = Inquiry.objects.filter(message__in=list(message_ids), state=State.ANSWERED)
    return {one.message_id: one.answer for one in rows.only("message_id", "answer")}


def ask_next() -> bool:
    """Ask about one message. Returns whether there was one to ask about."""
    with transaction.atomic():
        inquiry = _claim()
        if inquiry is None:
            return False
        model = BiggerModel.objects.filter(task=inquiry.task, is_on=True).first()
        refusal = _prepare(inquiry, model)
    if refusal or model is None:
        return True
    release_connection()  # others may use it while we wait
    began = time.monotonic()
    try:
        answer = ask(model, inquiry.sent)
    except ConnectorError as error:
        _fail(inquiry, error)
        return True
    _finish(inquiry, model, answer, milliseconds=round((time.monotonic() - began) * 1000))
    return True


def _claim() -> Inquiry | None:
    due = Inquiry.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state__in=(State.WAITING, State.SENDING), next_try_at__lte=timezone.now()
    )
    return due.select_related("message__person").order_by("-id").first()


def _prepare(inquiry: Inquiry, model: BiggerModel | None) -> str:
    """Write down what is about to leave. Returns why it may not, "" if it may."""
    if model is None:
        refusal = "This task was turned off."
    else:
        inquiry.sent = redacted(inquiry.message)
        inquiry.model, inquiry.host = model.model, _host(model)
        inquiry.cost = _cost(model, len(inquiry.sent) // 3 + 400, ANSWER_TOKENS)
        over = spent(inquiry.task) + inquiry.cost > model.monthly_budget
        refusal = "The budget of this month is used up." if over else ""
    if refusal:
        inquiry.state, inquiry.reason, inquiry.cost = State.REFUSED, refusal, Decimal(0)
        inquiry.sent = ""
    else:
        inquiry.state, inquiry.sent_at = State.SENDING, timezone.now()
        inquiry.next_try_at = timezone.now() + LEASE
    inquiry.attempts += 1
    inquiry.save()
    return refusal


def redacted(message: Message) -> str:
    """A message as it may leave."""
    names = list(User.objects.values_list("name", flat=True))
    names.append(message.author_name)
    if message.person is not None:
        names += [message.person.name]
        if message.person.company is not None:
            names.append(message.person.company.name)
    words = words_of(message.subject, message.reply_text[:TEXT], message.text[:TEXT])
    return redact(words[:TEXT], names)


def spent(task: str, *, now: datetime | None = None) -> Decimal:
    """What a task has cost this month, with what is on its way."""
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    total = Inquiry.objects.filter(task=task, sent_at__gte=month).aggregate(sum=Sum("cost"))["sum"]
    return total or Decimal(0)


def ask(model: BiggerModel, text: str) -> Answer:
    """One question by the chat completions protocol. Raises ``ConnectorError``."""
    key = unseal(model.sealed_key).get("key", "")
    body = {
        "model": model.model,
        "temperature": 0,
        "max_tokens": ANSWER_TOKENS,
        "response_format": {"type": "json_object"},
        "messages": [
            {
                "role": "system",
                "content": _SYSTEM % ", ".join(filter(None, judging.ANSWERS[Head.INTENT])),
            },
            {"role": "user", "content": text},
        ],
    }
    response = http.request(
        "POST",
        f"{model.base_url.rstrip('/')}/chat/completions",
        headers={
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {key}"} if key else {}),
        },
        body=json.dumps(body).encode(),
        timeout=model.timeout_seconds,
        allow_private=model.allow_local,
    )
    if response.status != 200:
        said = response.body[:200].decode("utf-8", "replace")
        permanent = 400 <= response.status < 500 and response.status not in (408, 429)
        raise ConnectorError(f"It answered {response.status}: {said}", permanent=permanent)
    return _understood(response.body)


def _understood(body: bytes) -> Answer:
    """Only answers that a head knows count; everything else a model may invent is left out."""
    try:
        found = json.loads(body)
        said = json.loads(found["choices"][0]["message"]["content"])
        usage = found.get("usage") or {}
        heads = {
            head: said[head]
            for head in Head.values
            if isinstance(said.get(head), str) and said[head] in judging.ANSWERS[head]
        }
        tokens = int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ConnectorError("Its answer could not be understood.") from error
    return Answer(heads, *tokens)


@transaction.atomic
def _finish(inquiry: Inquiry, model: BiggerModel, answer: Answer, *, milliseconds: int) -> None:
    inquiry.state, inquiry.reason, inquiry.answer = State.ANSWERED, "", answer.heads
    inquiry.tokens_in, inquiry.tokens_out = answer.tokens_in, answer.tokens_out
    if answer.tokens_in or answer.tokens_out:
        inquiry.cost = _cost(model, answer.tokens_in, answer.tokens_out)
    inquiry.milliseconds = milliseconds
    inquiry.save()
    locks.hold(f"reading:{inquiry.message_id}")
    reading = Reading.objects.current().filter(message=inquiry.message_id).first()
    if reading is None:
        return
    for head, said in answer.heads.items():
        voices = reading.decided.setdefault(head, {})
        voices.setdefault("learned", {"said": said, "by": "bigger"})
    values = judging.columns(reading.judgement, reading.decided)
    for name, value in values.items():
        setattr(reading, name, value)
    reading.save(update_fields=["decided", *values])
    summarise([inquiry.message.conversation_id])
    conversation = inquiry.message.conversation
    holding = judging.holding(reading.judgement, reading.decided)
    log("reading.made", conversation, by=SYSTEM, message_id=inquiry.message_id, data=holding)


def _fail(inquiry: Inquiry, error: ConnectorError) -> None:
    """Try again later where that may help; what was reserved for it is free again."""
    again = not error.permanent and inquiry.attempts <= len(BACKOFF)
    logger.info("inquiry %s: %s", inquiry.pk, brief(error))
    values: dict[str, Any] = {"reason": error.message[:400], "cost": Decimal(0)}
    if again:
        values |= {
            "state": State.WAITING,
            "next_try_at": timezone.now() + BACKOFF[inquiry.attempts - 1],
        }
    else:
        values["state"] = State.FAILED
    Inquiry.objects.filter(pk=inquiry.pk).update(**values)


def _cost(model: BiggerModel, tokens_in: int, tokens_out: int) -> Decimal:
    million = Decimal(1_000_000)
    return (model.price_in * tokens_in + model.price_out * tokens_out) / million


def _host(model: BiggerModel) -> str:
    return (urlsplit(model.base_url).hostname or "")[:253]
