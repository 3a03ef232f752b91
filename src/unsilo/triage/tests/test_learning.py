from typing import Any

import numpy as np
import pytest

from unsilo.accounts.models import User
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage.logistic import fit
from unsilo.triage.models import OwnHead, Reading
from unsilo.triage.services import corrections, due, learning, reading
from unsilo.triage.tests.conftest import Read, WordReader


def cluster(centre: int, count: int, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    rows = rng.normal(0, 0.05, (count, 384)).astype(np.float32)
    rows[:, centre] += 1
    unit: np.ndarray[Any, Any] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_the_regression_tells_clusters_apart() -> None:
    rng = np.random.default_rng(5)
    vectors = np.vstack([cluster(3, 40, rng), cluster(9, 10, rng), cluster(30, 25, rng)])
    labels = ["a"] * 40 + ["b"] * 10 + ["c"] * 25
    learned = fit(vectors, labels)
    fresh = np.vstack([cluster(3, 20, rng), cluster(9, 20, rng), cluster(30, 20, rng)])
    best = learned.probabilities(fresh).argmax(axis=1)
    right = np.array([0] * 20 + [1] * 20 + [2] * 20)
    assert (best == right).mean() > 0.95


def lesson(
    centres: list[int], right: list[str], model: list[str], rng: np.random.Generator
) -> learning.Lesson:
    vectors = np.vstack([cluster(centre, 1, rng) for centre in centres])
    return learning.Lesson(vectors, right, model, list(range(len(right))))


def test_a_head_that_is_better_on_what_was_held_back_is_used() -> None:
    rng = np.random.default_rng(1)
    corrected = lesson([3, 9] * 20, ["bad", "good"] * 20, ["good", "good"] * 20, rng)
    anchors = lesson([50] * 80, ["good"] * 80, ["good"] * 80, rng)
    measured = learning.measure("faith", corrected, anchors)
    assert measured.is_better
    assert (measured.model_right, measured.worse, measured.anchors_changed) == (20, 0, 0)
    assert measured.own_right > 35


def test_a_head_that_has_learned_noise_is_not_used() -> None:
    rng = np.random.default_rng(2)
    right = [str(word) for word in rng.choice(["good", "bad"], 60)]
    measured = learning.measure(
        "faith",
        lesson([3] * 60, right, ["good"] * 60, rng),
        lesson([50] * 80, ["good"] * 80, ["good"] * 80, rng),
    )
    assert not measured.is_better


def test_a_head_that_changes_what_nobody_corrected_is_not_used() -> None:
    rng = np.random.default_rng(3)
    measured = learning.measure(
        "faith",
        lesson([3] * 40, ["bad"] * 40, ["good"] * 40, rng),
        lesson([3] * 10 + [50] * 30, ["good"] * 40, ["good"] * 40, rng),
    )
    assert measured.own_right > measured.model_right
    assert measured.anchors_changed > 2
    assert not measured.is_better


@pytest.fixture
def jokes(converse: Converse, model: WordReader, bob: User) -> list[Conversation]:
    """What the model takes for nothing: otters are jokes here, kettles are questions."""
    made = []
    for n in range(24):
        word, said = ("otter", "humour_banter") if n % 2 else ("kettle", "product_question")
        # Buy, refund and now make each a little different, so that none is an example of another.
        more = [
            extra for bit, extra in enumerate(("buy", "refund", "now", "stupid")) if n >> bit & 1
        ]
        conversation = converse(" ".join([word, word, *more, str(n)]))
        due.await_reading([conversation.messages.get()])
        made.append(conversation)
        while reading.read_due() != reading.Done():
            pass
        corrections.correct(
            conversation.messages.get().pk, head="intent", said=said, by=bob.actor, user=bob
        )
    return made


def test_enough_corrections_make_a_head_that_reads_what_comes_next(
    jokes: list[Conversation], model: WordReader, converse: Converse, read: Read
) -> None:
    [own] = learning.learn(model)
    assert own.is_used, own.figures
    assert own.classes == ["humour_banter", "product_question"]
    found = read(converse("an otter with a refund, hate"))
    assert found.intent == "humour_banter"
    assert found.decided["intent"]["learned"]["by"] == "own"


def test_a_new_version_of_the_model_learns_anew(
    jokes: list[Conversation], model: WordReader, converse: Converse, read: Read
) -> None:
    learning.learn(model)
    model.version = "words-2"
    assert read(converse("an otter with a refund, hate")).intent == ""
    [own] = learning.learn(model)
    assert own.version == "words-2"
    assert read(converse("the otter, a refund, hate!")).intent == "humour_banter"


def test_there_is_something_to_learn_until_it_was_learned(
    jokes: list[Conversation], model: WordReader, bob: User
) -> None:
    assert learning.is_due()
    learning.learn(model)
    assert not learning.is_due()
    message = jokes[0].messages.get()
    corrections.correct(message.pk, head="intent", said="humour_banter", by=bob.actor)
    assert learning.is_due()


def test_few_corrections_make_no_head(
    converse: Converse, read: Read, model: WordReader, bob: User
) -> None:
    found = read(converse("otter"))
    corrections.correct(found.message_id, head="intent", said="humour_banter", by=bob.actor)
    assert learning.learn(model) == []
    assert not OwnHead.objects.exists()


def test_what_could_not_be_read_is_left_to_people(
    jokes: list[Conversation], converse: Converse, read: Read, model: WordReader
) -> None:
    learning.learn(model)
    found = read(converse("¿otter?"))
    assert (found.is_read, found.intent) == (False, "")
    assert Message.objects.count() == Reading.objects.current().count()
