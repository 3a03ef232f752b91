"""Settings: who gets in, what is shown, what a form does, and that lists don't grow queries."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unsilo.accounts import services
from unsilo.accounts.models import ApiToken, Brand, Desk, Invitation, Role, User
from unsilo.core.actor import SYSTEM


def test_who_gets_where(
    ada: User,
    alice: User,
    bob: User,
    vera: User,
    charlie: User,
    support: Desk,
    press_room: Desk,
    brand: Brand,
) -> None:
    everybody = {"ada", "alice", "bob", "vera", "charlie"}
    allowed = {
        "/settings/profile/": everybody,
        "/settings/tokens/": everybody,
        "/account/2fa/": everybody,
        "/settings/desks/": {"ada", "alice"},
        f"/settings/desks/{support.pk}/": {"ada", "alice"},
        f"/settings/desks/{press_room.pk}/": {"ada"},
        "/settings/desks/new/": {"ada"},
        "/settings/users/": {"ada"},
        "/settings/users/invite/": {"ada"},
        f"/settings/users/{bob.pk}/": {"ada"},
        "/settings/brands/": {"ada"},
        "/settings/brands/new/": {"ada"},
        f"/settings/brands/{brand.pk}/": {"ada"},
    }
    cast = {"ada": ada, "alice": alice, "bob": bob, "vera": vera, "charlie": charlie}
    for path, welcome in allowed.items():
        for name, user in cast.items():
            client = Client()
            client.force_login(user)
            status = client.get(path).status_code
            assert (status == 200) == (name in welcome), (path, name, status)


def test_nobody_but_an_admin_changes_users_desks_and_brands(
    alice: User, bob: User, ada: User, support: Desk, press_room: Desk
) -> None:
    invitation = services.invite(email="dora@fox.example", by=ada.actor).invitation
    paths = [
        f"/settings/users/{bob.pk}/",
        f"/settings/users/{bob.pk}/deactivate/",
        f"/settings/users/{bob.pk}/reactivate/",
        f"/settings/users/{bob.pk}/reset-factor/",
        f"/settings/users/invitations/{invitation.pk}/resend/",
        f"/settings/users/invitations/{invitation.pk}/revoke/",
        f"/settings/desks/{support.pk}/archive/",
        f"/settings/desks/{support.pk}/unarchive/",
        "/settings/desks/new/",
        "/settings/brands/new/",
    ]
    client = Client()
    client.force_login(alice)
    assert {path: client.post(path).status_code for path in paths} == dict.fromkeys(paths, 403)
    assert client.post(f"/settings/desks/{press_room.pk}/").status_code == 404


def test_settings_begin_with_the_profile(as_ada: Client) -> None:
    assert as_ada.get("/settings/").headers["Location"] == "/settings/profile/"
    assert as_ada.get("/account/").headers["Location"] == "/settings/profile/"


def test_a_profile_is_saved_and_times_follow_it(client: Client, bob: User) -> None:
    client.force_login(bob)
    changed = {
        "name": "Robert",
        "time_zone": "Asia/Tokyo",
        "language": "en",
        "signature": "Yours, R.",
    }
    assert client.post("/settings/profile/", changed).status_code == 302
    bob.refresh_from_db()
    assert (bob.name, bob.time_zone, bob.single_keys) == ("Robert", "Asia/Tokyo", False)
    assert 'data-keys="off"' in client.get("/settings/profile/").content.decode()
    services.create_token(bob, name="Shop", by=bob.actor)
    ApiToken.objects.update(expires_at="2031-01-31T20:00:00Z")
    assert "1 February 2031, 5:00 JST" in client.get("/settings/tokens/").content.decode()


def test_a_refused_profile_says_why(client: Client, bob: User) -> None:
    client.force_login(bob)
    answer = client.post("/settings/profile/", {"name": "", "time_zone": "UTC", "language": "en"})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()


# Users


def test_the_list_finds_and_pages_users(as_ada: Client, bob: User) -> None:
    for number in range(60):
        services.create_user(email=f"u{number}@fox.example", name=f"User {number:02}", by=SYSTEM)
    first = as_ada.get("/settings/users/").content.decode()
    assert ("User 00" in first, "User 59" in first) == (True, False)
    link = re.search(r'href="(/settings/users/\?[^"]+)" rel="next"', first)
    assert link
    second = as_ada.get(link[1].replace("&amp;", "&")).content.decode()
    assert ("User 00" in second, "User 59" in second) == (False, True)
    found = as_ada.get("/settings/users/?q=nakam").content.decode()
    assert ("Bob Nakamura" in found, "User 00" in found) == (True, False)
    assert "Nobody matches" in as_ada.get("/settings/users/?q=zzz").content.decode()
    assert as_ada.get("/settings/users/?cursor=damaged").status_code == 422


def test_lists_ask_the_same_number_of_queries_for_3_and_for_30(
    as_ada: Client, support: Desk, brand: Brand
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            number = User.objects.count()
            user = services.create_user(
                email=f"u{number}@fox.example",
                name=f"User {number}",
                desks=[support],
                brands=[brand],
                by=SYSTEM,
            )
            services.create_desk(
                name=f"Desk {number}", discipline="support", members=[user], by=SYSTEM
            )
            services.create_token(user, name="Shop", by=SYSTEM)
            services.invite(email=f"i{number}@fox.example", desks=[support], by=SYSTEM)
            services.create_brand(name=f"Brand {number}", by=SYSTEM)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert as_ada.get(path).status_code == 200
        # Counts in the navigation are remembered for some seconds: they come and go.
        return sum("inbox_" not in query["sql"] for query in counted.captured_queries)

    paths = [f"/settings/{name}/" for name in ("users", "desks", "brands", "tokens")]
    grow(3)
    as_ada.get("/settings/profile/")  # the first request of a process asks whether anybody is there
    few = {path: queries(path) for path in paths}
    grow(27)
    assert {path: queries(path) for path in paths} == few


def test_an_admin_changes_role_seats_and_brands(
    as_ada: Client, bob: User, community: Desk, other_brand: Brand
) -> None:
    changed = {
        "name": "Bob N.",
        "email": bob.email,
        "role": Role.LEAD,
        "desks": [community.pk],
        "brands": [other_brand.pk],
    }
    assert as_ada.post(f"/settings/users/{bob.pk}/", changed).status_code == 302
    bob.refresh_from_db()
    assert (bob.role, list(bob.brands.all())) == (Role.LEAD, [other_brand])
    assert [seat.desk for seat in bob.seats.all()] == [community]


def test_the_last_admin_can_t_demote_themselves_by_the_form(as_ada: Client, ada: User) -> None:
    changed = {"name": ada.name, "email": ada.email, "role": Role.VIEWER, "all_brands": "on"}
    answer = as_ada.post(f"/settings/users/{ada.pk}/", changed)
    assert answer.status_code == 422
    assert "last admin" in answer.content.decode()


def test_deactivating_offers_a_way_back(as_ada: Client, bob: User) -> None:
    answer = as_ada.post(f"/settings/users/{bob.pk}/deactivate/", follow=True)
    undo = f"/settings/users/{bob.pk}/reactivate/"
    assert f'data-undo-url="{undo}"' in answer.content.decode()
    by_htmx = as_ada.post(undo, headers={"HX-Request": "true"})
    assert by_htmx.headers["HX-Redirect"] == f"/settings/users/{bob.pk}/"
    bob.refresh_from_db()
    assert bob.is_active


def test_an_invitation_s_link_is_shown_once_and_can_be_withdrawn(as_ada: Client) -> None:
    page = as_ada.post(
        "/settings/users/invite/", {"email": "dora@fox.example", "role": "agent"}
    ).content.decode()
    assert "/invitation/" in page
    listed = as_ada.get("/settings/users/").content.decode()
    assert "dora@fox.example" in listed
    assert "/invitation/" not in listed
    again = as_ada.post("/settings/users/invite/", {"email": "dora@fox.example", "role": "agent"})
    assert again.status_code == 422
    invitation = Invitation.objects.get()
    as_ada.post(f"/settings/users/invitations/{invitation.pk}/revoke/")
    as_ada.get("/settings/users/")  # shows the toast
    assert "dora@fox.example" not in as_ada.get("/settings/users/").content.decode()


# Desks and brands


def test_a_lead_changes_a_desk_and_who_sits_there(
    client: Client, alice: User, bob: User, support: Desk
) -> None:
    client.force_login(alice)
    changed = {
        "name": "Help",
        "discipline": "product",
        "charter": "Everything that broke.",
        "members": [alice.pk, bob.pk],
    }
    assert client.post(f"/settings/desks/{support.pk}/", changed).status_code == 302
    support.refresh_from_db()
    assert (support.name, support.discipline, support.slug) == ("Help", "product", "support")
    assert support.seats.count() == 2


def test_a_desk_is_opened_archived_and_opened_again(as_ada: Client) -> None:
    assert "No desk yet" in as_ada.get("/settings/desks/").content.decode()
    as_ada.post("/settings/desks/new/", {"name": "Events", "discipline": "marketing"})
    twice = as_ada.post("/settings/desks/new/", {"name": "Events", "discipline": "marketing"})
    assert twice.status_code == 422
    desk = Desk.objects.get()
    as_ada.post(f"/settings/desks/{desk.pk}/archive/")
    assert "Open Events again" in as_ada.get("/settings/desks/").content.decode()
    as_ada.post(f"/settings/desks/{desk.pk}/unarchive/")
    desk.refresh_from_db()
    assert desk.archived_at is None


def test_brands_are_added_and_changed(as_ada: Client) -> None:
    assert "No brand yet" in as_ada.get("/settings/brands/").content.decode()
    as_ada.post("/settings/brands/new/", {"name": "Fox"})
    brand = Brand.objects.get()
    as_ada.post(f"/settings/brands/{brand.pk}/", {"name": "Vixen", "website": "vixen.example"})
    brand.refresh_from_db()
    assert (brand.name, brand.website, brand.slug) == ("Vixen", "https://vixen.example", "fox")


# Tokens


def test_a_token_s_secret_is_shown_once(client: Client, bob: User) -> None:
    client.force_login(bob)
    asked = {"name": "Shop", "scope": "read", "expires_at": "90"}
    answer = client.post("/settings/tokens/", asked)
    secret = re.search(r"uns_[\w-]{40,}", answer.content.decode())
    assert secret
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret[0] not in client.get("/settings/tokens/").content.decode()
    found = services.find_token(secret[0])
    assert found is not None
    assert (found.user, found.scope) == (bob, "read")


def test_tokens_of_others_are_absent_except_for_an_admin(
    client: Client, ada: User, alice: User, bob: User
) -> None:
    token, _secret = services.create_token(bob, name="Order robot", by=bob.actor)
    client.force_login(alice)
    assert "Order robot" not in client.get("/settings/tokens/").content.decode()
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert client.post(f"/settings/tokens/{token.pk}/restore/").status_code == 404
    client.force_login(ada)
    assert "Order robot" in client.get("/settings/tokens/").content.decode()
    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    client.post(f"/settings/tokens/{token.pk}/restore/")
    token.refresh_from_db()
    assert token.revoked_at is None


def test_the_page_of_tokens_leads_to_what_the_api_can_do(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert 'href="/api/v1/docs"' in client.get("/settings/tokens/").content.decode()
