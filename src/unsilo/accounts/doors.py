"""Who may pass into a view: decorators for every page behind the login."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from unsilo.accounts.access import Access
from unsilo.core.request import UnsiloRequest

P = ParamSpec("P")
View = Callable[Concatenate[UnsiloRequest, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def member(view: View[P]) -> Door[P]:
    """Let in who is logged in; the view finds their rights in ``request.access``.

    A page asks others to log in and come back. A part of a page can't, and says 401.
    """

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if getattr(request, "htmx", None) or request.method != "GET":
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        ours = cast(UnsiloRequest, request)
        ours.access = Access.of(ours.user)
        return view(ours, *args, **kwargs)

    return door


def lead_only(view: View[P]) -> Door[P]:
    """Let in leads and admins."""

    @wraps(view)
    def checked(request: UnsiloRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.access.require_lead()
        return view(request, *args, **kwargs)

    return member(checked)


def admin_only(view: View[P]) -> Door[P]:
    """Let in admins."""

    @wraps(view)
    def checked(request: UnsiloRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.access.require_admin()
        return view(request, *args, **kwargs)

    return member(checked)
