"""Every address of the URL map, read and written, by who may and by who may not."""

from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.access.addresses import Address, every_address
from tests.access.house import SECRET, House
from tests.access.rights import READS, RIGHTS, WRITES

pytestmark = pytest.mark.django_db

RIGHT_OF = {
    method: {name: right for right, names in table.items() for name in names.split()}
    for method, table in (("GET", READS), ("POST", WRITES))
}
# Addresses that are the secret themselves: who has one of these codes was given it.
BY_CODE = {"wins:go", "wins:request", "wins:request-pdf", "wins:manager", "stories:consent-page"}
# People and their identities belong to the whole house (docs/security.md); their words don't.
OF_THE_HOUSE = "people:"


class Visitor:
    """Asks as one of the cast. What a request changes is taken back."""

    def __init__(self, house: House, who: str) -> None:
        self.client = Client()
        if who != "nobody":
            self.client.force_login(house.people[who])
        self._cookies = {key: one.value for key, one in self.client.cookies.items()}

    def ask(self, method: str, path: str) -> HttpResponse:
        self.client.cookies = SimpleCookie(self._cookies)
        with transaction.atomic():
            answer: HttpResponse = getattr(self.client, method.lower())(path)
            answer.read = answer.getvalue()  # type: ignore[attr-defined]  # while the house stands
            transaction.set_rollback(True)
        return answer


def is_let_in(answer: HttpResponse) -> bool:
    to_login = answer.headers.get("Location", "").startswith("/account/login/")
    return answer.status_code not in (401, 403, 404) and not to_login


def tried(house: House, who: str, right: str) -> list[tuple[Address, str, HttpResponse]]:
    """Every address that asks for this right, asked by one of the cast."""
    visitor, values = Visitor(house, who), house.of("open")
    return [
        (address, method, visitor.ask(method, address.path(values)))
        for address in every_address()
        for method in ("GET", "POST")
        if RIGHT_OF[method].get(address.name) == right
    ]


def test_every_address_has_its_right_in_the_table() -> None:
    known = RIGHT_OF["GET"].keys() | RIGHT_OF["POST"].keys()
    names = {address.name for address in every_address()}
    assert names - known == set(), "say in tests/access/rights.py who may go there"
    assert known - names == set(), "tests/access/rights.py names what is not there any more"


def test_nobody_gets_in_without_a_login_but_where_everybody_may(house: House) -> None:
    visitor, values = Visitor(house, "nobody"), house.of("open")
    wrong = []
    for address in every_address():
        for method in ("GET", "POST"):
            right = RIGHT_OF[method].get(address.name)
            if right is None:
                continue
            answer = visitor.ask(method, address.path(values))
            if right != "closed" and is_let_in(answer) != (right == "anybody"):
                wrong.append((method, address.name, answer.status_code))
            if answer.status_code == 200 and right == "anybody":
                wrong += faults_of_headers(address, answer)
    assert wrong == []


@pytest.mark.parametrize("right", [one for one in RIGHTS if one not in ("anybody", "closed")])
def test_who_may_gets_in_and_nobody_weaker(house: House, right: str) -> None:
    asked = RIGHTS[right]
    wrong: list[object] = []
    for address, method, answer in tried(house, asked.lets_in, right):
        if not is_let_in(answer):
            wrong.append((method, address.name, asked.lets_in, answer.status_code))
        wrong += faults_of_headers(address, answer)
    for who, status in asked.refused.items():
        for address, method, answer in tried(house, who, right):
            refused = {status, 404} if status == 403 else {status}
            if answer.status_code not in refused:
                wrong.append((method, address.name, who, answer.status_code))
    assert wrong == []


def test_what_stands_on_a_restricted_desk_is_not_there_for_others(house: House) -> None:
    """Neither where it stands, nor in any list or part of a page, not even for a lead."""
    visitor = Visitor(house, "alice")
    wrong = []
    for address in every_address():
        if address.name in BY_CODE or address.name.startswith(OF_THE_HOUSE):
            continue
        path = address.path(house.of("secret"))
        is_inside = path != address.path(house.of("open"))
        for method in ("GET", "POST"):
            right = RIGHT_OF[method].get(address.name)
            if right in (None, "closed", "admin") or (method == "POST" and not is_inside):
                continue
            answer = visitor.ask(method, path)
            of_house = right in ("member", "lead", "anybody") and address.name in SHARED
            if is_inside and is_let_in(answer) and not of_house:
                wrong.append((method, address.name, answer.status_code))
            if SECRET.lower().encode() in answer.read.lower():
                wrong.append((method, address.name, "shows it"))
    assert wrong == []


# A journalist is in the directory of the house whatever story they were told.
SHARED = {"stories:contact-edit", "inbox:person-conversations"}


def test_a_search_for_the_very_word_finds_nothing(house: House) -> None:
    visitor = Visitor(house, "alice")
    for path in (
        f"/inbox/search/?q={SECRET}", f"/inbox/palette/?q={SECRET}", f"/inbox/?tag={SECRET.lower()}",
        f"/stories/all/?q={SECRET}", f"/wins/links/?q={SECRET}",
    ):  # fmt: skip
        shown = visitor.ask("GET", path).read.decode()
        assert f"About {SECRET}" not in shown, path
        assert f"My {SECRET}" not in shown, path


def faults_of_headers(address: Address, answer: HttpResponse) -> list[tuple[str, str]]:
    """What every answer, and every page in particular, says to browsers."""
    faults = []
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append((address.name, "may be sniffed"))
    if answer.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        faults.append((address.name, "says where people come from"))
    if "text/html" not in answer.headers.get("Content-Type", "") or answer.status_code >= 300:
        return faults
    policy = answer.headers.get("Content-Security-Policy", "")
    if not policy.startswith("sandbox") and (
        "unsafe" in policy or "default-src 'none'" not in policy
    ):
        faults.append((address.name, f"policy {policy!r}"))
    if "X-Frame-Options" not in answer.headers and "frame-ancestors" not in policy:
        faults.append((address.name, "may be framed"))
    return faults
