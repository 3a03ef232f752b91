"""Pages and dialogs of routing, as Bob, Alice, Vera, Paul and Charlie."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Conversation, Placement
from unsilo.inbox.tests.conftest import Converse
from unsilo.routing.models import (
    HandOff,
    Promise,
)
from unsilo.routing.services import handoffs, promises
from unsilo.routing.tests.conftest import As

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def handed(conversation: Conversation, pr: Desk, bob: User, paul: User) -> HandOff:
    return handoffs.hand_off(conversation, to=pr, why="Press asks", by=bob.actor)


@pytest.fixture
def promised(conversation: Conversation, bob: User) -> Promise:
    return promises.promise(
        conversation, text="Ask the warehouse", due=timezone.now() + DAY, owner=bob, by=bob.actor
    )


def test_a_conversation_is_handed_over_from_a_dialog(
    as_user: As, conversation: Conversation, pr: Desk, bob: User, alice: User
) -> None:
    url = reverse("routing:hand-off", args=[conversation.pk])
    shown = as_user(alice).get(url).content.decode()
    assert "PR" in shown
    form = {"to": pr.pk, "why": "", "due_in": "60"}
    wrong = as_user(alice).post(url, form)
    assert wrong.status_code == 422
    assert wrong["HX-Retarget"] == "#dialog"
    answer = as_user(alice).post(url, {**form, "why": "Press asks"})
    made = HandOff.objects.get()
    assert reverse("routing:withdraw", args=[made.pk]) in answer["HX-Trigger"]
    assert Placement.objects.filter(conversation=conversation).count() == 2


def test_nobody_hands_to_a_desk_they_may_not_know_of(
    as_user: As, conversation: Conversation, press_room: Desk, bob: User
) -> None:
    url = reverse("routing:hand-off", args=[conversation.pk])
    assert "Press room" not in as_user(bob).get(url).content.decode()
    answer = as_user(bob).post(url, {"to": press_room.pk, "why": "?", "due_in": "60"})
    assert answer.status_code == 422


def test_the_other_desk_takes_it_and_gives_it_back(
    as_user: As, handed: HandOff, bob: User, paul: User
) -> None:
    page = reverse("inbox:conversation", args=[handed.conversation_id])
    take = reverse("routing:accept", args=[handed.pk])
    assert take in as_user(paul).get(page).content.decode()
    assert take not in as_user(bob).get(page).content.decode()
    assert "Press asks" in as_user(bob).get(page).content.decode()
    assert as_user(bob).post(take).status_code == 403
    assert as_user(paul).post(take).status_code == 204
    back = reverse("routing:give-back", args=[handed.pk])
    assert as_user(paul).post(back, {"words": ""}).status_code == 422
    assert as_user(paul).post(back, {"words": "Not ours"}).status_code == 204
    handed.refresh_from_db()
    assert handed.state == "returned"
    again = reverse("routing:take-up-handoff", args=[handed.pk])
    assert as_user(bob).post(again).status_code == 403
    assert as_user(paul).post(again).status_code == 204
    assert as_user(paul).post(again).status_code == 409
    handed.refresh_from_db()
    assert handed.state == "accepted"


def test_undo_takes_a_hand_off_back(as_user: As, handed: HandOff, bob: User, paul: User) -> None:
    undo = reverse("routing:withdraw", args=[handed.pk])
    assert as_user(paul).post(undo).status_code == 403
    assert as_user(bob).post(undo).status_code == 204
    assert Placement.objects.filter(conversation=handed.conversation_id).count() == 1
    assert as_user(bob).post(undo).status_code == 409


def test_something_is_promised_from_a_dialog(
    as_user: As, conversation: Conversation, bob: User
) -> None:
    url = reverse("routing:promise", args=[conversation.pk])
    assert "When they write again" in as_user(bob).get(url).content.decode()
    assert as_user(bob).post(url, {"text": "", "when": "heard"}).status_code == 422
    assert as_user(bob).post(url, {"text": "Stores", "when": "yesterday"}).status_code == 422
    as_user(bob).post(url, {"text": "Stores", "when": "heard", "owner": bob.pk})
    as_user(bob).post(url, {"text": "A date", "when": "tomorrow", "by_hand": "on"})
    one, two = Promise.objects.order_by("id")
    assert (one.state, one.owner) == ("waiting", bob)
    assert (two.state, two.owner, two.clock.by_answer) == ("open", None, False)


def test_the_promise_of_an_answer_is_not_kept_by_it(
    as_user: As, conversation: Conversation, bob: User
) -> None:
    url = reverse("routing:promise-in-answer", args=[conversation.pk])
    as_user(bob).post(url, {"text": "Stores", "when": "tomorrow"})
    assert Promise.objects.get().clock.lets_pass == 1


def test_a_promise_stands_on_top_and_is_kept_there(
    as_user: As, promised: Promise, bob: User
) -> None:
    page = reverse("inbox:conversation", args=[promised.conversation_id])
    assert "Ask the warehouse" in as_user(bob).get(page).content.decode()
    answer = as_user(bob).post(reverse("routing:keep", args=[promised.pk]))
    undo = reverse("routing:take-up", args=[promised.pk])
    assert undo in answer["HX-Trigger"]
    assert "Promised</b>" not in as_user(bob).get(page).content.decode()
    as_user(bob).post(undo)
    promised.refresh_from_db()
    assert promised.state == "open"


def test_a_promise_is_let_go_with_words_and_unmade(
    as_user: As, promised: Promise, bob: User
) -> None:
    url = reverse("routing:let-go", args=[promised.pk])
    assert as_user(bob).post(url, {"words": " "}).status_code == 422
    as_user(bob).post(url, {"words": "They found it"})
    as_user(bob).post(reverse("routing:take-up", args=[promised.pk]))
    as_user(bob).post(reverse("routing:unmake", args=[promised.pk]))
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["hand-off", "promise", "promise-in-answer"],
)
def test_who_only_reads_gets_no_dialog(
    as_user: As, conversation: Conversation, vera: User, charlie: User, name: str
) -> None:
    url = reverse(f"routing:{name}", args=[conversation.pk])
    assert as_user(vera).get(url).status_code == 403
    assert as_user(charlie).get(url).status_code == 404


@pytest.mark.parametrize("name", ["keep", "take-up", "unmake", "let-go"])
def test_promises_are_settled_by_who_works_there(
    as_user: As, promised: Promise, vera: User, charlie: User, name: str
) -> None:
    url = reverse(f"routing:{name}", args=[promised.pk])
    assert as_user(vera).post(url, {"words": "x"}).status_code == 403
    assert as_user(charlie).post(url, {"words": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["accept", "give-back", "take-up-handoff", "finish", "withdraw"])
def test_hand_offs_are_answered_by_who_works_there(
    as_user: As, handed: HandOff, vera: User, charlie: User, name: str
) -> None:
    url = reverse(f"routing:{name}", args=[handed.pk])
    assert as_user(vera).post(url, {"words": "x"}).status_code == 403
    assert as_user(charlie).post(url, {"words": "x"}).status_code == 404


def test_lists_show_what_is_open(
    as_user: As, promised: Promise, handed: HandOff, bob: User, charlie: User
) -> None:
    for name, said in (("promises", "Ask the warehouse"), ("handoffs", "Press asks")):
        url = reverse(f"routing:{name}")
        assert said in as_user(bob).get(url).content.decode()
        assert said not in as_user(charlie).get(url).content.decode()
    clocks = reverse("routing:clocks")
    assert "Hand-off" in as_user(bob).get(f"{clocks}?kind=hand_off").content.decode()
    assert "No clock like this" in as_user(bob).get(f"{clocks}?kind=first_reply").content.decode()


@pytest.mark.parametrize("which", ["mine", "desk", "all", "settled", "nonsense"])
def test_every_tab_of_promises_opens(as_user: As, promised: Promise, bob: User, which: str) -> None:
    assert as_user(bob).get(f"{reverse('routing:promises')}?which={which}").status_code == 200


def test_promises_page_by_page_miss_none(
    as_user: As, converse: Converse, support: Desk, bob: User
) -> None:
    from unsilo.accounts.access import Access
    from unsilo.routing.queries.lists import promises_page

    conversation = converse()
    for n in range(4):
        promises.promise(
            conversation, text=f"{n}", due=timezone.now() + DAY if n % 2 else None, by=bob.actor
        )
    seen: list[str] = []
    cursor = ""
    for _ in range(5):
        page = promises_page(Access.of(bob), which="desk", cursor=cursor, limit=1)
        seen += [one.text for one in page.items]
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert seen == ["1", "3", "0", "2"]
