"""Rules: their list, the editor, the dry run."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.core.validation import submit
from unsilo.inbox.models import Conversation
from unsilo.inbox.rights import conversation_to_work
from unsilo.routing.models import Rule, RuleRun
from unsilo.routing.queries.rules import dry_run, given_up, in_words, rule_rows
from unsilo.routing.ruleform import RuleForm
from unsilo.routing.services import rules, running
from unsilo.routing.views.parts import answered
from unsilo.ui.toasts import go_with_toast


@require_GET
@lead_only
def rule_list(request: UnsiloRequest) -> HttpResponse:
    context = {
        "rows": rule_rows(),
        "archived": rule_rows(archived=True),
        "given_up": given_up(),
    }
    return render(request, "routing/rules.html", context)


@lead_only
def rule_new(request: UnsiloRequest) -> HttpResponse:
    form = RuleForm(request.POST or None, access=request.access, initial={"begins": True})
    return _edit(request, form, None)


@lead_only
def rule_edit(request: UnsiloRequest, pk: int) -> HttpResponse:
    rule = Rule.objects.get_or_404(pk)
    initial = RuleForm.initial_of(rule)
    form = RuleForm(request.POST or None, access=request.access, initial=initial)
    return _edit(request, form, rule)


def _edit(request: UnsiloRequest, form: RuleForm, rule: Rule | None) -> HttpResponse:
    save = partial(rules.update_rule, rule) if rule else rules.create_rule
    if request.method == "POST" and "try" in request.POST:
        return _tried(request, form)
    if request.method == "POST":
        saved = submit(form, partial(save, by=request.access.by))
        if saved is not None:
            text = _("Saved. See what it would do before you switch it on.")
            url = reverse("routing:rule", args=[saved.pk])
            return go_with_toast(request, url, _("Saved.") if saved.is_on else text)
    status = 422 if form.errors else 200
    return render(request, "routing/rule_form.html", {"form": form, "rule": rule}, status=status)


def _tried(request: UnsiloRequest, form: RuleForm) -> HttpResponse:
    """The dry run of what stands in the form, saved or not."""
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context["run"] = dry_run(form.cleaned_data["conditions"], request.access)
    return render(request, "routing/dry_run.html", context)


@require_GET
@lead_only
def rule_page(request: UnsiloRequest, pk: int) -> HttpResponse:
    """A rule in words, what it did, and what it would have done."""
    rule = Rule.objects.get_or_404(pk)
    asks, does = in_words(rule)
    readable = Conversation.objects.visible_to(request.access)
    runs = rule.runs.filter(conversation__in=readable).select_related("conversation__person")
    context = {"rule": rule, "asks": asks, "does": does, "runs": runs.order_by("-id")[:20]}
    return render(request, "routing/rule.html", context)


@require_GET
@lead_only
def rule_dry_run(request: UnsiloRequest, pk: int) -> HttpResponse:
    rule = Rule.objects.get_or_404(pk)
    context = {"rule": rule, "run": dry_run(rule.when, request.access)}
    return render(request, "routing/dry_run.html", context)


@require_POST
@lead_only
def rule_switch(request: UnsiloRequest, pk: int) -> HttpResponse:
    rule = rules.switch(
        Rule.objects.get_or_404(pk), on=request.POST.get("on") == "1", by=request.access.by
    )
    said = _("%(name)s is on.") if rule.is_on else _("%(name)s is off.")
    return _back(request, said % {"name": rule.name})


@require_POST
@lead_only
def rule_move(request: UnsiloRequest, pk: int) -> HttpResponse:
    up = request.POST.get("way") == "up"
    rules.move(Rule.objects.get_or_404(pk), up=up, by=request.access.by)
    return _back(request, _("Moved."))


@require_POST
@lead_only
def rule_archive(request: UnsiloRequest, pk: int) -> HttpResponse:
    rule = rules.archive(Rule.objects.get_or_404(pk), by=request.access.by)
    text = _("%(name)s is put away.") % {"name": rule.name}
    return _back(request, text, undo_url=reverse("routing:rule-restore", args=[pk]))


@require_POST
@lead_only
def rule_restore(request: UnsiloRequest, pk: int) -> HttpResponse:
    rule = rules.restore(Rule.objects.get_or_404(pk), by=request.access.by)
    return _back(request, _("%(name)s is back, switched off.") % {"name": rule.name})


def _back(request: UnsiloRequest, said: str, *, undo_url: str = "") -> HttpResponse:
    return go_with_toast(request, reverse("routing:rules"), said, undo_url=undo_url)


@require_POST
@member
def undo_run(request: UnsiloRequest, pk: int) -> HttpResponse:
    """Take back what a rule did to one conversation."""
    run = RuleRun.objects.select_related("rule", "conversation").filter(pk=pk).first()
    if run is None:
        raise NotFound
    conversation_to_work(request.access, run.conversation_id)
    running.undo_run(run, access=request.access)
    said = _("Taken back what “%(rule)s” did.") % {"rule": run.rule.name}
    return answered(request, run.conversation_id, said)
