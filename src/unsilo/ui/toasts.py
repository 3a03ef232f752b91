"""Say what happened: on a response to htmx, or on the page that a redirect leads to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event


def with_toast(
    response: HttpResponse, text: str, *, undo_url: str = "", seconds: int = 0
) -> HttpResponse:
    """Have the page that asked show a toast; ``undo_url`` is posted to by its button.

    ``seconds`` is how long it shows, where that is not as long as toasts usually do.
    """
    toast = {"text": str(text), "undo_url": undo_url, **({"seconds": seconds} if seconds else {})}
    return trigger_client_event(response, "toast", toast)


def go_with_toast(request: HttpRequest, url: str, text: str, *, undo_url: str = "") -> HttpResponse:
    """Lead to another page and have that one show the toast. Works for htmx and plain forms."""
    messages.success(request, str(text), extra_tags=undo_url)
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
