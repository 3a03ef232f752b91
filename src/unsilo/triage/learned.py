"""What corrections teach at once and after a while.

At once: of nearly the same message holds what a person said of the first. After a while: a head
trained here, where it was measured to be better than the model (``services.learning``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection

from unsilo.triage import judging
from unsilo.triage.logistic import Regression
from unsilo.triage.models import Correction, Feeling, Head, OwnHead
from unsilo.triage.near import Vectors, unpack

SAME = 0.92  # cosine from which on two messages say the same
EXAMPLES = 3_000  # newest corrections that serve as examples


@dataclass(frozen=True, slots=True)
class Examples:
    """What people said of messages, and where these lie."""

    vectors: Vectors
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """A head of our own; below ``confident`` the model's answer stands."""

    head: str
    regression: Regression
    confident: float

    def rather(self, vectors: Vectors, answers: Sequence[str]) -> list[str]:
        """What it says instead of the model's answers, where it is confident."""
        shares = self.regression.probabilities(inputs(self.head, vectors, answers))
        best = shares.argmax(axis=1)
        return [
            self.regression.classes[column] if shares[place, column] >= self.confident else answer
            for place, (column, answer) in enumerate(zip(best, answers, strict=True))
        ]


@dataclass(frozen=True, slots=True)
class Learned:
    """What holds for one version of the model."""

    examples: dict[str, Examples]
    heads: dict[str, Own]

    def decide(
        self, vectors: Vectors, answers: Sequence[dict[str, str]]
    ) -> list[dict[str, dict[str, Any]]]:
        """By message and head, what was learned instead of the model's ``answers``."""
        found: list[dict[str, dict[str, Any]]] = [{} for _ in answers]
        for head in Head.values:
            said = self._own(head, vectors, [one[head] for one in answers])
            for place, (label, by) in enumerate(zip(*self._same(head, vectors, said), strict=True)):
                if by and label != answers[place][head]:
                    found[place][head] = {"said": label, "by": by}
        return found

    def _own(self, head: str, vectors: Vectors, answers: list[str]) -> list[str]:
        own = self.heads.get(head)
        return answers if own is None else own.rather(vectors, answers)

    def _same(self, head: str, vectors: Vectors, said: list[str]) -> tuple[list[str], list[str]]:
        by = ["own"] * len(said)
        known = self.examples.get(head)
        if known is None:
            return said, by
        cosines = vectors @ known.vectors.T
        nearest = cosines.argmax(axis=1)
        for place, column in enumerate(nearest):
            if cosines[place, column] >= SAME:
                said[place], by[place] = known.said[column], "example"
        return said, by


def inputs(head: str, vectors: Vectors, answers: Sequence[str]) -> Vectors:
    """What an own head sees: where the message lies, and what the model answered.

    So it learns when to leave the model alone, too.
    """
    known = answers_known(head)
    said = np.zeros((len(answers), len(known)), dtype=np.float32)
    for row, answer in zip(said, answers, strict=True):
        row[known.index(answer)] = 1.0
    return np.hstack([vectors, said])


def answers_known(head: str) -> list[str]:
    """All that the model may have answered, also that it does not know."""
    return list(dict.fromkeys([*judging.ANSWERS[head], Feeling.UNSURE.value, ""]))


def learned(version: str) -> Learned:
    """As the database has it now; read again only when something was taught since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT (count(*), max(at)) FROM triage_correction)::text,"
            " (SELECT max(trained_at) FROM triage_ownhead)::text"
        )
        taught = cursor.fetchone()
    return _learned(version, taught)


def forget_learned() -> None:
    """Give the memory back; it is read again when it is needed."""
    _learned.cache_clear()


@lru_cache(maxsize=2)
def _learned(version: str, taught: tuple[str, str]) -> Learned:
    heads = {
        own.head: Own(
            own.head,
            Regression(
                tuple(own.classes),
                np.frombuffer(own.weights, dtype=np.float32).reshape(len(own.classes), -1),
            ),
            own.figures["confident"],
        )
        for own in OwnHead.objects.filter(is_used=True, version=version)
    }
    examples = {}
    corrections = Correction.objects.filter(message__embedding__version=version)
    for head in Head.values:
        rows = list(
            corrections.filter(head=head)
            .order_by("-id")
            .values_list("said", "message__embedding__vector")[:EXAMPLES]
        )
        if rows:
            vectors = np.stack([unpack(vector) for _said, vector in rows])
            examples[head] = Examples(vectors, tuple(said for said, _vector in rows))
    return Learned(examples, heads)
