"""API tokens: everybody's own, and all of them for an admin."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from unsilo.accounts import queries, services
from unsilo.accounts.doors import member
from unsilo.accounts.forms import TokenForm
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.ui.navigation import endpoint
from unsilo.ui.toasts import go_with_toast


@never_cache
@member
def token_list(request: UnsiloRequest) -> HttpResponse:
    """The list and the form. The secret of a new token is shown in the answer to the form only."""
    form = TokenForm(request.POST or None)
    create = partial(services.create_token, request.user, by=request.access.by)
    made = submit(form, create) if request.method == "POST" else None
    context = {
        "form": TokenForm() if made else form,
        "token": made[0] if made else None,
        "secret": made[1] if made else "",
        "tokens": queries.tokens_for(request.access),
        "now": timezone.now(),
        "docs_url": endpoint("api_docs"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/tokens.html", context, status=status)


@require_POST
@member
def token_revoke(request: UnsiloRequest, token_id: int) -> HttpResponse:
    token = queries.token_for(request.access, token_id)
    services.revoke_token(token, by=request.access.by)
    text = _("“%(name)s” can do nothing any more.") % {"name": token.name}
    return go_with_toast(
        request,
        reverse("accounts:tokens"),
        text,
        undo_url=reverse("accounts:token-restore", args=[token.pk]),
    )


@require_POST
@member
def token_restore(request: UnsiloRequest, token_id: int) -> HttpResponse:
    token = queries.token_for(request.access, token_id)
    services.restore_token(token, by=request.access.by)
    text = _("“%(name)s” works again.") % {"name": token.name}
    return go_with_toast(request, reverse("accounts:tokens"), text)
