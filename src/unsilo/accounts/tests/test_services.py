"""What may be written about users, desks, invitations and tokens, and what is refused."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from unsilo.accounts import services
from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, Brand, Desk, Role, Seat, User
from unsilo.core.actor import SYSTEM
from unsilo.core.errors import Conflict, Invalid, NotFound
from unsilo.core.models import Event


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


# Set-up


@pytest.mark.django_db
def test_the_first_admin_gets_a_brand_and_five_desks() -> None:
    user = services.set_up_first_admin(
        name="Ada Lovell", email="Ada@Fox.example", password="tray of oranges", brand_name="Fox"
    )
    assert (user.email, user.role) == ("ada@fox.example", Role.ADMIN)
    assert user.check_password("tray of oranges")
    assert Brand.objects.get().name == "Fox"
    desks = list(Desk.objects.all())
    assert [desk.discipline for desk in desks] == [
        "support",
        "community",
        "marketing",
        "pr",
        "product",
    ]
    assert all(desk.charter for desk in desks)
    assert Seat.objects.filter(user=user).count() == 5
    assert {"brand.created", "user.created", "desk.created"} <= set(kinds())


def test_set_up_happens_once(ada: User) -> None:
    with pytest.raises(Conflict):
        services.set_up_first_admin(
            name="Eve", email="eve@fox.example", password="tray of oranges", brand_name="Fox"
        )


@pytest.mark.django_db
def test_a_weak_password_leaves_nothing_behind() -> None:
    with pytest.raises(Invalid) as error:
        services.set_up_first_admin(
            name="Ada", email="ada@fox.example", password="password", brand_name="Fox"
        )
    assert error.value.data["field"] == "password"
    assert not User.objects.exists()
    assert not Brand.objects.exists()


# Users


def test_two_users_never_share_an_address(bob: User) -> None:
    with pytest.raises(Conflict) as error:
        services.create_user(email=bob.email.upper(), name="Other", by=SYSTEM)
    assert error.value.data["field"] == "email"


def test_a_changed_address_is_the_one_that_logs_in(ada: User, bob: User) -> None:
    services.update_user(bob, by=ada.actor, email="robert@fox.example")
    address = EmailAddress.objects.get(user=bob)
    assert (address.email, address.verified, address.primary) == ("robert@fox.example", True, True)


def test_an_unknown_time_zone_is_refused(bob: User) -> None:
    with pytest.raises(Invalid):
        services.update_profile(
            bob,
            by=bob.actor,
            name="Bob",
            time_zone="Mars/Olympus",
            language="en",
            signature="",
            single_keys=True,
        )


def test_the_last_admin_stays(ada: User, bob: User) -> None:
    with pytest.raises(Conflict):
        services.deactivate_user(ada, by=ada.actor)
    with pytest.raises(Conflict):
        services.update_user(ada, by=ada.actor, role=Role.AGENT)
    services.update_user(bob, by=ada.actor, role=Role.ADMIN)
    services.update_user(ada, by=bob.actor, role=Role.AGENT)
    assert User.objects.get(pk=ada.pk).role == Role.AGENT


def test_a_deactivated_user_is_out_at_once_and_keeps_their_seats(ada: User, bob: User) -> None:
    client = Client()
    client.force_login(bob)
    _token, secret = services.create_token(bob, name="Script", by=bob.actor)
    assert client.get("/settings/profile/").status_code == 200
    services.deactivate_user(bob, by=ada.actor)
    assert client.get("/settings/profile/").status_code == 302
    assert services.find_token(secret) is None
    assert bob.seats.count() == 1
    services.reactivate_user(bob, by=ada.actor)
    assert services.find_token(secret) is None
    assert {"user.deactivated", "user.reactivated"} <= set(kinds())


def test_an_admin_takes_a_lost_second_factor_away(ada: User, bob: User) -> None:
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})
    services.reset_second_factor(bob, by=ada.actor)
    assert not Authenticator.objects.filter(user=bob).exists()
    assert "user.second_factor_reset" in kinds()


def test_seats_on_archived_desks_and_of_deactivated_users_survive_an_edit(
    ada: User, bob: User, support: Desk, community: Desk
) -> None:
    services.archive_desk(support, by=ada.actor)
    services.update_user(bob, by=ada.actor, desks=[community])
    assert set(bob.seats.values_list("desk__name", flat=True)) == {"Support", "Community"}
    services.deactivate_user(bob, by=ada.actor)
    services.update_desk(
        community,
        by=ada.actor,
        name="Community",
        discipline="community",
        charter="",
        is_restricted=False,
        members=[ada],
    )
    assert set(community.seats.values_list("user__name", flat=True)) == {ada.name, bob.name}


# Desks


def test_desks_of_one_name_are_refused_and_slugs_never_clash(support: Desk) -> None:
    with pytest.raises(Invalid):
        services.create_desk(name="Support", discipline="support", by=SYSTEM)
    other = services.create_desk(name="Süpport", discipline="support", by=SYSTEM)
    assert (support.slug, other.slug) == ("support", "support-2")


def test_a_restricted_desk_is_known_to_its_people_and_admins_only(
    press_room: Desk, ada: User, alice: User, bob: User, vera: User, charlie: User, paul: User
) -> None:
    knows = {
        user.first_name: press_room.pk in Access.of(user).desk_ids
        for user in (ada, alice, bob, vera, charlie, paul)
    }
    assert knows == {
        "Ada": True,
        "Alice": False,
        "Bob": False,
        "Vera": False,
        "Charlie": False,
        "Paul": True,
    }


def test_an_archived_desk_is_no_choice_but_stays_readable(ada: User, support: Desk) -> None:
    services.archive_desk(support, by=ada.actor)
    access = Access.of(ada)
    assert (access.desks, access.desk_ids) == ([], [support.pk])


def test_seating_twice_is_one_seat_and_one_event(bob: User, community: Desk) -> None:
    services.seat(bob, desk=community, by=SYSTEM)
    services.seat(bob, desk=community, by=SYSTEM)
    services.unseat(bob, desk=community, by=SYSTEM)
    services.unseat(bob, desk=community, by=SYSTEM)
    assert (kinds().count("seat.given"), kinds().count("seat.removed")) == (1, 1)


# Invitations


def test_an_invitation_comes_by_mail_and_works_once(ada: User, support: Desk, brand: Brand) -> None:
    invited = services.invite(
        email="Dora@Fox.example",
        name="Dora",
        role=Role.LEAD,
        desks=[support],
        brands=[brand],
        by=ada.actor,
    )
    letter = mail.outbox[0]
    assert invited.is_sent
    assert letter.to == ["dora@fox.example"]
    assert invited.link in str(letter.body)
    secret = invited.link.rstrip("/").rpartition("/")[2]
    invitation = services.find_invitation(secret)
    user = services.accept_invitation(invitation, name="Dora Lind", password="pears in the tray")
    assert (user.role, user.all_brands, list(user.brands.all())) == (Role.LEAD, False, [brand])
    assert [seat.desk for seat in user.seats.all()] == [support]
    with pytest.raises(NotFound):
        services.find_invitation(secret)
    with pytest.raises(Conflict):
        services.accept_invitation(invitation, name="Dora", password="pears in the tray")
    assert {"user.invited", "invitation.accepted"} <= set(kinds())


def test_sending_again_ends_the_former_link(ada: User) -> None:
    first = services.invite(email="dora@fox.example", by=ada.actor)
    second = services.resend_invitation(first.invitation, by=ada.actor)
    with pytest.raises(NotFound):
        services.find_invitation(first.link.rstrip("/").rpartition("/")[2])
    found = services.find_invitation(second.link.rstrip("/").rpartition("/")[2])
    assert found == first.invitation


def test_withdrawn_and_old_invitations_open_nothing(ada: User) -> None:
    for number, spoil in enumerate(("revoke", "expire")):
        invited = services.invite(email=f"dora{number}@fox.example", by=ada.actor)
        if spoil == "revoke":
            services.revoke_invitation(invited.invitation, by=ada.actor)
        else:
            invited.invitation.expires_at = timezone.now() - timedelta(seconds=1)
            invited.invitation.save()
        with pytest.raises(NotFound):
            services.find_invitation(invited.link.rstrip("/").rpartition("/")[2])


def test_nobody_is_invited_twice_and_no_user_at_all(ada: User, bob: User) -> None:
    services.invite(email="dora@fox.example", by=ada.actor)
    for taken in ("dora@fox.example", bob.email):
        with pytest.raises(Conflict):
            services.invite(email=taken, by=ada.actor)


def test_a_setup_link_needs_no_letter_and_replaces_the_one_before(ada: User) -> None:
    first = services.make_setup_link(email="dora@fox.example", by=SYSTEM)
    second = services.make_setup_link(email="dora@fox.example", by=SYSTEM)
    assert not mail.outbox
    with pytest.raises(NotFound):
        services.find_invitation(first.rstrip("/").rpartition("/")[2])
    assert services.find_invitation(second.rstrip("/").rpartition("/")[2]).invited_by is None


# Tokens


def test_a_token_is_known_by_its_secret_only(bob: User) -> None:
    token, secret = services.create_token(bob, name="Shop", scope="read", by=bob.actor)
    assert secret.startswith("uns_")
    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values())
    found = services.find_token(secret)
    assert found is not None
    assert found.user == bob
    assert services.find_token(secret + "x") is None
    assert services.find_token("") is None


def test_the_use_of_a_token_is_noted_once_a_minute(
    bob: User, django_assert_num_queries: object
) -> None:
    _token, secret = services.create_token(bob, name="Shop", by=bob.actor)
    with django_assert_num_queries(2):  # type: ignore[operator]
        services.find_token(secret)
    with django_assert_num_queries(1):  # type: ignore[operator]
        services.find_token(secret)
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    with django_assert_num_queries(2):  # type: ignore[operator]
        services.find_token(secret)


def test_revoked_and_old_tokens_open_nothing(bob: User) -> None:
    token, secret = services.create_token(bob, name="Shop", by=bob.actor)
    services.revoke_token(token, by=bob.actor)
    assert services.find_token(secret) is None
    services.restore_token(token, by=bob.actor)
    assert services.find_token(secret) == token
    past = timezone.now() - timedelta(seconds=1)
    _old, old_secret = services.create_token(bob, name="Old", expires_at=past, by=bob.actor)
    assert services.find_token(old_secret) is None


def test_a_token_revoked_for_good_stays_revoked(bob: User) -> None:
    token, _secret = services.create_token(bob, name="Shop", by=bob.actor)
    services.revoke_token(token, by=bob.actor)
    token.revoked_at = timezone.now() - timedelta(hours=1)
    with pytest.raises(Conflict):
        services.restore_token(token, by=bob.actor)


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_leave_at_once_do_not_leave_nobody(ada: User) -> None:
    eve = services.create_user(email="eve@fox.example", name="Eve", role=Role.ADMIN, by=SYSTEM)
    start = threading.Barrier(2)

    def leave(user: User) -> None:
        start.wait(10)
        try:
            with suppress(Conflict):
                services.deactivate_user(user, by=user.actor)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(user,)) for user in (ada, eve)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.active().filter(role=Role.ADMIN).count() == 1
