"""The one API object: every app's endpoints, their input read and their errors told in one way."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from unsilo.accounts.api import router as accounts
from unsilo.api import problems
from unsilo.api.door import bearer
from unsilo.api.idempotency import idempotently
from unsilo.channels.api import router as channels
from unsilo.channels.texts import storable_json
from unsilo.inbox.api import router as inbox
from unsilo.incidents.api import router as incidents
from unsilo.insights.api import router as insights
from unsilo.intake.api import router as intake
from unsilo.launches.api import router as launches
from unsilo.library.api import router as library
from unsilo.listening.api import router as listening
from unsilo.people.api import router as people
from unsilo.privacy.api import router as privacy
from unsilo.routing.api import router as routing
from unsilo.stories.api import router as stories
from unsilo.triage.api import router as triage
from unsilo.wins.api import router as wins


class StorableParser(Parser):
    """JSON and query strings, without the signs that a database can't keep."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise problems.WrongType
        return cast(dict[str, Any], storable_json(json.loads(request.body)))

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        parsed = super().parse_querydict(data, list_fields, request)
        return cast(dict[str, Any], storable_json(parsed))


def only_known_parameters(run: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse what the operation does not know: a mistyped filter must not list everything."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    @wraps(run)
    def checked(request: HttpRequest, **arguments: Any) -> Any:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            return problems.answer(
                ValidationError(
                    [{"loc": ("query", name), "msg": "This is not known here."} for name in unknown]
                )
            )
        request.operation = operation  # type: ignore[attr-defined]
        return run(request, **arguments)

    return checked


class Api(NinjaAPI):
    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problems.answer(exc)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="unsilo",
    version="1",
    auth=bearer,
    parser=StorableParser(),
    openapi_url=None,
    docs_url=None,
)
api.add_decorator(only_known_parameters, mode="view")
api.add_decorator(idempotently)
for router in (
    accounts,
    people,
    channels,
    inbox,
    triage,
    routing,
    library,
    launches,
    listening,
    wins,
    stories,
    incidents,
    insights,
    intake,
    privacy,
):
    api.add_router("", router)
