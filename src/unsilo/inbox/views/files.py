"""Attached files. They leave this origin as downloads; only true pictures are shown in place."""

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from unsilo.accounts.access import Access
from unsilo.accounts.doors import member
from unsilo.channels.models import Upload
from unsilo.channels.services import blobs, uploads
from unsilo.core.errors import NotFound
from unsilo.core.request import UnsiloRequest
from unsilo.inbox.models import Attachment, Conversation

MAX_PICTURE = 15 * 1024 * 1024
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

# What a picture says of itself in its first bytes decides its type; what the sender says does not.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@require_GET
@member
def file(request: UnsiloRequest, attachment_id: int) -> HttpResponseBase:
    """Download a file of a message."""
    attachment = _attachment(request.access, attachment_id)
    return as_download(attachment.blob_id, attachment.filename)


@require_GET
@member
def picture(request: UnsiloRequest, attachment_id: int) -> HttpResponseBase:
    """Show a picture of a message in place; anything else that pretends to be one is not found."""
    attachment = _attachment(request.access, attachment_id)
    return as_picture(attachment.blob_id, attachment.size)


@require_GET
@member
def upload_picture(request: UnsiloRequest, upload_id: int) -> HttpResponseBase:
    """The same for a picture in one's own draft."""
    upload: Upload = uploads.get_for(request.access.user, upload_id)
    return as_picture(upload.blob_id, upload.size)


def _attachment(access: Access, attachment_id: int) -> Attachment:
    found = (
        Attachment.objects.select_related("message").filter(pk=attachment_id).first()
        if attachment_id < 2**63
        else None
    )
    if found is None:
        raise NotFound
    Conversation.objects.get_for(access, found.message.conversation_id)
    return found


def as_download(blob_id: str, filename: str) -> HttpResponseBase:
    """Bytes nobody vouches for: never shown, never run, always saved."""
    response = FileResponse(
        blobs.open_blob(blob_id),
        as_attachment=True,
        filename=filename or "attachment",
        content_type="application/octet-stream",
    )
    return _closed(response)


def as_picture(blob_id: str, size: int) -> HttpResponseBase:
    if size > MAX_PICTURE:
        raise NotFound
    content = blobs.read(blob_id)
    content_type = picture_type(content)
    if not content_type:
        raise NotFound
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return _closed(response)


def picture_type(content: bytes) -> str:
    """The type of a PNG, JPEG, GIF or WebP by its first bytes, else ""."""
    for magic, content_type in _MAGIC:
        if content.startswith(magic):
            return content_type
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def _closed(response: HttpResponseBase) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
