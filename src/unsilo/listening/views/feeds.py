"""Feeds: the list, the health of one, its form, and what can be done with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.channels.services import blobs
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.listening.forms import FeedForm
from unsilo.listening.models import Feed, Fetch
from unsilo.listening.queries import lists
from unsilo.listening.services import feeds
from unsilo.ui.toasts import go_with_toast


@member
def feed_list(request: UnsiloRequest) -> HttpResponse:
    archived = "archived" in request.GET
    cursor = request.GET.get("cursor", "")
    page = lists.feeds_page(request.access, archived=archived, cursor=cursor)
    return render(request, "listening/feeds.html", {"page": page, "archived": archived})


@member
def feed(request: UnsiloRequest, pk: int) -> HttpResponse:
    found: Feed = Feed.objects.get_for(request.access, pk)
    context = {
        "feed": found,
        "fetches": lists.fetches_of(found),
        "mentions": lists.mentions_page(request.access, feed=pk, limit=10),
    }
    return render(request, "listening/feed.html", context)


@lead_only
def feed_form(request: UnsiloRequest, pk: int | None = None) -> HttpResponse:
    access = request.access
    found: Feed | None = Feed.objects.get_for(access, pk) if pk else None
    form = FeedForm(
        access, request.POST or None, fixed=found.brand if found else None,
        initial=FeedForm.initial_of(found) if found else {},
    )  # fmt: skip
    if request.method == "POST":
        saved = submit(form, partial(_save, found, by=access.by))
        if saved:
            return go_with_toast(request, reverse("listening:feed", args=[saved.pk]), _("Saved."))
    context = {"row": found, "form": form}
    return render(request, "listening/feed_form.html", context, status=422 if form.errors else 200)


def _save(found: Feed | None, *, brand: Any, by: Any, **given: Any) -> Feed:
    if found is not None:
        return feeds.update_feed(found, by=by, **given)
    return feeds.create_feed(brand=brand, by=by, **given)


@member
def raw(request: UnsiloRequest, pk: int) -> HttpResponseBase:
    """The bytes of one look, as they came."""
    look = Fetch.objects.visible_to(request.access).filter(pk=pk, blob__isnull=False).first()
    if look is None or look.blob_id is None:
        raise NotFound
    return FileResponse(
        blobs.open_blob(look.blob_id),
        content_type="application/octet-stream",
        as_attachment=True,
        filename=f"feed-{look.feed_id}-{look.pk}.xml",
    )


def _verb(run: Callable[..., Feed], said: str, undo: str = "") -> Any:
    @require_POST
    @lead_only
    def view(request: UnsiloRequest, pk: int) -> HttpResponse:
        found = run(Feed.objects.get_for(request.access, pk), by=request.access.by)
        url = reverse("listening:feed", args=[pk])
        undo_url = reverse(undo, args=[pk]) if undo else ""
        return go_with_toast(request, url, _(said) % {"name": found}, undo_url=undo_url)

    return view


pause = _verb(feeds.pause_feed, gettext_noop("%(name)s is paused."), "listening:feed-resume")
resume = _verb(
    feeds.resume_feed, gettext_noop("%(name)s is looked at again."), "listening:feed-pause"
)
look = _verb(feeds.look_now, gettext_noop("%(name)s will be looked at in a moment."))
archive = _verb(
    feeds.archive_feed, gettext_noop("%(name)s was put away."), "listening:feed-restore"
)
restore = _verb(
    feeds.restore_feed, gettext_noop("%(name)s was taken back."), "listening:feed-archive"
)
