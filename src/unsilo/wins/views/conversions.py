"""What shops report: the unmatched, matching by hand, and the addresses to which they post."""

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.models import Conversation
from unsilo.ui.toasts import go_with_toast
from unsilo.wins.forms import HookForm, MatchForm
from unsilo.wins.models import Conversion, OrderHook
from unsilo.wins.queries.lists import unmatched_page
from unsilo.wins.services import conversions, hooks


@member
def unmatched(request: UnsiloRequest) -> HttpResponse:
    context = {
        "page": unmatched_page(cursor=request.GET.get("cursor", "")),
        "has_any": Conversion.objects.exists(),
    }
    return render(request, "wins/unmatched.html", context)


@member
def match(request: UnsiloRequest, pk: int) -> HttpResponse:
    """The dialog; posted, the match."""
    request.access.require_write()
    conversion = Conversion.objects.get_unmatched(pk)
    form = MatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = form.cleaned_data["conversation"]
            conversation = Conversation.objects.get_for(request.access, number)
        except NotFound:
            form.add_error("conversation", _("There is no such conversation for you."))
        else:
            conversions.match_by_hand(
                conversion,
                conversation=conversation,
                attribution=form.cleaned_data["attribution"],
                user=request.user,
                by=request.access.by,
            )
            return go_with_toast(
                request,
                reverse("wins:unmatched"),
                _("Matched with %(conversation)s.") % {"conversation": conversation},
                undo_url=reverse("wins:unmatch", args=[pk]),
            )
    context = {"conversion": conversion, "form": form}
    return render(request, "wins/match.html", context, status=422 if form.errors else 200)


@require_POST
@member
def unmatch(request: UnsiloRequest, pk: int) -> HttpResponse:
    request.access.require_write()
    conversion = Conversion.objects.visible_to(request.access).filter(pk=pk).first()
    if conversion is None:
        raise NotFound
    conversions.undo_match(conversion, by=request.access.by)
    return go_with_toast(request, reverse("wins:unmatched"), _("Taken back."))


@lead_only
def hook_list(request: UnsiloRequest) -> HttpResponse:
    """The addresses; posted, a new one, whose secret is shown this once."""
    form = HookForm(request.POST or None)
    opened = None
    if request.method == "POST":
        opened = submit(form, partial(hooks.open_hook, by=request.access.by))
    base = settings.PUBLIC_URL
    rows = [
        (hook, base + reverse("wins:hook", args=[hook.slug])) for hook in OrderHook.objects.all()
    ]
    context = {
        "form": HookForm() if opened else form,
        "rows": rows,
        "opened": opened[0] if opened else None,
        "secret": opened[1] if opened else "",
    }
    return render(request, "wins/hooks.html", context, status=422 if form.errors else 200)


@require_POST
@lead_only
def hook_close(request: UnsiloRequest, pk: int) -> HttpResponse:
    hook = OrderHook.objects.filter(pk=pk).first()
    if hook is None:
        raise NotFound
    hooks.close_hook(hook, by=request.access.by)
    text = _("%(name)s can post no more. What came in stays.") % {"name": hook}
    return go_with_toast(request, reverse("wins:hooks"), text)
