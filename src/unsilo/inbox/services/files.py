"""Uploads become attachments."""

from collections.abc import Sequence

from unsilo.channels.models import Upload
from unsilo.inbox.models import Attachment, Message


def attach_uploads(
    message: Message, uploads: Sequence[Upload], *, inline_ids: dict[int, str] | None = None
) -> list[Attachment]:
    """Attach uploads to a message; ``inline_ids`` maps those that stand in the text to their id."""
    inline = inline_ids or {}
    if not uploads:
        return []
    return Attachment.objects.bulk_create(
        Attachment(
            message=message,
            blob_id=upload.blob_id,
            filename=upload.filename,
            content_type=upload.content_type,
            size=upload.size,
            content_id=inline.get(upload.pk, ""),
            inline=upload.pk in inline,
        )
        for upload in uploads
    )
