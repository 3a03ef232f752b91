"""Surveys: the customer's page, and the settings by channel."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from unsilo.accounts.doors import admin_only
from unsilo.accounts.letters import can_write
from unsilo.channels.models import Channel
from unsilo.core.errors import NotFound
from unsilo.core.limits import PerMinute
from unsilo.core.request import UnsiloRequest
from unsilo.insights.forms import SurveyForm
from unsilo.insights.models import SurveyedChannel
from unsilo.insights.queries.surveys import surveyed_channels
from unsilo.insights.services import surveys
from unsilo.ui.toasts import go_with_toast

requests = PerMinute(20)


@csrf_exempt  # the token in the address is the right to answer; there is no session to ride on
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    if not requests.may_pass(request.META.get("REMOTE_ADDR", "")):
        response = HttpResponse(_("Too many requests. Please wait a minute."), status=429)
        response["Retry-After"] = "60"
        return response
    try:
        found = surveys.by_token(token)
    except NotFound:
        return _closed(render(request, "insights/survey_gone.html", status=404))
    # A press in the mail only fills the form in: mail servers follow every link.
    chosen = {"score": found.score or request.GET.get("score"), "words": found.words}
    form = SurveyForm(request.POST or None, initial=chosen)
    thanked = False
    if request.method == "POST" and form.is_valid():
        found = surveys.answer(found, **form.cleaned_data)
        thanked = True
    context = {"survey": found, "brand": found.conversation.brand, "form": form, "thanked": thanked}
    status = 422 if form.errors else 200
    return _closed(render(request, "insights/survey.html", context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    """Nobody keeps this page, and nobody learns its address from it."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@admin_only
def settings_page(request: UnsiloRequest) -> HttpResponse:
    context = {"rows": surveyed_channels(request.access), "can_write": can_write()}
    return render(request, "insights/survey_settings.html", context)


@require_POST
@admin_only
def set_asking(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    channel = Channel.objects.filter(pk=channel_id, archived_at__isnull=True).first()
    if channel is None:
        raise NotFound
    is_on = not SurveyedChannel.objects.filter(channel=channel).exists()
    surveys.set_asking(channel, is_on=is_on, by=request.access.by)
    said = _("Customers of %(channel)s are asked.") if is_on else _("%(channel)s asks nobody.")
    undo_url = reverse("insights:survey-set", args=[channel_id])
    return go_with_toast(
        request, reverse("insights:surveys"), said % {"channel": channel}, undo_url=undo_url
    )
