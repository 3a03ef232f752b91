"""Touched conversations: the list, more of them, and answering one after another."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import member
from unsilo.core.errors import Conflict, Invalid, UnsiloError
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Conversation
from unsilo.incidents.forms import AnswerForm
from unsilo.incidents.models import Incident, StatementUse, Touched, TouchedState
from unsilo.incidents.queries import touched as queries
from unsilo.incidents.queries.room import tally
from unsilo.incidents.rights import incident_to_work
from unsilo.incidents.services import touched as services
from unsilo.incidents.services.statements import approved
from unsilo.ui.toasts import go_with_toast


@member
def touched_list(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    incident = Incident.objects.get_for(request.access, incident_id)
    state = request.GET.get("state", "")
    words = approved(incident, StatementUse.ANSWER)
    context = {
        "incident": incident,
        "page": queries.touched_page(
            request.access,
            incident,
            state=state if state in TouchedState.values else "",
            approved=words,
            cursor=request.GET.get("cursor", ""),
        ),
        "tally": tally(request.access, incident, words),
        "state": state,
        "words": words,
        "more": len(queries.more_counted(request.access, incident)),
        "next": queries.next_open(request.access, incident),
    }
    return render(request, "incidents/touched.html", context)


@member
def touched_add(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    """Find conversations by words, by likeness, or take what the alert has counted since."""
    incident = incident_to_work(request.access, incident_id)
    if request.method == "POST":
        return _add(request, incident)
    words, like = request.GET.get("q", "").strip(), request.GET.get("like") == "1"
    found = queries.Found((), ())
    if words:
        found = queries.found_by_words(request.access, incident, words)
    elif like:
        found = queries.found_by_likeness(request.access, incident)
    context = {"incident": incident, "found": found, "q": words, "like": like}
    return render(request, "incidents/touched_add.html", context)


def _add(request: UnsiloRequest, incident: Incident) -> HttpResponse:
    if request.POST.get("counted"):
        ids, why = queries.more_counted(request.access, incident), _("the alert counted it")
    else:
        named = request.POST.getlist("conversation")
        given = [int(one) for one in named if one.isdecimal() and len(one) < 19]
        visible = Conversation.objects.visible_to(request.access).filter(pk__in=given)
        ids, why = list(visible.values_list("pk", flat=True)), request.POST.get("why", "")[:200]
    new = services.touch(incident, conversation_ids=ids, why=why, by=request.access.by)
    said = ngettext("%(n)d conversation added.", "%(n)d conversations added.", len(new))
    return _back(request, incident, said % {"n": len(new)})


@member
def touched_next(request: UnsiloRequest, incident_id: int) -> HttpResponse:
    """Lead to the next one to be answered, or to the list when there is none."""
    incident = incident_to_work(request.access, incident_id)
    following = queries.next_open(request.access, incident)
    if following is None:
        return redirect("incidents:touched", incident.pk)
    return redirect("incidents:answer", incident.pk, following.pk)


@member
def answer(request: UnsiloRequest, incident_id: int, touched_id: int) -> HttpResponse:
    """One person: what they wrote, a first line for them, and the approved text below it."""
    incident = incident_to_work(request.access, incident_id)
    touched = queries.touched_for(request.access, incident, touched_id)
    form = AnswerForm(request.POST or None)
    problem: UnsiloError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            message = services.answer(
                touched,
                statement_id=form.cleaned_data["statement"],
                first_line=form.cleaned_data["first_line"],
                seen_version=form.cleaned_data["seen_version"],
                confirmed=request.POST.get("confirmed") == "1",
                access=request.access,
            )
        except (Conflict, Invalid) as error:
            problem = error
        else:
            undo = reverse("inbox:message-undo", args=[message.pk])
            return _on(request, incident, touched, _("The answer goes out."), undo)
    return _answer_page(request, incident, touched, form, problem)


def _answer_page(
    request: UnsiloRequest,
    incident: Incident,
    touched: Touched,
    form: AnswerForm,
    problem: UnsiloError | None,
) -> HttpResponse:
    words = approved(incident, StatementUse.ANSWER)
    first_name = touched.conversation.person.name.split(" ")[0]
    greeting = _("Hello %(name)s,") % {"name": first_name} if first_name else _("Hello,")
    if form.is_bound:
        greeting = form.data.get("first_line", "")
    context = {
        "incident": incident,
        "view": queries.to_answer(touched, greeting),
        "words": words,
        "tally": tally(request.access, incident, words),
        "problem": problem,
        "findings": problem.data.get("findings", []) if problem else [],
        "is_new_text": bool(
            form.is_bound and words and form.data.get("statement") != str(words.pk)
        ),
        "form": form,
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "incidents/answer.html", context, status=status)


@require_POST
@member
def settle(request: UnsiloRequest, incident_id: int, touched_id: int, verb: str) -> HttpResponse:
    """Skip one, bring it back, or take it out."""
    incident = incident_to_work(request.access, incident_id)
    touched = queries.touched_for(request.access, incident, touched_id)
    if verb == "skip":
        services.skip(touched, remark=request.POST.get("remark", ""), access=request.access)
        undo = reverse("incidents:touched-settle", args=[incident.pk, touched.pk, "back"])
        return _on(request, incident, touched, _("Skipped."), undo)
    if verb == "back":
        services.bring_back(touched, by=request.access.by)
        return _back(request, incident, _("To be answered again."))
    services.untouch(touched, by=request.access.by)
    return _back(request, incident, _("Taken out."))


def _on(
    request: UnsiloRequest, incident: Incident, touched: Touched, text: str, undo: str
) -> HttpResponse:
    """To the next person, else back to the list."""
    following = queries.next_open(request.access, incident, after=touched.pk)
    if following is None:
        return _back(request, incident, text, undo)
    url = reverse("incidents:answer", args=[incident.pk, following.pk])
    return go_with_toast(request, url, text, undo_url=undo)


def _back(request: UnsiloRequest, incident: Incident, text: str, undo: str = "") -> HttpResponse:
    url = reverse("incidents:touched", args=[incident.pk])
    return go_with_toast(request, url, text, undo_url=undo)
