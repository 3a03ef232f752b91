from dataclasses import replace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from unsilo.ui import navigation
from unsilo.ui.navigation import NavItem
from unsilo.ui.templatetags import frame

INBOX = NavItem(
    label="Inbox",
    url="/inbox/",
    icon="inbox",
    count=3,
    children=(
        NavItem(label="Mine", url="/inbox/?view=mine"),
        NavItem(label="Unassigned", url="/inbox/?view=unassigned"),
    ),
)
PEOPLE = NavItem(label="People", url="/people/", icon="users")
SUPPORT = NavItem(
    label="Support", url="/inbox/?desk=1", discipline="support", section="Desks", hot=True
)


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    for name, empty in (
        ("_nav_sources", []),
        ("_settings_pages", {}),
        ("_endpoints", {}),
        ("_cursor_sources", []),
    ):
        monkeypatch.setattr(navigation, name, empty)


class Viewer:
    pk = 1
    is_authenticated = True
    name = "Alice Moreau"
    role = "agent"


def request(path="/inbox/", **headers):
    made = RequestFactory().get(path, headers=headers)
    made.user = Viewer()  # type: ignore[assignment]  # a stand-in that needs no database
    return made


def current(path):
    items = navigation.navigation(request(path))
    return [str(i.label) for item in items for i in (item, *item.children) if i.current]


def test_the_most_exact_address_is_the_current_place():
    navigation.register_nav(lambda _: [INBOX, PEOPLE, SUPPORT])
    assert current("/inbox/") == ["Inbox"]
    assert current("/inbox/12/") == ["Inbox"]
    assert current("/inbox/?view=mine&page=2") == ["Mine"]
    assert current("/inbox/?desk=1") == ["Support"]
    assert current("/people/7/") == ["People"]
    assert current("/elsewhere/") == []


def test_a_source_may_decide_itself_what_is_current():
    navigation.register_nav(lambda _: [NavItem(label="Odd", url="/odd/", current=True)])
    assert current("/people/") == ["Odd"]


def test_sources_are_asked_in_their_order_and_registered_once():
    first, second = (lambda _: [INBOX]), (lambda _: [PEOPLE])
    navigation.register_nav(second, order=20)
    navigation.register_nav(first, order=10)
    navigation.register_nav(first, order=10)
    assert [i.label for i in navigation.navigation(request())] == ["Inbox", "People"]


def test_settings_tabs_are_grouped_and_only_shown_to_their_roles(settings):
    settings.ROOT_URLCONF = "unsilo.ui.tests.urls"
    register = navigation.register_settings_page
    register("Company", "Channels", "channels", "plug", roles=("admin", "lead"))
    register("Company", "Desks", "desks", "desk", roles=("agent",), order=20)
    register("You", "Tokens", "tokens", "key", order=30)
    sections = navigation.settings_navigation(request("/settings/tokens/"))
    assert [(s.label, [i.label for i in s.items]) for s in sections] == [
        ("Company", ["Desks"]),
        ("You", ["Tokens"]),
    ]
    assert sections[1].items[0].current
    assert navigation.is_in_settings(request("/settings/tokens/new/"))
    assert not navigation.is_in_settings(request("/inbox/"))
    assert not sections[0].items[0].current


def test_an_address_nobody_registered_is_empty():
    assert navigation.endpoint("palette") == ""
    assert navigation.live_cursor(request()) == ""


def test_the_live_cursor_comes_from_whoever_registered_the_stream(settings):
    settings.ROOT_URLCONF = "unsilo.ui.tests.urls"
    navigation.register_live("channels", lambda _: 41)
    assert navigation.endpoint("live") == "/settings/channels/"
    assert navigation.live_cursor(request()) == "41"


def test_places_beyond_the_fifth_move_to_the_menu_and_closed_ones_fold():
    items = [replace(PEOPLE, label=f"Place {n}", url=f"/{n}/") for n in range(6)]
    html = frame.nav_places([INBOX, *items])
    assert html.count("beyond") == 2
    assert html.count('class="nav-item nav-sub folded"') == 2  # the inbox is not open
    assert '<span class="count">3</span>' in html
    menu = frame.nav_menu([INBOX, *items], [])
    assert menu.count("beyond-item") == 2
    assert "Mine" in menu


def test_what_is_the_same_for_all_knows_nothing_of_anybody_and_speaks_every_language():
    template = Template(
        "{% load frame i18n %}{% same_for_all %}{% translate 'Monday' %}{{ name }}"
        "{% endsame_for_all %}"
    )
    told = []
    for language, name in (("en", "Alice"), ("de", "Bob"), ("en", "Charlie")):
        with translation.override(language):
            told.append(template.render(Context({"name": name})))
    assert told == ["Monday", "Montag", "Monday"]
