"""What a person reads when something went wrong: what happened, what was kept, what to do.

Rendered without request context, user or database, so that it works when those are what broke.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Problem:
    """The words for one kind of failure."""

    heading: str | Promise
    happened: str | Promise
    todo: str | Promise


PROBLEMS = {
    400: Problem(
        _("That request was not understood"),
        _("The address or the form held something the server can't read. Nothing was changed."),
        _("Go back, reload the page and try again."),
    ),
    401: Problem(
        _("You are logged out"),
        _("Your session is over."),
        _("Log in again in another tab; what you wrote is still here."),
    ),
    403: Problem(
        _("This is not open to you"),
        _("Your account has no right to do this. Nothing was changed."),
        _("Ask an admin of your team if you should have it."),
    ),
    404: Problem(
        _("There is nothing here"),
        _("The address is wrong, the thing was removed, or it is not yours to see."),
        _("Check the address, or search for it from the start."),
    ),
    409: Problem(
        _("Somebody was quicker"),
        _("This changed a moment ago, so your change was not made."),
        _("Reload to see it as it is now, then decide again."),
    ),
    413: Problem(
        _("That is too large"),
        _("The server does not take that much at once. Nothing was sent."),
        _("Send less, or share a link to it."),
    ),
    422: Problem(
        _("That can't be used as it is"),
        _("Something in the form is missing or wrong. Nothing was changed."),
        _("Go back, mend it and send it again."),
    ),
    429: Problem(
        _("That was too quick"),
        _("Too many requests came from you in a short time. This one was not carried out."),
        _("Wait a minute and try again."),
    ),
    500: Problem(
        _("Something broke on our side"),
        _("The server could not finish this. The fault is logged; nothing was half done."),
        _("Try again in a minute. If it stays, tell an admin the time it happened."),
    ),
    502: Problem(
        _("The other side did not answer"),
        _("A server we depend on refused or did not answer. Nothing is lost."),
        _("Try again in a minute, or look at the channel's health in the settings."),
    ),
    503: Problem(
        _("The database does not answer"),
        _("The database may be starting again, which takes some seconds."),
        _(
            "Look in a moment whether what you did stands there, and try again if not. If this stays, "
            "an admin finds the reason with “unsilo doctor”."
        ),
    ),
}

EXPIRED_FORM = Problem(
    _("This page was open too long"),
    _("The page and the server no longer agree who you are. The form was not taken."),
    _("Copy what you wrote, reload the page and send it again. Cookies must be allowed."),
)


def known(status: int) -> Problem:
    """The words for a status, or for its nearest relative."""
    return PROBLEMS.get(status) or PROBLEMS[400 if status < 500 else 500]


def error_response(
    request: HttpRequest, status: int, message: str = "", problem: Problem | None = None
) -> HttpResponse:
    """A page, or for htmx a line of text that becomes a toast; `message` says what happened."""
    problem = problem or known(status)
    happened = message or problem.happened
    if request.headers.get("HX-Request") == "true":
        text = message or f"{problem.happened} {problem.todo}"
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    context = {
        "status": status,
        "heading": problem.heading,
        "happened": happened,
        "todo": problem.todo,
    }
    return HttpResponse(render_to_string("ui/error.html", context), status=status)
