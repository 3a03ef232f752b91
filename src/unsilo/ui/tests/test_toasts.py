"""Toasts reach the page, whether it is swapped, redirected or loaded."""

import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from unsilo.ui.toasts import go_with_toast, with_toast


def asked(rf: RequestFactory, *, by_htmx: bool) -> HttpRequest:
    request: Any = rf.post("/somewhere/")
    request._messages = CookieStorage(request)
    request.htmx = by_htmx
    return request  # type: ignore[no-any-return]


def test_a_part_carries_its_toast() -> None:
    response = with_toast(HttpResponse("part"), "Removed.", undo_url="/undo/")
    toast = json.loads(response.headers["HX-Trigger"])["toast"]
    assert toast == {"text": "Removed.", "undo_url": "/undo/"}


@pytest.mark.parametrize(("by_htmx", "header"), [(True, "HX-Redirect"), (False, "Location")])
def test_a_redirect_leaves_the_toast_for_the_next_page(
    rf: RequestFactory, by_htmx: bool, header: str
) -> None:
    request = asked(rf, by_htmx=by_htmx)
    response = go_with_toast(request, "/there/", "Saved.", undo_url="/undo/")
    assert response.headers[header] == "/there/"
    assert [(str(m), m.extra_tags) for m in get_messages(request)] == [("Saved.", "/undo/")]
