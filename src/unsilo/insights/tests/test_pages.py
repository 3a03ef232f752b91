"""Pages of insights: what each discipline sees first, lists behind numbers, who may do what."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.models import Desk, User
from unsilo.inbox.models import Placement
from unsilo.inbox.queries import tallies
from unsilo.insights.metrics import METRICS
from unsilo.insights.models import SharedGraph
from unsilo.insights.queries.home import CHARTS, STATS, Face
from unsilo.insights.tests.conftest import Past

As = Callable[[User], Client]


def test_what_one_sees_first_depends_on_the_desk(
    past: Past,
    as_user: As,
    alice: User,
    bob: User,
    paul: User,
    ada: User,
    counted: Callable[[], int],
) -> None:
    past(days=1, hours=2, by=bob)
    counted()
    heads = {
        user.name: as_user(user).get("/home/").content.decode() for user in (bob, paul, alice, ada)
    }
    current = {
        name: re.findall(r'aria-current="page">([^<]+)', html)[-2:] for name, html in heads.items()
    }
    assert "Support" in current["Bob Nakamura"]
    assert "PR" in current["Paul Reyes"]
    assert "Support" in current["Alice Moreau"]
    assert "All in few numbers" in current["Ada Lovell"]
    assert "Hello Bob" in heads["Bob Nakamura"]


@pytest.mark.parametrize("face", list(Face))
def test_every_number_of_a_first_page_opens_its_list(
    past: Past, as_user: As, bob: User, ada: User, face: Face, counted: Callable[[], int]
) -> None:
    past("Where is it?", days=1, hours=2, by=bob)
    counted()
    client = as_user(ada)
    html = client.get(f"/home/?as={face}").content.decode()
    links = re.findall(r'<a class="stat" href="([^"]+)"', html)
    assert len(links) == len(STATS[face])
    assert all(f'id="chart-{key.replace("_", "-")}"' in html for key in CHARTS[face])
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_an_empty_installation_says_what_to_do(as_user: As, ada: User, brand: object) -> None:
    html = as_user(ada).get("/home/").content.decode()
    assert "Nothing has come in yet" in html
    assert "Connect a channel" in html


def test_the_catalogue_names_defines_and_links_every_number(as_user: As, vera: User) -> None:
    client = as_user(vera)
    html = client.get("/insights/").content.decode()
    for one in METRICS:
        assert str(one.name) in html
        assert client.get(reverse("insights:metric", args=[one.key])).status_code == 200
        assert client.get(reverse("insights:list", args=[one.key])).status_code == 200
    assert client.get("/insights/nonsense/").status_code == 404


def test_a_list_shows_what_was_counted_and_only_on_its_day(
    past: Past, as_user: As, bob: User, counted: Callable[[], int]
) -> None:
    past(days=3, hours=2, by=bob, subject="On the day")
    past(days=5, hours=2, by=bob, subject="On another")
    counted()
    on = (timezone.now() - timedelta(days=3)).date().isoformat()
    html = as_user(bob).get(f"/insights/first_reply/list/?on={on}").content.decode()
    assert "On the day" in html
    assert "On another" not in html


def test_damaged_wishes_become_plain_ones(as_user: As, bob: User, brand: object) -> None:
    client = as_user(bob)
    for query in ("days=9999999", "on=2026-13-99", "on=0001-01-01", "desk=x", "user=-1", "only=z"):
        assert client.get(f"/insights/first_reply/list/?{query}").status_code == 200
    assert client.get("/insights/first_reply/list/?cursor=!").status_code == 422


def test_colleagues_are_compared_by_leads_only(
    past: Past, as_user: As, alice: User, bob: User, counted: Callable[[], int]
) -> None:
    past(days=1, hours=2, by=bob)
    counted()
    assert "By colleague" in as_user(alice).get("/insights/first_reply/").content.decode()
    assert "By colleague" not in as_user(bob).get("/insights/first_reply/").content.decode()


def test_the_days_of_a_metric_are_a_file(
    past: Past, as_user: As, bob: User, counted: Callable[[], int]
) -> None:
    past(days=1, hours=2, by=bob)
    counted()
    answer = as_user(bob).get("/insights/first_reply/days.csv?days=7")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == 7
    assert [row["value"] for row in rows if row["counted"] == "1"] == ["2"]


def test_a_shared_graph_shows_numbers_to_anybody_until_it_is_taken_back(
    past: Past, as_user: As, bob: User, vera: User, support: Desk, counted: Callable[[], int]
) -> None:
    past("My secret words", days=1, hours=2, by=bob)
    counted()
    assert as_user(vera).post("/insights/first_reply/share/").status_code == 403
    bobs = as_user(bob)
    bobs.post(f"/insights/first_reply/share/?days=7&desk={support.pk}")
    graph = SharedGraph.objects.get()
    [url] = re.findall(
        r'href="http://testserver(/graphs/[^"]+)"', bobs.get("/insights/shared/").content.decode()
    )
    stranger = Client()
    page = stranger.get(url)
    html = page.content.decode()
    assert page.status_code == 200
    assert "First reply" in html
    assert "Support" in html
    assert "Data until" in html
    assert not re.search("Dana|secret|Bob|Whitlock", html)
    assert page["X-Robots-Tag"] == "noindex"
    # Nothing that comes later is seen
    before = graph.rows
    past(days=1, hours=90, by=bob)
    counted()
    assert SharedGraph.objects.get().rows == before
    # Forged, expired, taken back
    assert stranger.get("/graphs/1-aaaaaaaaaaaaaaaa/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert stranger.get(url).status_code == 404
    assert as_user(vera).post(f"/insights/shared/{graph.pk}/revoke/").status_code == 404
    bobs.post(f"/insights/shared/{graph.pk}/revoke/")
    assert stranger.get(url).status_code == 404


def test_a_stranger_of_another_brand_sees_nothing_of_it(
    past: Past, as_user: As, bob: User, charlie: User, counted: Callable[[], int]
) -> None:
    conversation = past(days=1, hours=2, by=bob, subject="Not for Charlie")
    counted()
    assert Placement.objects.filter(conversation=conversation).exists()
    client = as_user(charlie)
    for address in ("/home/", "/insights/first_reply/", "/insights/first_reply/list/"):
        assert "Not for Charlie" not in client.get(address).content.decode()
    assert "Nothing was counted" in client.get("/insights/first_reply/list/").content.decode()


def test_a_first_page_costs_the_same_number_of_queries_whatever_there_is(
    past: Past, as_user: As, bob: User, counted: Callable[[], int]
) -> None:
    client = as_user(bob)
    client.get("/home/")
    asked = []
    for rows in (1, 7):
        for days in range(rows):
            past(days=days + 1, hours=2, by=bob)
        counted()
        tallies.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/home/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 26
