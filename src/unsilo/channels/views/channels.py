"""Connected accounts: list, add, look after."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unsilo.accounts.doors import admin_only, lead_only
from unsilo.channels import registry
from unsilo.channels.forms import ChannelForm, ReasonForm
from unsilo.channels.models import Channel
from unsilo.channels.queries import channel_for
from unsilo.channels.queries.health import channel_row, channel_rows, public_form
from unsilo.channels.services import channels
from unsilo.core.errors import Forbidden, Invalid, NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.ui.toasts import go_with_toast


@lead_only
def channel_list(request: UnsiloRequest) -> HttpResponse:
    rows = channel_rows(request.access)
    context = {"rows": rows, "bad": [row for row in rows if row.health.tone == "bad"]}
    return render(request, "channels/channels.html", context)


@admin_only
def choose_kind(request: UnsiloRequest) -> HttpResponse:
    infos = sorted((one.info for one in registry.connectors().values()), key=lambda i: i.label)
    return render(request, "channels/choose.html", {"infos": infos})


@admin_only
def add_channel(request: UnsiloRequest, kind: str) -> HttpResponse:
    if kind not in registry.connectors():
        raise NotFound
    info = registry.connector_class(kind).info
    form = ChannelForm(info.config_model, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = channels.create_channel(kind=kind, by=request.access.by, **form.values())
        except Invalid as error:
            form.refuse(error)
        else:
            text = _("%(channel)s is connected. Test it now.") % {"channel": channel}
            return go_with_toast(request, _url(channel), text)
    status = 422 if form.errors else 200
    return render(request, "channels/add.html", {"info": info, "form": form}, status=status)


@lead_only
def channel(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    """Health for leads; the settings too for admins."""
    row = channel_for(request.access, channel_id)
    form = _form(request, row)
    if request.method == "POST":
        if form is None:
            raise Forbidden
        if form.is_valid():
            try:
                channels.update_channel(row, by=request.access.by, **form.values())
            except Invalid as error:
                form.refuse(error)
            else:
                return go_with_toast(request, _url(row), _("Saved."))
    context = {
        "row": channel_row(row),
        "channel": row,
        "form": form,
        "public": public_form(row),
        "pause_form": ReasonForm(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "channels/channel.html", context, status=status)


def _form(request: UnsiloRequest, row: Channel) -> ChannelForm | None:
    """The settings, if the user may change them and their connector is still there."""
    if not request.access.is_admin or row.kind not in registry.connectors():
        return None
    model = registry.connector_class(row.kind).info.config_model
    return ChannelForm(model, channel=row, data=request.POST or None)


@require_POST
@lead_only
def check_channel(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    """Test the connection; the answer is the part of the page that shows how it went."""
    row = channel_for(request.access, channel_id)
    results = channels.check(row, by=request.access.by)
    row.refresh_from_db()
    context = {
        "results": results,
        "good": all(result.ok for result in results),
        "row": channel_row(row),
        "channel": row,
    }
    return render(request, "channels/check.html", context)


@require_POST
@lead_only
def pause_channel(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    row = channel_for(request.access, channel_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say why, so that others know what to wait for."))
    channels.pause(row, reason=form.cleaned_data["reason"], by=request.access.by)
    undo = reverse("channels:resume", args=[row.pk])
    text = _("%(channel)s is paused. What waits is kept.") % {"channel": row}
    return go_with_toast(request, _url(row), text, undo_url=undo)


@require_POST
@lead_only
def resume_channel(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    row = channel_for(request.access, channel_id)
    channels.resume(row, by=request.access.by)
    return go_with_toast(request, _url(row), _("%(channel)s goes on.") % {"channel": row})


@require_POST
@admin_only
def archive_channel(request: UnsiloRequest, channel_id: int) -> HttpResponse:
    row = channel_for(request.access, channel_id)
    channels.archive(row, by=request.access.by)
    text = _("%(channel)s is archived. Its conversations stay.") % {"channel": row}
    return go_with_toast(request, reverse("channels:list"), text)


def _url(row: Channel) -> str:
    return reverse("channels:channel", args=[row.pk])
