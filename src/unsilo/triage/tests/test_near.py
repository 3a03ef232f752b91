import pytest

from unsilo.accounts.access import Access
from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Message
from unsilo.inbox.services import placements
from unsilo.inbox.tests.conftest import Converse
from unsilo.triage import near
from unsilo.triage.models import Embedding
from unsilo.triage.queries.similar import past_answers, similar_to
from unsilo.triage.tests.conftest import Read
from unsilo.triage.tests.test_signs import page


@pytest.fixture(params=[pytest.param("pgvector", marks=pytest.mark.pgvector), "plain"])
def _either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    if request.param == "plain":
        monkeypatch.setattr(near, "has_index", lambda: False)


either_way = pytest.mark.usefixtures("_either_way")


@either_way
def test_what_is_alike_is_found_nearest_first(converse: Converse, read: Read, bob: User) -> None:
    asked = converse("Where can I buy the otter?", subject="asked")
    for subject, text in (
        ("same", "I buy the otter where?"),
        ("alike", "Where to buy a kettle or the otter?"),
        ("other", "refund"),
    ):
        read(converse(text, subject=subject))
    read(asked)
    found = similar_to(Access.of(bob), asked)
    assert [(one.row.subject, one.is_same) for one in found.items] == [
        ("same", True), ("alike", False),
    ]  # fmt: skip
    assert found.same_recently == 1


@either_way
def test_conversations_of_hidden_desks_are_not_found(
    converse: Converse, read: Read, bob: User, paul: User, support: Desk, press_room: Desk
) -> None:
    asked, hidden = converse("buy the otter"), converse("buy the otter", subject="hidden")
    read(asked)
    read(hidden)
    placements.move(hidden.pk, from_desk=support, to_desk=press_room, by=paul.actor)
    answer(hidden.pk, "Not for you.")
    assert similar_to(Access.of(bob), asked).items == []
    assert past_answers(Access.of(bob), asked) == []
    assert [one.row.subject for one in similar_to(Access.of(paul), asked).items] == ["hidden"]


@either_way
def test_past_answers_that_pleased_come_first_and_those_that_did_not_are_left_out(
    converse: Converse, read: Read, bob: User
) -> None:
    for subject, reaction in (("neutral", ""), ("glad", "I love it"), ("cross", "I hate that")):
        old = converse("Where can I buy the otter?", subject=subject)
        answer(old.pk, f"Answer to {subject}")
        if reaction:
            Message.objects.create(
                conversation=old, direction="in", text=reaction, reply_text=reaction
            )
        read(old)
    asked = converse("Where to buy the otter?")
    read(asked)
    found = past_answers(Access.of(bob), asked)
    assert [(one.subject, one.pleased) for one in found] == [("glad", True), ("neutral", False)]
    dialog = page(bob, f"/triage/c/{asked.pk}/answers/")
    assert "Answer to glad" in dialog
    assert "Answer to cross" not in dialog
    assert "glad" in page(bob, f"/triage/c/{asked.pk}/similar/")


@either_way
def test_an_answer_greets_the_person_at_hand(converse: Converse, read: Read, bob: User) -> None:
    old = converse("Where can I buy the otter?", name="Dana Whitlock")
    answer(old.pk, "Hi Dana,\n\nat Dana's Danish shop.")
    read(old)
    asked = converse("Where to buy the otter?", sender="y@d.example", name="Yusuf Demir")
    read(asked)
    assert past_answers(Access.of(bob), asked)[0].text == "Hi Yusuf,\n\nat Dana's Danish shop."


def test_what_was_not_read_is_like_nothing(converse: Converse, bob: User) -> None:
    asked = converse("Where?")
    assert similar_to(Access.of(bob), asked).items == []
    assert "Similar" not in page(bob, f"/triage/c/{asked.pk}/similar/")


def answer(conversation_id: int, text: str) -> None:
    Message.objects.create(
        conversation_id=conversation_id, direction="out", text=text, author_name="Bob"
    )


@pytest.mark.django_db
@pytest.mark.pgvector
def test_the_index_is_filled_from_what_was_kept(
    converse: Converse, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(near, "has_index", lambda: False)
        read(converse("buy the otter"))
    assert Embedding.objects.count() == 1
    assert near.fill_index() == 1
    assert near.fill_index() == 0
