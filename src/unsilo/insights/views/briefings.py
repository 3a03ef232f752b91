"""Briefings: the list, a page to read and edit, and its doors."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import lead_only, member
from unsilo.accounts.models import Brand, User
from unsilo.core.errors import Invalid
from unsilo.core.request import UnsiloRequest
from unsilo.insights.forms import SectionForm, SendForm, WeekForm
from unsilo.insights.models import Briefing, BriefingSection
from unsilo.insights.queries.briefings import as_pdf, briefings_page, edition
from unsilo.insights.services import briefings
from unsilo.insights.services.briefings.editing import item_for, section_for
from unsilo.ui.toasts import go_with_toast


@member
def index(request: UnsiloRequest) -> HttpResponse:
    page = briefings_page(request.access, cursor=request.GET.get("cursor", ""))
    context = {"page": page, "form": WeekForm(access=request.access)}
    return render(request, "insights/briefings.html", context)


@lead_only
@require_POST
def write(request: UnsiloRequest) -> HttpResponse:
    form = WeekForm(request.POST, access=request.access)
    if not form.is_valid():
        page = briefings_page(request.access)
        return render(request, "insights/briefings.html", {"page": page, "form": form}, status=422)
    brand: Brand = form.cleaned_data["brand"]
    made = briefings.write(brand, form.cleaned_data["week"], by=request.access.by)
    return go_with_toast(request, made.get_absolute_url(), _("The briefing is written."))


@member
def page(request: UnsiloRequest, pk: int) -> HttpResponse:
    briefing = Briefing.objects.get_for(request.access, pk)
    briefings.mark_read(briefing, user=request.user, by=request.access.by)
    context = {
        "shown": edition(briefing, request.access),
        "send_form": SendForm(briefing=briefing, access=request.access),
    }
    return render(request, "insights/briefing.html", context)


@member
def pdf(request: UnsiloRequest, pk: int) -> HttpResponse:
    briefing = Briefing.objects.get_for(request.access, pk)
    if not briefing.pictures and briefing.charts:
        briefings.draw([briefing])
    answer = HttpResponse(as_pdf(edition(briefing, request.access)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="briefing-{briefing.week}.pdf"'
    return answer


@lead_only
@require_POST
def rewrite(request: UnsiloRequest, pk: int) -> HttpResponse:
    briefing = Briefing.objects.get_for(request.access, pk)
    briefings.write(briefing.brand, briefing.monday, by=request.access.by)
    said = _("Written again. Sections that somebody edited kept their words.")
    return go_with_toast(request, briefing.get_absolute_url(), said)


@lead_only
@require_POST
def send(request: UnsiloRequest, pk: int) -> HttpResponse:
    briefing = Briefing.objects.get_for(request.access, pk)
    form = SendForm(request.POST, briefing=briefing, access=request.access)
    if not form.is_valid():
        raise Invalid(_("Choose who gets it."))
    users: list[User] = list(form.cleaned_data["users"])
    briefings.send_briefing(briefing, users=users, by=request.access.by)
    return go_with_toast(request, briefing.get_absolute_url(), _("On its way."))


@member
def edit(request: UnsiloRequest, pk: int) -> HttpResponse:
    section = section_for(request.access, pk)
    form = SectionForm(
        request.POST or None, initial={"text": section.text, "version": section.version}
    )
    if request.method == "POST" and form.save(section, user=request.user, by=request.access.by):
        undo_url = reverse("insights:section-undo", args=[pk])
        return go_with_toast(request, _address(section), _("Changed."), undo_url=undo_url)
    context = {"section": section, "form": form, "revisions": section.revisions.all()[:20]}
    status = 422 if form.is_bound else 200
    return render(request, "insights/section.html", context, status=status)


@member
@require_POST
def undo(request: UnsiloRequest, pk: int) -> HttpResponse:
    section = section_for(request.access, pk)
    briefings.undo_section(section, by=request.access.by)
    return go_with_toast(request, _address(section), _("As it was before."))


@member
@require_POST
def take_draft(request: UnsiloRequest, pk: int) -> HttpResponse:
    section = section_for(request.access, pk)
    briefings.take_draft(section, by=request.access.by)
    undo_url = reverse("insights:section-undo", args=[pk])
    said = _("The words from the data stand there again.")
    return go_with_toast(request, _address(section), said, undo_url=undo_url)


@member
@require_POST
def use(request: UnsiloRequest, pk: int) -> HttpResponse:
    item = item_for(request.access, pk)
    words = request.POST.get("used_for", "")
    briefings.mark_used(item, used_for=words, user=request.user, by=request.access.by)
    undo_url = reverse("insights:item-unused", args=[pk])
    return go_with_toast(request, _address(item.section), _("Marked as used."), undo_url=undo_url)


@member
@require_POST
def unuse(request: UnsiloRequest, pk: int) -> HttpResponse:
    item = item_for(request.access, pk)
    briefings.mark_unused(item, by=request.access.by)
    return go_with_toast(request, _address(item.section), _("The mark is gone."))


def _address(section: BriefingSection) -> str:
    return f"{reverse('insights:briefing', args=[section.briefing_id])}#{section.key}"
