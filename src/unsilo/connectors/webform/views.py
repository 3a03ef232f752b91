"""The public pages of a form: itself, the thanks, and what other sites embed."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from unsilo.channels import public
from unsilo.channels.contract import RawArrival
from unsilo.connectors.webform import brakes
from unsilo.connectors.webform.connector import Submission, SubmittedFile, WebformConfig
from unsilo.connectors.webform.forms import ContactForm
from unsilo.core.errors import NotFound
from unsilo.core.request import announces_more

ROOM_FOR_WORDS = 1024 * 1024
# Without what is easily taken for another sign.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@never_cache
@csrf_exempt  # nobody is logged in here; a cookie would not even reach us from within another site
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form; take what it sends."""
    channel = public.open_channel(kind="webform", slug=slug)
    if not channel.is_open:
        return _page(request, channel, "webform/closed.html", status=503)
    if request.method != "POST":
        filled = ContactForm(_config(channel), initial={"opened": brakes.opened_now()})
        return _page(request, channel, "webform/form.html", form=filled)
    if announces_more(request, _most_bytes()):
        return _page(request, channel, "webform/too_large.html", status=413)
    visitor = brakes.visitor_mark(request.META.get("REMOTE_ADDR", ""))
    if brakes.is_flooded(channel, visitor=visitor, per_hour=_config(channel).per_hour):
        return _page(request, channel, "webform/flooded.html", status=429)
    return _take(request, channel, visitor)


def _take(request: HttpRequest, channel: public.OpenChannel, visitor: str) -> HttpResponse:
    filled = ContactForm(_config(channel), request.POST, request.FILES)
    if not filled.is_valid():
        return _page(request, channel, "webform/form.html", form=filled, status=422)
    try:
        form_id, age = brakes.read_token(filled.cleaned_data["opened"])
    except brakes.Stale:
        again = request.POST.copy()
        again["opened"] = brakes.opened_now()
        filled.data = again
        filled.add_error(None, _("This page was open for very long. Please send it once more."))
        return _page(request, channel, "webform/form.html", form=filled, status=422)
    sent = _submission(channel, filled, brakes.suspicion(
        trap=filled.cleaned_data["website"], age=age
    ))  # fmt: skip
    key = f"{form_id}/{_said(sent)}"
    raw = RawArrival(key, sent.model_dump_json().encode(), "application/json", {"visitor": visitor})
    public.receive(channel, [raw])
    token = signing.Signer(salt=brakes.SALT).sign(sent.reference)
    return HttpResponseRedirect(_address(request, "webform:thanks", channel.slug, token))


def _said(sent: Submission) -> str:
    """The same for a second click on Send, another for what was changed and sent again."""
    words = [sent.name, sent.email, sent.topic, sent.subject, sent.message]
    words += [f"{file.filename} {len(file.content_base64)}" for file in sent.files]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _submission(channel: public.OpenChannel, filled: ContactForm, suspicion: str) -> Submission:
    data = filled.cleaned_data
    reference = "".join(secrets.choice(SIGNS) for _sign in range(8))
    host = urlsplit(settings.PUBLIC_URL).hostname
    return Submission(
        external_id=f"form-{channel.id}-{reference.lower()}@{host}",
        reference=f"{reference[:4]}-{reference[4:]}",
        name=data["name"],
        email=data["email"],
        topic=data.get("topic", ""),
        subject=data.get("subject", ""),
        message=data["message"],
        consent=_config(channel).consent,
        sent_at=timezone.now(),
        suspected_spam=suspicion,
        files=[_file(file) for file in data.get("attachments", ())],
    )


def _file(file: "UploadedFile[bytes]") -> SubmittedFile:
    return SubmittedFile(
        filename=file.name or "file",
        content_type=file.content_type or "application/octet-stream",
        content_base64=base64.b64encode(file.read()).decode(),
    )


@never_cache
@require_GET
def thanks(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What happens next, and when."""
    channel = public.open_channel(kind="webform", slug=slug)
    try:
        reference = signing.Signer(salt=brakes.SALT).unsign(token)
    except signing.BadSignature as error:
        raise NotFound from error
    again = _address(request, "webform:form", channel.slug)
    return _page(request, channel, "webform/thanks.html", reference=reference, again=again)


@require_GET
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The script that other sites include: it puts the form where it stands."""
    channel = public.open_channel(kind="webform", slug=slug)
    address = settings.PUBLIC_URL + reverse("webform:form", args=[slug])
    context = {"url": address, "title": _config(channel).title}
    response = render(request, "webform/embed.js", context, content_type="text/javascript")
    response["Cache-Control"] = "public, max-age=600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _page(
    request: HttpRequest,
    channel: public.OpenChannel,
    template: str,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    config = _config(channel)
    context |= {"channel": channel, "config": config, "embedded": "embed" in request.GET}
    response = render(request, template, context, status=status)
    if status in (429, 503):
        response["Retry-After"] = "600"
    return _framed_by(response, request, config.sites)


def _framed_by(response: HttpResponse, request: HttpRequest, sites: Sequence[str]) -> HttpResponse:
    if not sites:
        return response
    response.xframe_options_exempt = True  # it knows no list of sites
    allow = csp_replace({"frame-ancestors": list(sites)})
    return cast(HttpResponse, allow(lambda _request: response)(request))


def _address(request: HttpRequest, name: str, *parts: str) -> str:
    return reverse(name, args=parts) + ("?embed" if "embed" in request.GET else "")


def _config(channel: public.OpenChannel) -> WebformConfig:
    assert isinstance(channel.config, WebformConfig)
    return channel.config


def _most_bytes() -> int:
    return int(settings.MAX_UPLOAD_MB) * 1024 * 1024 + ROOM_FOR_WORDS
