"""Search and the command palette."""

import pytest

from unsilo.accounts.models import User
from unsilo.inbox.tests.conftest import Converse
from unsilo.inbox.tests.visits import visitor

pytestmark = pytest.mark.django_db


def test_search_shows_the_words_it_found(converse: Converse, bob: User) -> None:
    converse("The lantern is broken", subject="Lamp")
    html = visitor(bob).get("/inbox/search/?q=lantern").content.decode()
    assert "<mark>lantern</mark>" in html
    assert 'name="q" type="search" value="lantern"' in html


def test_search_says_what_it_did_not_understand(bob: User) -> None:
    html = visitor(bob).get("/inbox/search/?q=is:purple").content.decode()
    assert "is:purple is not known" in html


def test_a_question_is_escaped(bob: User) -> None:
    html = visitor(bob).get('/inbox/search/?q="><script>x').content.decode()
    assert "<script>x" not in html


def test_results_bring_the_question_along(converse: Converse, bob: User) -> None:
    conversation = converse("Harbour")
    html = visitor(bob).get("/inbox/search/?q=harbour").content.decode()
    url = f"/inbox/c/{conversation.pk}/?in=search&amp;q=harbour"
    assert f'href="{url}"' in html
    page = visitor(bob).get(url.replace("&amp;", "&")).content.decode()
    assert 'hx-get="/inbox/search/?q=harbour"' in page


def test_an_empty_search_helps(bob: User) -> None:
    html = visitor(bob).get("/inbox/search/").content.decode()
    assert "Search everything" in html
    assert "before:2026-03-31" in html


def test_the_palette_finds_conversations_people_and_settings(
    converse: Converse, bob: User, ada: User
) -> None:
    conversation = converse("Where is my lantern?", subject="Lantern")
    found = visitor(bob).get("/inbox/palette/?q=lantern").json()["items"]
    assert found[0]["label"] == "Lantern"
    assert found[0]["url"] == f"/inbox/c/{conversation.pk}/"
    assert found[-1]["url"] == "/inbox/search/?q=lantern"
    labels = [one["label"] for one in visitor(bob).get("/inbox/palette/?q=dana").json()["items"]]
    assert "Dana Whitlock" in labels
    pages = [one["label"] for one in visitor(ada).get("/inbox/palette/?q=desk").json()["items"]]
    assert "Desks" in pages
    assert visitor(bob).get("/inbox/palette/?q=").json() == {"items": []}


def test_the_palette_keeps_the_secrets_of_other_brands(converse: Converse, charlie: User) -> None:
    converse("Where is my lantern?", subject="Lantern")
    found = visitor(charlie).get("/inbox/palette/?q=lantern").json()["items"]
    assert [one["icon"] for one in found] == ["search"]
