"""Files that people put into drafts, before they belong to a message."""

from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.channels.models import Upload
from unsilo.channels.services import blobs
from unsilo.channels.sniffing import safe_filename, safe_type
from unsilo.core.errors import Invalid, NotFound

KEPT_FOR = timedelta(days=30)


def store_upload(user: User, file: "UploadedFile[bytes]") -> Upload:
    """Keep a file for its uploader. Its type is found by looking, never believed."""
    name = safe_filename(file.name or "")
    size = file.size or 0
    limit = settings.MAX_UPLOAD_MB * 1024 * 1024
    if not size:
        raise Invalid(_("“%(name)s” is empty.") % {"name": name})
    try:
        blob = blobs.put_stream(file, max_bytes=limit)
    except blobs.TooLarge as error:
        raise blobs.TooLarge(
            _("“%(name)s” is larger than %(mb)d MB.") % {"name": name, "mb": settings.MAX_UPLOAD_MB}
        ) from error
    file.seek(0)
    return Upload.objects.create(
        blob=blob,
        user_id=user.pk,
        filename=name,
        content_type=safe_type(name, file.read(512)),
        size=blob.size,
    )


def get_for(user: User, upload_id: int) -> Upload:
    """An upload of this user; anybody else's is not found."""
    try:
        return Upload.objects.get(pk=upload_id, user_id=user.pk)
    except Upload.DoesNotExist as error:
        raise NotFound from error


def delete_old() -> int:
    """Forget uploads that never became part of a message. Returns how many."""
    old = Upload.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    names = set(old.values_list("blob_id", flat=True))
    deleted, _rows = old.delete()
    blobs.discard_unused(names)
    return deleted
