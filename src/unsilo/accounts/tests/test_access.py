"""What each of the cast may see and do."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from unsilo.accounts.access import Access
from unsilo.accounts.doors import admin_only, lead_only, member
from unsilo.accounts.models import Brand, Desk, Seat, User
from unsilo.core.errors import Forbidden


def test_who_may_work_where(
    support: Desk, community: Desk, ada: User, alice: User, bob: User, vera: User
) -> None:
    both = [support.pk, community.pk]
    assert Access.of(ada).can_work([community.pk])
    assert Access.of(alice).can_work([community.pk])
    assert Access.of(bob).can_work(both)
    assert not Access.of(bob).can_work([community.pk])
    assert not Access.of(vera).can_work(both)


@pytest.mark.parametrize("named", ["support", "press_room"])
def test_who_works_on_a_desk_is_the_same_for_one_user_and_in_a_query(
    named: str,
    request: pytest.FixtureRequest,
    brand: Brand,
    ada: User,
    alice: User,
    bob: User,
    vera: User,
    paul: User,
    charlie: User,
) -> None:
    desk = request.getfixturevalue(named)
    Seat.objects.create(user=charlie, desk=desk)  # but not for this brand
    able = set()
    for user in User.objects.active():
        access = Access.of(user)
        if desk in access.desks and access.can_work([desk.pk]) and access.sees_brand(brand.pk):
            able.add(user)
    assert set(User.objects.working_on(desk, brand_id=brand.pk)) == able
    assert able == ({ada, alice, bob} if named == "support" else {ada, paul})


def test_brands_limit_everybody_but_admins(
    brand: Brand, other_brand: Brand, ada: User, bob: User, charlie: User
) -> None:
    assert Access.of(ada).brand_ids is None
    assert Access.of(bob).sees_brand(brand.pk)
    assert not Access.of(charlie).sees_brand(brand.pk)
    for one in (brand, other_brand):
        seen = {user for user in (ada, bob, charlie) if Access.of(user).sees_brand(one.pk)}
        assert set(User.objects.seeing_brand(one.pk)) == seen, "one user and a query say the same"
    assert Access.of(charlie).brands == [other_brand]


def test_a_token_that_reads_does_no_more_than_read(ada: User) -> None:
    access = Access(ada, ada.actor, read_only=True)
    assert [access.is_admin, access.is_lead, access.can_write] == [False, False, False]
    with pytest.raises(Forbidden):
        access.require_write()


def answer(request: object) -> HttpResponse:
    return HttpResponse("in")


@pytest.mark.parametrize(
    ("door", "name", "opens"),
    [
        (member, "vera", True),
        (lead_only, "alice", True),
        (lead_only, "bob", False),
        (admin_only, "ada", True),
        (admin_only, "alice", False),
    ],
)
def test_doors_open_by_role(
    door: object, name: str, opens: bool, request: pytest.FixtureRequest, rf: RequestFactory
) -> None:
    asked = rf.get("/somewhere/")
    asked.user = request.getfixturevalue(name)
    view = door(answer)  # type: ignore[operator]
    if opens:
        assert view(asked).content == b"in"
    else:
        with pytest.raises(Forbidden):
            view(asked)


@pytest.mark.django_db
def test_a_page_asks_to_log_in_and_a_part_says_401(client: Client, ada: User) -> None:
    page = client.get("/settings/profile/?a=1")
    assert page.headers["Location"] == "/account/login/?next=/settings/profile/%3Fa%3D1"
    assert client.get("/settings/profile/", headers={"HX-Request": "true"}).status_code == 401
    assert client.post("/settings/profile/").status_code == 401
