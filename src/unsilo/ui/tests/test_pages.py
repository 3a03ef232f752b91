import time

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from unsilo.core.errors import Conflict, RateLimited
from unsilo.ui import errors, navigation, views
from unsilo.ui.context import Frame
from unsilo.ui.middleware import ErrorMiddleware
from unsilo.ui.tests.test_navigation import INBOX, PEOPLE, SUPPORT, Viewer, empty_registry

pytestmark = [pytest.mark.urls("unsilo.ui.tests.urls"), pytest.mark.usefixtures("empty_registry")]
__all__ = ["empty_registry"]


@pytest.fixture
def request_of_alice():
    request = RequestFactory().get("/inbox/")
    request.user = Viewer()  # type: ignore[assignment]  # a stand-in that needs no database
    return request


def test_the_frame_shows_places_desks_and_counts(request_of_alice):
    navigation.register_nav(lambda _: [INBOX, PEOPLE, SUPPORT])
    html = render_to_string("ui/page.html", {"frame": Frame(request_of_alice)}, request_of_alice)
    assert '<span class="count">3</span>' in html
    assert "<h2>Desks</h2>" in html
    assert html.count('aria-current="page"') == 1
    assert "Alice Moreau, your account" in html
    assert html.count("hx-headers") == 1


def test_a_phone_shows_five_places_and_the_others_in_its_menu(request_of_alice):
    names = [f"Place {n}" for n in range(7)]
    places = [navigation.NavItem(label=name, url=f"/{name[-1]}/") for name in names]
    navigation.register_nav(lambda _: places)
    html = render_to_string("ui/page.html", {"frame": Frame(request_of_alice)}, request_of_alice)
    assert html.count("nav-item beyond") == 2
    menu = html[html.index('id="nav-more"') :]
    assert [name for name in names if f"<span>{name}</span>" in menu] == ["Place 5", "Place 6"]


def test_what_is_not_registered_is_not_shown(request_of_alice):
    html = render_to_string("ui/page.html", {"frame": Frame(request_of_alice)}, request_of_alice)
    assert "Log out" not in html
    assert 'data-live-url=""' in html


def test_the_frame_asks_nobody_for_a_part_of_a_page(request_of_alice):
    def must_not_be_asked(_):
        raise AssertionError("the navigation was built")

    navigation.register_nav(must_not_be_asked)
    context = Context({"frame": Frame(request_of_alice)})
    assert Template("<p>a part</p>").render(context) == "<p>a part</p>"


def test_the_frame_and_a_hundred_rows_are_cheap(request_of_alice):
    navigation.register_nav(lambda _: [INBOX, PEOPLE, SUPPORT])
    rows = [{"who": "Dana", "what": "Hello", "icon": "mail", "url": "/x"}] * 100
    source = Template(
        '{% extends "ui/app.html" %}{% block main %}{% for row in rows %}'
        '{% include "ui/components/list_row.html" with row=row only %}{% endfor %}{% endblock %}'
    )

    def render():
        source.render(Context({"frame": Frame(request_of_alice), "rows": rows}))

    render()
    best = min(_seconds(render) for _ in range(5))
    assert best < 0.1, f"{best * 1000:.0f} ms"


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize("status", sorted(errors.PROBLEMS))
def test_an_error_page_says_what_happened_and_what_to_do_without_a_database(rf, status):
    response = errors.error_response(rf.get("/"), status)
    html = response.content.decode()
    problem = errors.PROBLEMS[status]
    assert response.status_code == status
    assert str(problem.heading).replace("'", "&#x27;") in html
    assert str(problem.todo).replace("'", "&#x27;") in html


def test_an_unknown_status_has_the_words_of_its_family():
    assert errors.known(418) is errors.PROBLEMS[400]
    assert errors.known(504) is errors.PROBLEMS[500]


def test_for_htmx_an_error_is_a_line_of_text(rf):
    response = errors.error_response(rf.get("/", headers={"HX-Request": "true"}), 404)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "not yours to see" in response.content.decode()


def test_an_expired_form_says_that_the_text_should_be_copied(rf):
    response = views.csrf_failure(rf.post("/"))
    assert response.status_code == 403
    assert "Copy what you wrote" in response.content.decode()


def test_an_error_of_a_service_keeps_its_status_and_its_words(rf):
    middleware = ErrorMiddleware(lambda _: HttpResponse())
    response = middleware.process_exception(rf.get("/"), Conflict("Bob answered just now."))
    assert response is not None
    assert response.status_code == 409
    assert "Bob answered just now." in response.content.decode()
    slow = middleware.process_exception(rf.get("/"), RateLimited(retry_after=30))
    assert slow is not None
    assert slow["Retry-After"] == "30"


def test_an_error_that_is_not_ours_is_left_alone(rf):
    middleware = ErrorMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(rf.get("/"), ValueError("ours? no")) is None


def test_the_component_page_is_for_developers_only(client, settings, request_of_alice):
    settings.DEBUG = False
    settings.MIDDLEWARE = []
    assert client.get("/ui/").status_code == 404
    settings.DEBUG = True
    response = client.get("/ui/")
    assert response.status_code == 200
    assert response.content.decode().count('class="c-side"') == 2


def test_the_navigation_alone_is_for_people_who_are_logged_in(rf, request_of_alice):
    navigation.register_nav(lambda _: [INBOX])
    html = views.navigation(request_of_alice).content.decode()
    assert html.count('id="nav"') == 1
    request_of_alice.user.is_authenticated = False
    assert views.navigation(request_of_alice).status_code == 401
