"""Pages of people: who may look, who may change, what a form says, and that lists stay cheap."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.accounts.models import User
from unsilo.core.actor import SYSTEM
from unsilo.people import services
from unsilo.people.models import Company, CustomField, Identity, Merge, Person, PersonNote, Tier
from unsilo.people.tests.makers import ago, hear

HTMX = {"HX-Request": "true"}


@pytest.fixture
def dana(db: None) -> Person:
    person = hear("dana@kettle.example", "Dana Whitlock")
    services.add_identity(person, kind="phone", value="+1 218 555 0144", by=SYSTEM)
    return person


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


# Who may


def test_everybody_reads_and_viewers_change_nothing(
    dana: Person, vera: User, charlie: User
) -> None:
    other = hear("kip@larsen.example", "Kip Larsen")
    note = services.add_note(dana, text="Calls before noon", author=vera, by=SYSTEM)
    company = services.create_company(name="Kettle", by=SYSTEM)
    merge = services.merge_people(dana, other, by=SYSTEM)
    services.create_custom_field(label="Size", kind=CustomField.Kind.TEXT, by=SYSTEM)
    identity = dana.identities.all()[0]
    at = f"/people/{dana.pk}"
    pages = ["/people/", f"{at}/", f"{at}/timeline/", "/people/companies/"]
    pages += [f"/people/companies/{company.pk}/", f"{at}/fields/size/"]
    changes = [
        "/people/new/",
        f"{at}/edit/",
        f"{at}/tier/",
        f"{at}/tier/clear/",
        f"{at}/identities/add/",
        f"{at}/identities/{identity.pk}/remove/",
        f"{at}/identities/{identity.pk}/move/",
        f"{at}/identities/restore/x/",
        f"{at}/fields/size/",
        f"{at}/notes/",
        f"{at}/notes/{note.pk}/delete/",
        f"{at}/notes/{note.pk}/restore/",
        f"{at}/merge/",
        f"{at}/merge/{other.pk}/",
        f"/people/merges/{merge.pk}/undo/",
        "/people/companies/new/",
        f"/people/companies/{company.pk}/edit/",
        f"/people/companies/{company.pk}/delete/",
        "/people/settings/tiers/new/",
        "/people/settings/fields/new/",
    ]
    for user in (vera, charlie):
        client = Client()
        client.force_login(user)
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    client = Client()
    client.force_login(vera)
    assert {page: client.post(page).status_code for page in changes} == dict.fromkeys(changes, 403)
    page = text(client.get(f"{at}/"))
    for control in ("Keep the note", 'data-key="m"', "Remove ", "Change Size", "own-tools"):
        assert control not in page, control
    stranger = Client()
    for path in pages:
        assert stranger.get(path).headers["Location"].startswith("/account/login/")


def test_settings_of_people_are_for_leads(alice: User, bob: User) -> None:
    for user, status in ((alice, 200), (bob, 403)):
        client = Client()
        client.force_login(user)
        for page in ("tiers/", "tiers/new/", "fields/", "fields/new/"):
            assert client.get(f"/people/settings/{page}").status_code == status


# The list


def test_the_list_says_what_to_do_when_it_is_empty(as_bob: Client) -> None:
    assert "Nobody has written yet" in text(as_bob.get("/people/"))
    assert "Nobody found" in text(as_bob.get("/people/?q=zz"))


def test_the_list_answers_a_search_with_rows_alone(as_bob: Client, dana: Person) -> None:
    part = text(as_bob.get("/people/?q=whit", headers=HTMX))
    assert "Dana Whitlock" in part
    assert "<html" not in part
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in text(as_bob.get("/people/?q=whit", headers=restored))


def test_the_list_leads_to_its_next_page(as_bob: Client) -> None:
    for number in range(55):
        hear(f"p{number}@x.example", f"P{number:02}", at=ago(number))
    first = text(as_bob.get("/people/?q=x.example"))
    link = re.search(r'href="([^"]+)" rel="next"', first)
    assert link
    assert "q=x.example" in link[1]
    second = text(as_bob.get(link[1].replace("&amp;", "&")))
    assert ("P54" in second, "P00" in second) == (True, False)


def test_lists_ask_the_same_number_of_queries_for_3_and_for_30(
    as_bob: Client, dana: Person, ada: User
) -> None:
    vip = services.create_tier(name="VIP", by=SYSTEM)

    def grow(start: int, count: int) -> None:
        for number in range(start, start + count):
            services.create_company(name=f"C{number}", domains=[f"c{number}.example"], by=SYSTEM)
            person = hear(f"p@c{number}.example", f"P{number}")
            services.add_identity(person, kind="phone", value=f"{number}", by=SYSTEM)
            services.set_tier(person, tier=vip, reason="Test", by=SYSTEM)
            services.add_note(dana, text=f"Note {number}", author=ada, by=SYSTEM)
            services.add_identity(dana, kind="board", value=f"@d{number}", by=SYSTEM)
            services.create_custom_field(label=f"F{number}", kind="text", by=SYSTEM)
            services.merge_people(dana, hear(f"gone{number}@x.example"), by=ada.actor)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert as_bob.get(path).status_code == 200
        # Counts in the navigation are remembered for some seconds: they come and go.
        return sum("inbox_" not in query["sql"] for query in counted.captured_queries)

    paths = ["/people/", "/people/?q=p", f"/people/{dana.pk}/", "/people/companies/"]
    grow(0, 3)
    as_bob.get("/people/")  # the first request of a process asks whether anybody is there
    few = {path: queries(path) for path in paths}
    grow(3, 27)
    assert {path: queries(path) for path in paths} == few
    assert max(few.values()) <= 15


# One person


def test_facts_are_changed_and_a_new_company_is_noted(as_bob: Client, dana: Person) -> None:
    path = f"/people/{dana.pk}/edit/"
    assert "<html" not in text(as_bob.get(path, headers=HTMX))
    refused = as_bob.post(path, {"name": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert "This field is required." in text(refused)
    done = as_bob.post(path, {"name": "Dana W.", "company": "Copper Kettle"}, headers=HTMX)
    assert done.headers["HX-Redirect"] == f"/people/{dana.pk}/"
    dana.refresh_from_db()
    assert (dana.name, str(dana.company)) == ("Dana W.", "Copper Kettle")
    assert "Company is now Copper Kettle" in text(as_bob.get(f"/people/{dana.pk}/"))
    options = text(as_bob.get("/people/companies/options/?company=copp"))
    assert '<option value="Copper Kettle">' in options


def test_somebody_is_added_by_hand_and_an_address_is_nobody_s_twice(
    as_bob: Client, dana: Person
) -> None:
    taken = as_bob.post("/people/new/", {"name": "D.", "email": "dana@kettle.example"})
    assert taken.status_code == 422
    assert "It belongs to Dana Whitlock" in text(taken)
    assert Person.objects.count() == 1
    as_bob.post("/people/new/", {"name": "Noor", "email": "noor@paper.example", "language": "nl"})
    noor = Person.objects.get(name="Noor")
    assert noor.identities.get().key == "noor@paper.example"
    assert "Dutch" in text(as_bob.get(f"/people/{noor.pk}/"))


def test_a_tier_is_given_with_a_reason_and_taken_away(as_bob: Client, dana: Person) -> None:
    path = f"/people/{dana.pk}/tier/"
    assert "There are no tiers yet" in text(as_bob.get(path, headers=HTMX))
    vip = services.create_tier(name="VIP", by=SYSTEM)
    assert as_bob.post(path, {"tier": vip.pk, "reason": ""}).status_code == 422
    as_bob.post(path, {"tier": vip.pk, "reason": "Runs a shop", "until": "2031-05-01"})
    page = text(as_bob.get(f"/people/{dana.pk}/"))
    assert "Runs a shop" in page
    assert "until 1 May 2031" in page
    as_bob.post(f"{path}clear/")
    dana.refresh_from_db()
    assert dana.tier is None


def test_an_address_is_added_removed_and_taken_back(as_bob: Client, dana: Person) -> None:
    at = f"/people/{dana.pk}/identities"
    wrong = as_bob.post(f"{at}/add/", {"kind": "email", "value": "nonsense"}, headers=HTMX)
    assert wrong.status_code == 422
    as_bob.post(f"{at}/add/", {"kind": "Board", "value": "@dana"}, headers=HTMX)
    identity = Identity.objects.get(kind="board")
    removed = as_bob.post(f"{at}/{identity.pk}/remove/", headers=HTMX)
    assert not Identity.objects.filter(kind="board").exists()
    undo = re.search(r'"undo_url": "([^"]+)"', removed.headers["HX-Trigger"])
    assert undo
    as_bob.post(undo[1], headers=HTMX)
    assert Identity.objects.get(kind="board").person == dana
    assert as_bob.post(f"{at}/restore/forged/").status_code == 404
    elsewhere = hear("kip@larsen.example")
    path = f"/people/{elsewhere.pk}/identities/{identity.pk}/remove/"
    assert as_bob.post(path).status_code == 404


def test_an_address_is_given_to_whom_it_belongs(as_bob: Client, dana: Person) -> None:
    kip = hear("kip@larsen.example", "Kip Larsen")
    phone = dana.identities.get(kind="phone")
    path = f"/people/{dana.pk}/identities/{phone.pk}/move/"
    assert "Whose is +1 218 555 0144?" in text(as_bob.get(path, headers=HTMX))
    assert "Kip Larsen" in text(as_bob.get(f"{path}?q=larsen", headers=HTMX))
    assert as_bob.post(path, {"to": "nobody"}).status_code == 404
    as_bob.post(path, {"to": kip.pk})
    assert kip.identities.filter(pk=phone.pk).exists()


def test_own_fields_are_changed_in_place(as_bob: Client, dana: Person) -> None:
    services.create_custom_field(label="Number", kind="number", by=SYSTEM)
    services.create_custom_field(label="News", kind="check", by=SYSTEM)
    path = f"/people/{dana.pk}/fields/number/"
    assert 'name="value"' in text(as_bob.get(f"{path}?edit", headers=HTMX))
    wrong = as_bob.post(path, {"value": "many"}, headers=HTMX)
    assert wrong.status_code == 422
    assert 'value="many"' in text(wrong)
    assert "This is not a number." in text(wrong)
    assert "55804" in text(as_bob.post(path, {"value": "55804"}, headers=HTMX))
    news = f"/people/{dana.pk}/fields/news/"
    assert "No" in text(as_bob.post(news, {"value": "false"}, headers=HTMX))
    assert '<option value="false" selected>' in text(as_bob.get(f"{news}?edit", headers=HTMX))
    assert as_bob.get(f"/people/{dana.pk}/fields/unknown/").status_code == 404


def test_notes_are_written_deleted_and_taken_back(
    as_bob: Client, dana: Person, bob: User, alice: User, ada: User
) -> None:
    at = f"/people/{dana.pk}/notes/"
    assert as_bob.post(at, {"text": " "}, headers=HTMX).status_code == 422
    assert "Calls before noon" in text(as_bob.post(at, {"text": "Calls before noon"}, headers=HTMX))
    mine = PersonNote.objects.get()
    theirs = services.add_note(dana, text="By Ada", author=ada, by=ada.actor)
    assert as_bob.post(f"{at}{theirs.pk}/delete/", headers=HTMX).status_code == 403
    gone = as_bob.post(f"{at}{mine.pk}/delete/", headers=HTMX)
    assert "Calls before noon" not in text(gone)
    assert f"{at}{mine.pk}/restore/" in gone.headers["HX-Trigger"]
    as_bob.post(f"{at}{mine.pk}/restore/")
    assert "Calls before noon" in text(as_bob.get(f"/people/{dana.pk}/"))
    as_bob.force_login(alice)
    assert as_bob.post(f"{at}{theirs.pk}/delete/", headers=HTMX).status_code == 200
    as_bob.force_login(bob)
    assert as_bob.post(f"{at}{theirs.pk}/restore/").status_code == 403


def test_a_note_can_t_bring_markup(as_bob: Client, dana: Person) -> None:
    as_bob.post(f"/people/{dana.pk}/notes/", {"text": "<script>alert(1)</script>"})
    services.update_person(dana, name="<b>Dana</b>", by=SYSTEM)
    page = text(as_bob.get(f"/people/{dana.pk}/"))
    assert "<script>alert" not in page
    assert "<b>Dana</b>" not in page


def test_merging_goes_by_search_preview_and_undo(as_bob: Client, dana: Person) -> None:
    twin = hear("@dana", "Dana Whitlock", kind="board")
    at = f"/people/{dana.pk}/merge/"
    assert "Of the same name" in text(as_bob.get(at, headers=HTMX))
    assert f"{at}{twin.pk}/" in text(as_bob.get(f"{at}?q=whitlock", headers=HTMX))
    assert "@dana" in text(as_bob.get(f"{at}{twin.pk}/", headers=HTMX))
    done = as_bob.post(f"{at}{twin.pk}/", headers=HTMX)
    assert done.headers["HX-Redirect"] == f"/people/{dana.pk}/"
    merge = Merge.objects.get()
    page = text(as_bob.get(f"/people/{dana.pk}/"))
    assert f'data-undo-url="/people/merges/{merge.pk}/undo/"' in page
    assert as_bob.get(f"/people/{twin.pk}/").headers["Location"] == f"/people/{dana.pk}/"
    as_bob.post(f"/people/merges/{merge.pk}/undo/", headers=HTMX)
    assert as_bob.get(f"/people/{twin.pk}/").status_code == 200
    assert as_bob.post(f"/people/merges/{merge.pk}/undo/").status_code == 409


def test_the_timeline_brings_older_lines(as_bob: Client, dana: Person) -> None:
    field = services.create_custom_field(label="Number", kind="number", by=SYSTEM)
    for number in range(40):
        services.set_field(dana, field=field, value=str(number), by=SYSTEM)
    page = text(as_bob.get(f"/people/{dana.pk}/"))
    older = re.search(r'hx-get="([^"]+cursor[^"]+)"', page)
    assert older
    part = text(as_bob.get(older[1], headers=HTMX))
    assert "First heard of" in part
    assert "<html" not in part


# Companies


def test_a_company_is_added_changed_and_deleted(as_alice: Client, dana: Person) -> None:
    assert "No company yet" in text(as_alice.get("/people/companies/"))
    wrong = as_alice.post("/people/companies/new/", {"name": "Free", "domains": "gmail.com"})
    assert wrong.status_code == 422
    as_alice.post("/people/companies/new/", {"name": "Kettle", "domains": "kettle.example\n"})
    company = Company.objects.get()
    assert "Dana Whitlock" in text(as_alice.get(f"/people/companies/{company.pk}/"))
    as_alice.post(
        f"/people/companies/{company.pk}/edit/",
        {"name": "Copper Kettle", "domains": "kettle.example, copper.example", "note": "Duluth"},
    )
    company.refresh_from_db()
    assert company.domains == ["kettle.example", "copper.example"]
    assert "Copper Kettle" in text(as_alice.get("/people/companies/?q=copper", headers=HTMX))
    as_alice.post(f"/people/companies/{company.pk}/delete/")
    dana.refresh_from_db()
    assert dana.company is None


def test_an_agent_deletes_no_company(as_bob: Client) -> None:
    company = services.create_company(name="Kettle", by=SYSTEM)
    assert as_bob.post(f"/people/companies/{company.pk}/delete/").status_code == 403


# Settings


def test_tiers_are_added_renamed_and_deleted(as_alice: Client) -> None:
    assert "No tier yet" in text(as_alice.get("/people/settings/tiers/"))
    as_alice.post("/people/settings/tiers/new/", {"name": "VIP", "rank": "50"})
    assert (
        as_alice.post("/people/settings/tiers/new/", {"name": "VIP", "rank": "1"}).status_code
        == 422
    )
    tier = Tier.objects.get()
    as_alice.post(f"/people/settings/tiers/{tier.pk}/", {"name": "Star", "rank": "60"})
    assert "Star" in text(as_alice.get("/people/settings/tiers/"))
    as_alice.post(f"/people/settings/tiers/{tier.pk}/delete/")
    assert not Tier.objects.exists()
    assert as_alice.get(f"/people/settings/tiers/{tier.pk}/").status_code == 404


def test_own_fields_are_added_changed_and_deleted(as_alice: Client, dana: Person) -> None:
    assert "No field of your own yet" in text(as_alice.get("/people/settings/fields/"))
    asked = {"label": "Size", "kind": "choice", "choices": "S\n"}
    assert as_alice.post("/people/settings/fields/new/", asked).status_code == 422
    as_alice.post("/people/settings/fields/new/", {**asked, "choices": "S\nM"})
    field = CustomField.objects.get()
    services.set_field(dana, field=field, value="M", by=SYSTEM)
    path = f"/people/settings/fields/{field.pk}/"
    assert "1 person has a value here" in text(as_alice.get(path))
    as_alice.post(path, {"label": "T-shirt", "choices": "S\nM\nL"})
    field.refresh_from_db()
    assert (field.label, field.key, field.choices) == ("T-shirt", "size", ["S", "M", "L"])
    as_alice.post(f"{path}delete/")
    dana.refresh_from_db()
    assert dana.fields == {}
