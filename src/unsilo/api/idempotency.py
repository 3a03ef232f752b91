"""A POST that is sent twice with one Idempotency-Key is carried out once.

The answer is kept for a day, in the transaction of what was done. Errors are not kept: nothing was
done, so the same key may try again.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from ninja.errors import ValidationError

from unsilo.api.models import IdempotentRequest
from unsilo.core.errors import Conflict
from unsilo.core.locks import try_hold
from unsilo.core.rest import KEY_PATTERN, ApiRequest
from unsilo.core.secrets import seal, unseal

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=1)

Endpoint = Callable[..., Any]


class StillRunning(Conflict):
    """A request with this key is being carried out right now."""

    code = "idempotency_running"


class KeyReused(Conflict):
    """This key was used for another request."""

    code = "idempotency_key_reused"


def idempotently(endpoint: Endpoint) -> Endpoint:
    """Wrap an endpoint, after its input has been checked."""
    if is_keyed_by_itself(endpoint):
        return endpoint

    @wraps(endpoint)
    def once(request: ApiRequest, **arguments: Any) -> Any:
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return endpoint(request, **arguments)
        if not re.fullmatch(KEY_PATTERN, key):
            raise ValidationError(
                [{"loc": ("header", HEADER), "msg": "1 to 200 printable ASCII signs, no spaces."}]
            )
        return _once(request, key, endpoint, arguments)

    return once


def is_keyed_by_itself(endpoint: Endpoint) -> bool:
    """Whether the body or the endpoint itself sees to it that nothing is done twice."""
    return getattr(endpoint, "keyed_by_itself", False)


def _once(request: ApiRequest, key: str, endpoint: Endpoint, arguments: dict[str, Any]) -> Any:
    token_id, fingerprint = request.token.pk, _fingerprint(request)
    with transaction.atomic():
        if not try_hold(f"idempotency:{token_id}:{key}"):
            raise StillRunning
        done = IdempotentRequest.objects.filter(
            token_id=token_id, key=key, created_at__gt=timezone.now() - KEPT_FOR
        ).first()
        if done is not None:
            if done.fingerprint != fingerprint:
                raise KeyReused
            return HttpResponse(
                unseal(done.sealed_body)["body"],
                status=done.status,
                content_type="application/json; charset=utf-8",
            )
        answer = _rendered(request, endpoint(request, **arguments))
        IdempotentRequest.objects.update_or_create(
            token_id=token_id,
            key=key,
            defaults={
                "fingerprint": fingerprint,
                "status": answer.status_code,
                "sealed_body": seal({"body": answer.content.decode()}),
                "created_at": timezone.now(),
            },
        )
    return answer


def _fingerprint(request: ApiRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    digest.update(request.body)
    return digest.hexdigest()


def _rendered(request: ApiRequest, answer: Any) -> HttpResponse:
    """What an endpoint returned, as its operation shows it."""
    operation = request.operation
    blank = operation.api.create_temporal_response(request)
    response: HttpResponse = operation._result_to_response(request, answer, blank)
    return response


def forget_old() -> int:
    """Forget answers older than a day. Returns how many."""
    gone, _ = IdempotentRequest.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
    return gone
