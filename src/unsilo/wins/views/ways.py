"""Beside a conversation and in its composer: the ways to win, each a key away."""

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from unsilo.accounts.doors import member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work, held_desks
from unsilo.routing.models import Promise
from unsilo.routing.services import promises
from unsilo.ui.toasts import with_toast
from unsilo.wins.models import Link, RequestForm, Store, WayKind
from unsilo.wins.queries.ways import Wish, way_for, ways_view
from unsilo.wins.ranking import Way
from unsilo.wins.services import asking, links, requests
from unsilo.wins.words import nearest_sentence, short_name

ALL = 5  # keys 1 to 5


@require_GET
@member
def panel(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = Conversation.objects.get_for(request.access, conversation_id)
    held = [desk.pk for desk in held_desks(request.access, conversation)]
    context = {
        "conversation": conversation,
        "view": ways_view(conversation),
        "can_work": request.access.can_work(held),
    }
    return render(request, "wins/panel.html", context)


@require_GET
@member
def strip(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Above what is being written; empty unless somebody looks for one of our things."""
    conversation = conversation_to_work(request.access, conversation_id)
    context = {"conversation": conversation, "view": ways_view(conversation)}
    return render(request, "wins/strip.html", context)


@require_GET
@member
def dialog(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    conversation = conversation_to_work(request.access, conversation_id)
    view = ways_view(conversation)
    context = {"conversation": conversation, "view": view, "ways": view.ways[:ALL]}
    return render(request, "wins/dialog.html", context)


@require_POST
@member
def use(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Make the link of a way and hand the composer the words around it."""
    conversation = conversation_to_work(request.access, conversation_id)
    way, wish = way_for(conversation, request.POST.get("way", ""))
    if way.option.kind == WayKind.REQUEST:
        return _use_request(request, conversation, way, wish)
    link = links.offer(
        conversation, way=way, product=wish.product, user=request.user, by=request.access.by
    )
    text = f"{way.sentence} {links.address(link.code)}"
    return with_toast(
        _inserted(text),
        _("%(name)s is in your answer.") % {"name": way.name},
        undo_url=reverse("wins:withdraw", args=[conversation.pk, link.pk]),
    )


def _use_request(
    request: UnsiloRequest, conversation: Conversation, way: Way, wish: Wish
) -> HttpResponse:
    assert wish.product is not None  # a request is for a thing
    form = requests.issue(
        product=wish.product,
        store=Store.objects.filter(pk=way.option.store_id or 0).first(),
        brand=conversation.brand,
        conversation=conversation,
        shopper=short_name(conversation.person.name),
        zip=wish.place.zip if wish.place else "",
        user=request.user,
        by=request.access.by,
    )
    return with_toast(
        _inserted(f"{way.sentence} {requests.shopper_address(form.code)}"),
        _("The request form is in your answer."),
        undo_url=reverse("wins:withdraw-request", args=[conversation.pk, form.pk]),
    )


@require_POST
@member
def use_nearest(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Name the nearest stores together, each with its link."""
    conversation = conversation_to_work(request.access, conversation_id)
    view = ways_view(conversation)
    if not view.nearest:
        raise NotFound
    with transaction.atomic():
        made = [
            links.offer(
                conversation,
                way=way,
                product=view.wish.product,
                user=request.user,
                by=request.access.by,
            )
            for way in view.nearest
        ]
    text = nearest_sentence(view, [links.address(link.code) for link in made])
    return with_toast(
        _inserted(text),
        _("%(n)s stores are in your answer.") % {"n": len(made)},
        undo_url=reverse("wins:withdraw", args=[conversation.pk, made[0].pk])
        + "?"
        + urlencode({"also": [link.pk for link in made[1:]]}, doseq=True),
    )


@require_POST
@member
def ask_zip(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Put the question for the ZIP code into the answer, and note that we promise to be back."""
    conversation = conversation_to_work(request.access, conversation_id)
    text = _("What’s your ZIP code? I’ll look for a store near you and be right back.")
    made = asking.promise_stores(conversation, user=request.user, by=request.access.by)
    if made is None:
        return _inserted(text)
    return with_toast(
        _inserted(text),
        _("Once they answer, the stores are due within the hour."),
        undo_url=reverse("wins:unask-zip", args=[conversation.pk, made.pk]),
    )


@require_POST
@member
def unask_zip(request: UnsiloRequest, conversation_id: int, pk: int) -> HttpResponse:
    """Undo of the promise; the question in the answer is theirs to delete."""
    conversation = conversation_to_work(request.access, conversation_id)
    made = Promise.objects.filter(conversation=conversation, pk=pk).first()
    if made is None:
        raise NotFound
    promises.unmake(made, by=request.access.by)
    return with_toast(HttpResponse(status=204), _("Nothing is promised."))


@require_POST
@member
def withdraw(request: UnsiloRequest, conversation_id: int, link_id: int) -> HttpResponse:
    """Undo of a use, as long as nobody has followed the link."""
    conversation = conversation_to_work(request.access, conversation_id)
    also = [int(pk) for pk in request.GET.getlist("also")[:ALL] if pk.isdecimal() and len(pk) < 18]
    found = Link.objects.filter(conversation=conversation, pk__in=[link_id, *also])
    made = {link.pk: link for link in found.select_related("conversation", "retailer", "store")}
    if link_id not in made:
        raise NotFound
    with transaction.atomic():
        for link in made.values():
            links.withdraw(link, by=request.access.by)
    return _removed(links.address(made[link_id].code))


@require_POST
@member
def withdraw_request(request: UnsiloRequest, conversation_id: int, pk: int) -> HttpResponse:
    """Undo of a request form, as long as nobody has opened it."""
    conversation = conversation_to_work(request.access, conversation_id)
    form = RequestForm.objects.filter(conversation=conversation, pk=pk).first()
    if form is None:
        raise NotFound
    requests.withdraw(form, by=request.access.by)
    return _removed(requests.shopper_address(form.code))


def _removed(address: str) -> HttpResponse:
    answer = trigger_client_event(HttpResponse(status=204), "wins:remove", {"address": address})
    return with_toast(answer, _("Taken back."))


def _inserted(text: str) -> HttpResponse:
    """Nothing to show: the script puts the words into the answer and asks for the panel again."""
    return trigger_client_event(HttpResponse(status=204), "wins:insert", {"text": text})
