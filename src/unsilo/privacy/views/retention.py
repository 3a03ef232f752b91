"""How long channels keep what comes in, what that took, and what is kept on purpose."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unsilo.accounts.doors import lead_only, member
from unsilo.channels.models import Channel
from unsilo.channels.queries import channel_for
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.rights import conversation_to_work
from unsilo.privacy.forms import HoldForm, RetentionForm
from unsilo.privacy.models import Hold, RetentionRule, RetentionRun
from unsilo.privacy.queries.reports import kept_lines, run_lines
from unsilo.privacy.services import retention
from unsilo.ui.toasts import go_with_toast

RUNS = 30


@require_GET
@lead_only
def overview(request: UnsiloRequest) -> HttpResponse:
    """Every channel with its limits, and what the last nights took."""
    channels = list(Channel.objects.live().visible_to(request.access))
    rules = {one.channel_id: one for one in RetentionRule.objects.filter(channel__in=channels)}
    runs = RetentionRun.objects.filter(channel__in=channels).select_related("channel")
    context = {
        "rows": [(channel, rules.get(channel.pk)) for channel in channels],
        "runs": [(run, run_lines(run), kept_lines(run.kept)) for run in runs[:RUNS]],
    }
    return render(request, "privacy/retention.html", context)


@lead_only
def rule(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    """One channel's limits with what they would take tonight. Leads look, admins change."""
    channel = channel_for(request.access, channel_id)
    current = retention.rule_of(channel)
    names = [f"{name}_days" for name in retention.LIMITS]
    initial = {"is_on": current.is_on, **{name: getattr(current, name) for name in names}}
    form = RetentionForm(request.POST or None, initial=initial)
    limits = retention.Limits.of(current)
    if request.method == "POST":
        request.access.require_admin()
        if form.is_valid():
            limits = form.limits
        save = partial(_save, request, channel, form)
        if "look" not in request.POST and submit(form, save) is not None:
            said = _("Saved.")
            return go_with_toast(request, reverse("privacy:retention"), said)
    expected = retention.forecast(channel, limits)
    context = {
        "channel": channel,
        "form": form,
        "rule": current,
        "expected": expected,
        "going": [
            (retention.LIMIT_LABELS[name], count) for name, count in expected.conversations.items()
        ],
        "kept": kept_lines(expected.kept),
        "has_limits": limits.shortest is not None,
    }
    return render(request, "privacy/rule.html", context, status=422 if form.errors else 200)


def _save(
    request: UnsiloRequest, channel: Channel, form: RetentionForm, **given: object
) -> RetentionRule:
    return retention.save_rule(
        channel, limits=form.limits, is_on=bool(given["is_on"]), by=request.access.by
    )


@member
def hold(request: UnsiloRequest, conversation_id: int) -> HttpResponse:
    """Put a conversation on hold, or release it: for leads, who answer for what is kept."""
    request.access.require_lead()
    conversation = conversation_to_work(request.access, conversation_id)
    held = Hold.objects.filter(conversation=conversation, ended_at__isnull=True).first()
    url = reverse("inbox:conversation", args=[conversation.pk])
    form = HoldForm(request.POST or None)
    if request.method == "POST" and "reason" not in request.POST:
        retention.release(conversation, by=request.access.by)
        return go_with_toast(request, url, _("Released: it is treated like any other."))
    if request.method == "POST":
        save = partial(retention.hold, conversation, by=request.access.by)
        if submit(form, save) is not None:
            return go_with_toast(request, url, _("On hold: nothing of it is erased."))
    context = {"conversation": conversation, "held": held, "form": form}
    return render(request, "privacy/hold.html", context, status=422 if form.errors else 200)
