"""How often one address may follow links and open public pages: enough for an office behind one
router, not for a flood.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from unsilo.core.limits import PerMinute
from unsilo.wins.visitors import address_of

PER_MINUTE = 120

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]

_requests = PerMinute(PER_MINUTE)
may_pass = _requests.may_pass
forget = _requests.forget


def limited(*, cost: int = 1, to_post: int | None = None) -> Callable[[Page[P]], Page[P]]:
    """Only so often, before anything is looked up; a post may cost more than a look."""

    def limit(page: Page[P]) -> Page[P]:
        @wraps(page)
        def passed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            dear = to_post if request.method == "POST" and to_post else cost
            if may_pass(address_of(request), cost=dear):
                return page(request, *args, **kwargs)
            answer = render(request, "wins/too_many.html", status=429)
            answer["Retry-After"] = "60"
            return answer

        return passed

    return limit
