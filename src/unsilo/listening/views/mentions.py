"""Mentions: the list, one of them, one found by hand, and what can be done with it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest, wants_partial
from unsilo.core.validation import submit
from unsilo.listening.forms import MentionForm
from unsilo.listening.models import Mention, Place, Query
from unsilo.listening.queries import lists
from unsilo.listening.services import mentions
from unsilo.ui.toasts import go_with_toast


@member
def mention_list(request: UnsiloRequest) -> HttpResponse:
    asked: dict[str, Any] = {
        "q": request.GET.get("q", "").replace("\0", "")[:200],
        "state": request.GET.get("state", "waiting"),
        "place": request.GET.get("place", ""),
    }
    numbers: dict[str, Any] = {
        name: _number(request.GET.get(name, "")) for name in ("query", "feed")
    }
    cursor = request.GET.get("cursor", "")
    page = lists.mentions_page(request.access, cursor=cursor, **asked, **numbers)
    part = "_rows" if wants_partial(request) else ""
    context = {
        "page": page,
        "filtered": bool(asked["q"] or asked["place"] or any(numbers.values())),
        "places": Place.choices,
        "topics": Query.objects.visible_to(request.access).live().filter(kind="words")[:200],
        **asked,
        **numbers,
    }
    return render(request, f"listening/mentions{part}.html", context)


@member
def mention(request: UnsiloRequest, pk: int) -> HttpResponse:
    related = Mention.objects.select_related("feed", "brand", "conversation", "dismissed_by")
    found = related.get_for(request.access, pk)
    return render(request, "listening/mention.html", {"mention": found})


@member
def mention_form(request: UnsiloRequest) -> HttpResponse:
    """Note a post by its address."""
    request.access.require_write()
    form = MentionForm(request.access, request.POST or None)
    if request.method == "POST":
        noted = submit(form, partial(_note, by=request.access.by))
        if noted:
            found, is_new = noted
            said = _("Noted.") if is_new else _("This post was known already.")
            return go_with_toast(request, reverse("listening:mention", args=[found.pk]), said)
    status = 422 if form.errors else 200
    return render(request, "listening/mention_form.html", {"form": form}, status=status)


def _note(*, brand: Any, by: Any, **given: Any) -> tuple[Mention, bool]:
    return mentions.note(mentions.Post(**given), brand=brand, by=by)


@require_POST
@member
def bring_in(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Mention.objects.get_for(request.access, pk)
    conversation = mentions.bring_in(found, by=request.access.by)
    url = reverse("inbox:conversation", args=[conversation.pk])
    return go_with_toast(request, url, _("It is a conversation now."))


@require_POST
@member
def dismiss(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Mention.objects.get_for(request.access, pk)
    mentions.dismiss(found, user=request.user, by=request.access.by)
    undo = reverse("listening:mention-restore", args=[pk])
    url = reverse("listening:mentions")
    return go_with_toast(request, url, _("Dismissed. It stays counted."), undo_url=undo)


@require_POST
@member
def restore(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    found = Mention.objects.get_for(request.access, pk)
    mentions.restore(found, by=request.access.by)
    return go_with_toast(request, reverse("listening:mention", args=[pk]), _("Taken back."))


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 18 else None
