"""Learn from corrections: a head of our own for each question, used only where it measures better.

Corrections alone would teach that everything is wrong, since people correct what is wrong; so others
that nobody corrected stand beside them with the model's answers. It is measured on conversations
that it did not learn from.
"""

import logging
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Count, Max

from unsilo.core import events
from unsilo.core.actor import SYSTEM
from unsilo.triage import judging, near
from unsilo.triage.learned import Own, inputs
from unsilo.triage.logistic import Regression, fit
from unsilo.triage.models import Correction, Embedding, Head, OwnHead, ReaderState, Reading
from unsilo.triage.near import Vectors
from unsilo.triage.reader import Reader
from unsilo.triage.services.reading import BATCH, embed_again

logger = logging.getLogger(__name__)

FEWEST = 20  # corrections of a head, below which nothing is learned
FEWEST_OF_A_CLASS = 3
MOST = 4_000  # newest corrections that are learned from
ANCHORS = 4  # times as many messages that nobody corrected
CONFIDENCES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
FOLDS = 5
SURE_BETTER = 2.0  # standard deviations; the best of some degrees of confidence is taken
MAY_CHANGE = 0.05  # share of what nobody corrected


@dataclass(frozen=True, slots=True)
class Lesson:
    """Messages with where they lie, what is right, and what the model says."""

    vectors: Vectors
    right: Sequence[str]
    model: Sequence[str]
    conversations: Sequence[int]

    def part(self, chosen: np.ndarray[Any, Any]) -> "Lesson":
        def some(of: Sequence[Any]) -> list[Any]:
            return [of[place] for place in chosen]

        return Lesson(
            self.vectors[chosen], some(self.right), some(self.model), some(self.conversations)
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """How an own head did on what it did not learn from, beside the model."""

    confident: float
    corrections: int
    model_right: int
    own_right: int
    better: int
    worse: int
    anchors: int
    anchors_changed: int

    @property
    def is_better(self) -> bool:
        differing = self.better + self.worse
        surely = self.better - self.worse >= SURE_BETTER * math.sqrt(differing)
        keeps = self.anchors_changed <= MAY_CHANGE * self.anchors
        return differing > 0 and surely and keeps


def taught() -> str:
    """A mark of all corrections there are: another one means that there is something to learn."""
    found = Correction.objects.aggregate(n=Count("pk"), newest=Max("at"))
    return f"{found['n']} {found['newest']}" if found["n"] else ""


def is_due() -> bool:
    known = ReaderState.objects.values_list("taught", flat=True).first() or ""
    return known != taught()


def learn(model: Reader) -> list[OwnHead]:
    """Train and measure every head for which there are enough corrections."""
    mark = taught()
    _place(model)
    learned = [own for head in Head.values if (own := _learn(head, model.version))]
    with transaction.atomic():
        OwnHead.objects.exclude(head__in=[own.head for own in learned]).delete()
        for own in learned:
            OwnHead.objects.update_or_create(head=own.head, defaults=_values(own))
        used = [own.head for own in learned if own.is_used]
        data = {"measured": [own.head for own in learned], "used": used}
        ReaderState.objects.update_or_create(pk=1, defaults={"taught": mark})
        events.record("triage.learned", by=SYSTEM, data=data)
    return learned


def _place(model: Reader) -> None:
    """Have every corrected message lie where this version of the model sees it."""
    of_version = Embedding.objects.filter(version=model.version).values("message_id")
    elsewhere = list(
        Correction.objects.exclude(message__in=of_version)
        .filter(message__words_erased_at__isnull=True)
        .order_by("-message_id")
        .values_list("message_id", flat=True)
        .distinct()[:MOST]
    )
    for start in range(0, len(elsewhere), BATCH):
        embed_again(elsewhere[start : start + BATCH], model)


def _learn(head: str, version: str) -> OwnHead | None:
    corrected = _corrected(head, version)
    counts = Counter(corrected.right)
    if len(corrected.right) < FEWEST or sum(n >= FEWEST_OF_A_CLASS for n in counts.values()) < 2:
        return None
    anchors = _anchors(head, version, len(corrected.right) * ANCHORS)
    measured = measure(head, corrected, anchors)
    final = _fit(head, corrected, anchors)
    logger.info("own head %s: %s", head, measured)
    return OwnHead(
        head=head,
        version=version,
        classes=list(final.classes),
        weights=final.weights.astype(np.float32).tobytes(),
        figures=asdict(measured),
        is_used=measured.is_better,
    )


def _fit(head: str, corrected: Lesson, anchors: Lesson) -> Regression:
    right = [*corrected.right, *anchors.right]
    model = [*corrected.model, *anchors.model]
    return fit(inputs(head, np.vstack([corrected.vectors, anchors.vectors]), model), right)


def measure(head: str, corrected: Lesson, anchors: Lesson) -> Measured:
    """Cross-validate: conversations stay together, so that no near-duplicate crosses.

    Of a few degrees of confidence the one that gains most without changing too much is taken.
    """
    tried = [
        _compared(corrected, anchors, *answers, confident)
        for confident, answers in _held_back(head, corrected, anchors).items()
    ]
    return max(tried, key=lambda one: (one.is_better, one.better - one.worse, one.confident))


def _held_back(
    head: str, corrected: Lesson, anchors: Lesson
) -> dict[float, tuple[list[str], list[str]]]:
    """By confidence: what is answered to corrections and anchors that were not learned from."""
    found = {one: (list(corrected.model), list(anchors.model)) for one in CONFIDENCES}
    fold_of = np.array(corrected.conversations, dtype=np.int64) % FOLDS
    anchor_fold_of = np.array(anchors.conversations, dtype=np.int64) % FOLDS
    for fold in range(FOLDS):
        learned_from = corrected.part(np.flatnonzero(fold_of != fold))
        if not learned_from.right:
            continue
        trained = _fit(head, learned_from, anchors.part(np.flatnonzero(anchor_fold_of != fold)))
        places = (np.flatnonzero(fold_of == fold), np.flatnonzero(anchor_fold_of == fold))
        for confident, answers in found.items():
            own = Own(head, trained, confident)
            for lesson, chosen, into in zip((corrected, anchors), places, answers, strict=True):
                test = lesson.part(chosen)
                for place, answer in zip(chosen, own.rather(test.vectors, test.model), strict=True):
                    into[place] = answer
    return found


def _compared(
    corrected: Lesson, anchors: Lesson, own: list[str], after: list[str], confident: float
) -> Measured:
    pairs = list(zip(corrected.right, corrected.model, own, strict=True))
    return Measured(
        confident=confident,
        corrections=len(pairs),
        model_right=sum(right == model for right, model, _own in pairs),
        own_right=sum(right == ours for right, _model, ours in pairs),
        better=sum(right == ours != model for right, model, ours in pairs),
        worse=sum(right == model != ours for right, model, ours in pairs),
        anchors=len(anchors.right),
        anchors_changed=sum(a != b for a, b in zip(after, anchors.model, strict=True)),
    )


def _corrected(head: str, version: str) -> Lesson:
    rows = (
        Correction.objects.filter(head=head, message__embedding__version=version)
        .order_by("-id")
        .values_list(
            "message_id", "message__conversation_id", "said", "was", "message__embedding__vector"
        )[:MOST]
    )
    many = list(rows)
    said_by_model = _model_answers(head, version, [row[0] for row in many])
    return _lesson(
        [(vector, said, said_by_model.get(pk, was), conversation)
         for pk, conversation, said, was, vector in many]
    )  # fmt: skip


def _anchors(head: str, version: str, count: int) -> Lesson:
    """Messages that nobody corrected, newest first, with the model's own answers."""
    rows = (
        Reading.objects.current()
        .filter(version=version, is_read=True, message__embedding__version=version)
        .exclude(message__corrections__isnull=False)
        .order_by("-message_id")
        .values_list("judgement", "message__conversation_id", "message__embedding__vector")[:count]
    )
    found = []
    for judgement, conversation, vector in rows:
        answer = judging.answers_of(judgement)[head]
        if answer and answer in judging.ANSWERS[head]:  # "not sure" is no answer to learn
            found.append((vector, answer, answer, conversation))
    return _lesson(found)


def _model_answers(head: str, version: str, message_ids: Sequence[int]) -> dict[int, str]:
    rows = Reading.objects.filter(version=version, message__in=message_ids)
    return {
        pk: judging.answers_of(judgement)[head]
        for pk, judgement in rows.values_list("message_id", "judgement")
    }


def _lesson(rows: Sequence[tuple[bytes | memoryview, str, str, int]]) -> Lesson:
    vectors = [near.unpack(row[0]) for row in rows]
    return Lesson(
        np.stack(vectors) if vectors else np.zeros((0, near.DIMENSIONS), dtype=np.float32),
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
    )


def _values(own: OwnHead) -> dict[str, Any]:
    names = ("version", "classes", "weights", "figures", "is_used", "trained_at")
    return {name: getattr(own, name) for name in names}
