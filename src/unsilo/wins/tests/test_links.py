"""Links lead to their own target and nowhere else, and count people, not programs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid
from unsilo.core.models import Event
from unsilo.wins import limits
from unsilo.wins.models import Click, Link
from unsilo.wins.queries.ways import ways_view
from unsilo.wins.services import directory, links
from unsilo.wins.tests.conftest import Converse, Directory

PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    limits.forget()


@pytest.fixture
def link(shops: Directory, converse: Converse) -> Link:
    conversation = converse("Where is Biscuit Heist?")
    way = ways_view(conversation).ways[0]
    return links.offer(conversation, way=way, product=shops.heist, user=None, by=SYSTEM)


def follow(link: Link, agent: str = PERSON, **more: str):
    return Client().get(f"/go/{link.code}/", headers={"User-Agent": agent, **more})


def test_a_link_leads_to_the_shop_with_our_mark_and_the_click_is_an_event(link: Link) -> None:
    answer = follow(link)
    assert answer.status_code == 302
    assert answer["Location"] == (
        "https://parcelwood.example/?p=heist&utm_source=email&utm_medium=message"
        f"&utm_campaign=unsilo&utm_content={link.code}"
    )
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    link.refresh_from_db()
    assert link.clicks == 1
    event = Event.objects.get(kind="link.clicked")
    assert (event.conversation_id, event.person_id) == (
        link.conversation_id,
        link.conversation.person_id,
    )
    assert event.desk_ids


def test_a_second_look_within_the_hour_is_the_same_click(link: Link) -> None:
    follow(link)
    follow(link)
    follow(link, agent=PERSON.replace("18", "19"))
    assert Click.objects.count() == 2
    Click.objects.update(at=timezone.now() - timedelta(hours=2))
    follow(link)
    link.refresh_from_db()
    assert link.clicks == Click.objects.count() == 3


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "WhatsApp/2.23",
        "curl/8.0",
        "python-requests/2.32",
        "Slackbot-LinkExpanding 1.0",
    ],
)
def test_programs_are_led_on_and_not_counted(link: Link, agent: str) -> None:
    assert follow(link, agent=agent).status_code == 302
    assert not Click.objects.exists()


def test_head_and_looking_ahead_are_not_counted(link: Link) -> None:
    head = Client().head(f"/go/{link.code}/", headers={"User-Agent": PERSON})
    assert head.status_code == 302
    follow(link, **{"Sec-Purpose": "prefetch"})
    assert not Click.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        "?url=https://evil.example",
        "?next=//evil.example",
        "?to=javascript:alert(1)",
        "?p=%0d%0aLocation:%20https://evil.example",
    ],
)
def test_nothing_in_the_address_changes_where_it_leads(link: Link, more: str) -> None:
    answer = Client().get(f"/go/{link.code}/{more}", headers={"User-Agent": PERSON})
    assert answer["Location"].startswith("https://parcelwood.example/?p=heist&utm")
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize(
    "path", ["//evil.example/", "https:/evil.example/", "..%2f..%2fetc/", "\\x/"]
)
def test_an_address_of_another_shape_is_no_link(link: Link, path: str) -> None:
    assert Client().get(f"/go/{link.code}/{path}").status_code == 404
    assert Client().get(f"/go/{path}").status_code == 404


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://x.example/",
        "https://a b",
    ],
)
def test_what_is_no_web_address_can_t_become_a_target(shops: Directory, website: str) -> None:
    with pytest.raises(Invalid):
        directory.create_retailer(name="X", kind="etailer", website=website, by=SYSTEM)
    with pytest.raises(Invalid):
        directory.save_listing(product=shops.heist, retailer=shops.own, url=website, by=SYSTEM)


def test_a_code_may_be_typed_in_small_letters(link: Link) -> None:
    answer = Client().get(f"/go/{link.code.lower()}/", headers={"User-Agent": PERSON})
    assert answer.status_code == 302
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{8}", link.code)


def test_a_link_that_has_ended_says_so_and_leads_nowhere(link: Link) -> None:
    Link.objects.update(expires_at=timezone.now())
    ended = follow(link)
    assert ended.status_code == 410
    assert "This link has ended" in ended.content.decode()
    unknown = Client().get("/go/ZZZZZZZZ/")
    assert unknown.status_code == 404
    assert "There is no such link" in unknown.content.decode()
    assert not Click.objects.exists()


def test_a_flood_from_one_address_is_held_back(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits._requests, "count", 3)
    answers = [follow(link).status_code for _n in range(4)]
    assert answers == [302, 302, 302, 429]
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert other.get(f"/go/{link.code}/", headers={"User-Agent": PERSON}).status_code == 302


def test_only_reading_follows_a_link(link: Link) -> None:
    assert Client().post(f"/go/{link.code}/").status_code == 405


def test_following_asks_few_questions(link: Link, django_assert_max_num_queries) -> None:
    follow(link)  # whether anybody is there is asked once a process
    with django_assert_max_num_queries(11):
        follow(link, agent=PERSON + " x")


def test_the_same_way_has_one_link_and_it_can_be_taken_back_until_it_is_followed(
    link: Link, shops: Directory, bob: User
) -> None:
    way = ways_view(link.conversation).ways[0]
    again = links.offer(link.conversation, way=way, product=shops.heist, user=bob, by=bob.actor)
    assert again == link
    follow(link)
    with pytest.raises(Conflict):
        links.withdraw(link, by=SYSTEM)
    Link.objects.update(clicks=0)
    links.withdraw(link, by=SYSTEM)
    assert not Link.objects.exists()
