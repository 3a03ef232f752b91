"""The main job in public: a mention arrives from a real server, is answered, and the thread goes on."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine
from django.utils import timezone

from tests.servers import atproto
from tests.servers.atproto import Account, Network
from tests.site import PASSWORD, Site
from tests.waiting import wait_until
from unsilo.accounts.models import Brand, Desk, User
from unsilo.channels import registry, watch
from unsilo.channels.contract import Delivers
from unsilo.channels.models import Arrival, Channel, Delivery
from unsilo.channels.services import arrivals, sending
from unsilo.channels.services.channels import create_channel
from unsilo.core.actor import SYSTEM
from unsilo.inbox.models import Conversation, Message
from unsilo.inbox.services.replies import Answer, send_answer
from unsilo.intake import pipeline

pytestmark = pytest.mark.bluesky
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    _place, missing = atproto.installed()
    if missing:
        pytest.skip(missing)
    with Network() as network:
        yield network


@pytest.fixture
def fox(network: Network, settings: Any) -> Account:
    """Our account; each test has one of its own."""
    settings.ALLOW_PRIVATE_ADDRESSES = True
    return network.account(f"fox{next(_numbers)}")


@pytest.fixture
def dana(network: Network) -> Account:
    return network.account(f"dana{next(_numbers)}")


@pytest.fixture
def otto(network: Network) -> Account:
    return network.account(f"otto{next(_numbers)}")


def values(fox: Account) -> dict[str, str]:
    return {
        "handle": fox.handle,
        "app_password": atproto.PASSWORD,
        "service": fox.network.url,
        "hearing": "stream",
        "site": "",
    }


@pytest.fixture
def channel(fox: Account, brand: Brand, support: Desk) -> Channel:
    made = create_channel(
        kind="bluesky", name="Bluesky", brand=brand, desk=support, config=values(fox), by=SYSTEM
    )
    hear(made)
    return made


def hear(channel: Channel) -> list[Arrival]:
    """Fetch and process, as a worker does."""
    channel.refresh_from_db()
    watch.fetch_once(channel)
    claimed = arrivals.claim()
    pipeline.process_many(claimed)
    for one in claimed:
        one.refresh_from_db()
    return claimed


def say(conversation: Conversation, user: User, text: str) -> Message:
    """Answer, and send it once it can't be taken back any more."""
    conversation.refresh_from_db()
    given = Answer(text=text, seen_version=conversation.version)
    desks = [seat.desk for seat in user.seats.select_related("desk")]
    message = send_answer(conversation.pk, given, user=user, desks=desks, by=user.actor)
    with time_machine.travel(timezone.now() + timedelta(seconds=15)):
        assert sending.send_due() == 1
    return message


@pytest.mark.django_db
def test_a_mention_is_answered_and_the_thread_goes_on(
    channel: Channel, fox: Account, dana: Account, bob: User
) -> None:
    bob.signature = "Bob, Marmalade Fox"
    bob.save()
    question = dana.post(f"@{fox.handle} where can I buy it?", mentions=fox)
    hear(channel)
    conversation = Conversation.objects.get(channel=channel)
    assert conversation.public
    assert conversation.person.name == f"@{dana.handle}"
    message = say(conversation, bob, "In the Bonn shop.")
    [post] = fox.posts()
    assert post["value"]["text"] == "In the Bonn shop."
    assert Delivery.objects.get(message_id=message.pk).state == "sent"

    root = {"uri": question["uri"], "cid": question["cid"]}
    dana.post("Thank you!", answers={**post, "root": root})
    outcomes = [(one.outcome, one.reason) for one in hear(channel)]
    assert outcomes == [
        ("duplicate", "This is an answer that was sent from here."),
        ("appended", ""),
    ]
    assert Conversation.objects.filter(channel=channel).count() == 1
    said = conversation.messages.order_by("id").values_list("reply_text", flat=True)
    assert [text.rpartition("@")[2] for text in said][1:] == ["In the Bonn shop.", "Thank you!"]


@pytest.mark.django_db
def test_comments_below_our_post_are_conversations_of_their_own(
    channel: Channel, fox: Account, dana: Account, otto: Account, bob: User
) -> None:
    ours = fox.post("The lantern is back")
    dana.post("Where?", answers=ours)
    second = otto.post("How much?", answers=ours)
    dana.post(
        "I want to know too", answers={**second, "root": {k: ours[k] for k in ("uri", "cid")}}
    )
    hear(channel)
    found = Conversation.objects.filter(channel=channel).order_by("id")
    assert [(one.person.name, one.message_count) for one in found] == [
        (f"@{dana.handle}", 1),
        (f"@{otto.handle}", 2),
    ]
    assert {one.subject for one in found} == {"The lantern is back"}


@pytest.mark.django_db
def test_an_answer_whose_sender_died_is_certain_after_all(
    channel: Channel, fox: Account, dana: Account, bob: User
) -> None:
    dana.post(f"@{fox.handle} where?", mentions=fox)
    hear(channel)
    conversation = Conversation.objects.get(channel=channel)
    given = Answer(text="Here.", seen_version=conversation.version)
    send_answer(conversation.pk, given, user=bob, desks=[channel.desk], by=bob.actor)
    with time_machine.travel(timezone.now() + timedelta(seconds=15)):
        claimed = sending.claim_one()
        assert claimed is not None
        connector = registry.build(channel)
        assert isinstance(connector, Delivers)
        connector.deliver(sending._message(claimed))  # it is out, and the process dies
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert sending.doubt_stuck() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=30)):
        assert sending.send_due() == 1
    assert Delivery.objects.get().state == "sent"
    assert len(fox.posts()) == 1


def test_the_running_system_hears_and_answers(
    django_db_setup: None, network: Network, fox: Account, dana: Account
) -> None:
    """The real worker, told of the account by the command line and of the answer by the API."""
    with Site() as site:
        site.run("user", "add", "ada@fox.example", "--role", "admin", "--password-stdin",
                 stdin=PASSWORD)  # fmt: skip
        site.run("user", "add", "bob@fox.example", "--desk", "support", "--password-stdin",
                 stdin=PASSWORD)  # fmt: skip
        token = site.run("token", "--user", "bob@fox.example").strip()
        pairs = [part for k, v in values(fox).items() for part in ("--set", f"{k}={v}")]
        site.run("channel", "add", "bluesky", "Bluesky", "--desk", "support", *pairs)
        looked = "SELECT 1 FROM channels_channel WHERE last_success_at IS NOT NULL"
        wait_until(lambda: site.query(looked), timeout=30, what="first look at the stream")
        question = dana.post(f"@{fox.handle} where can I buy it?", mentions=fox)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{site.url}/api/v1/", headers=headers) as line:
            [found] = wait_until(
                lambda: line.get("conversations").json()["items"],
                timeout=30, what=f"the conversation\n{site.log()}",
            )  # fmt: skip
            whole = line.get(f"conversations/{found['id']}").json()
            answer = {"text": "In the Bonn shop.", "seen_version": whole["version"]}
            assert line.post(f"conversations/{found['id']}/replies", json=answer).status_code == 201
        [post] = wait_until(fox.posts, timeout=30, what=f"the answer\n{site.log()}")
        assert post["value"]["text"] == "In the Bonn shop."
        assert post["value"]["reply"]["parent"]["uri"] == question["uri"]
