"""What every request to the API passes, in order: token, rate, body, endpoint."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from ninja.security import HttpBearer

from unsilo.accounts.access import Access
from unsilo.accounts.models import ApiToken, TokenScope
from unsilo.accounts.services import find_token
from unsilo.api import limits, problems
from unsilo.core import audit
from unsilo.core.errors import NotFound, RateLimited
from unsilo.core.rest import ApiRequest

View = Callable[..., HttpResponseBase]


class Bearer(HttpBearer):
    """Finds the token of a request. The door asks first; the API library asks again."""

    openapi_description = "An API token, made under Settings or by `unsilo token --user EMAIL`."

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        found: ApiToken | None = getattr(request, "token", None) or super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return find_token(token.strip())


bearer = Bearer()


def door(view: View) -> View:
    """Let in who has a live token; the endpoint finds their rights in ``request.access``.

    Whatever is raised on the way is answered as a problem.
    """

    @wraps(view)
    def enter(request: HttpRequest, /, **arguments: Any) -> HttpResponseBase:
        allowance: limits.Allowance | None = None
        try:
            ours = _identified(request)
            allowance = limits.spend(ours.token.pk)
            if allowance.wait:
                raise RateLimited(retry_after=allowance.wait)
            limits.read_body(ours)
            user = ours.access.user
            with timezone.override(user.zone), translation.override(user.language):
                response = view(ours, **arguments)
        except Exception as error:  # noqa: BLE001  the outer edge of a request
            response = problems.answer(error)
        if response.status_code == 405:
            response = _not_allowed(response)
        if allowance is not None:
            allowance.tell(response)
        response["Cache-Control"] = "no-store"
        return response

    return enter


def _identified(request: HttpRequest) -> ApiRequest:
    token = bearer(request)
    if token is None:
        raise problems.NoToken
    ours = cast(ApiRequest, request)
    ours.token = token
    ours.access = access_of(token)
    audit.acting_for(token.user_id)
    return ours


def access_of(token: ApiToken) -> Access:
    """The rights of a token: its user's, as far as its scope goes."""
    return Access(token.user, token.actor, read_only=token.scope != TokenScope.WRITE)


def _not_allowed(refused: HttpResponseBase) -> HttpResponse:
    allowed = ", ".join(sorted(refused["Allow"].split(", ")))
    response = problems.problem(405, "method_not_allowed", f"Allowed here: {allowed}.")
    response["Allow"] = allowed
    return response


def nothing_here(request: HttpRequest, **arguments: Any) -> HttpResponse:
    """Addresses of the API that do not exist."""
    return problems.answer(NotFound())
