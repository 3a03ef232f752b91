"""Who a browser's cookie belongs to."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from unsilo.accounts.models import User

pytestmark = pytest.mark.django_db


def asks_to_log_in(client: Client) -> bool:
    answer = client.get(reverse("inbox:all"))
    if answer.status_code == 200:
        return False
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    return True


def test_a_session_lasts_until_it_ends_or_is_deleted(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert not asks_to_log_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert asks_to_log_in(client)

    client.force_login(bob)
    assert not asks_to_log_in(client)
    Session.objects.all().delete()
    assert asks_to_log_in(client)


@pytest.mark.parametrize("key", ["", "short", "a" * 32, "'; --", r'"aaaaaaaa\000aaaa"', "ä" * 40])
def test_a_cookie_that_nobody_gave_out_is_nobody_s(client: Client, bob: User, key: str) -> None:
    client.force_login(bob)
    client.cookies.clear()
    answer = client.get(
        reverse("inbox:all"), headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("backend", settings.AUTHENTICATION_BACKENDS)
def test_whose_account_is_closed_or_gone_is_nobody_at_the_next_request(backend, bob):
    page = Client()
    page.force_login(bob, backend=backend)
    assert page.get("/").wsgi_request.user == bob
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert page.get("/").wsgi_request.user.is_anonymous
    User.objects.filter(pk=bob.pk).update(is_active=True)
    assert page.get("/").wsgi_request.user == bob
    session = page.session
    session["_auth_user_id"] = "2000000000"
    session.save()
    assert page.get("/").wsgi_request.user.is_anonymous
