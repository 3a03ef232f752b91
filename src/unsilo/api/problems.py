"""Errors as RFC 9457 problems: one shape, whatever went wrong and wherever.

- 422: the request does not match its schema; ``errors`` names each field.
- 409: it does, but what it asks for can't be done; ``code`` says why.
- 404: something it names is not there, or not for this token.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse, UnreadablePostError
from ninja import errors as ninja_errors
from pydantic import BaseModel, Field

from unsilo.core.db import RETRY_AFTER, is_away
from unsilo.core.errors import ConnectorError, Invalid, NotFound, Unavailable, UnsiloError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class NotUnderstood(UnsiloError):
    """The body is not JSON."""

    code = "not_understood"
    status = 400


class NoToken(UnsiloError):
    """Send a live API token: Authorization: Bearer uns_…"""

    code = "no_token"
    status = 401


class TooMuch(UnsiloError):
    """The body is larger than this address takes."""

    code = "too_large"
    status = 413


class WrongType(UnsiloError):
    """The body must be JSON: send Content-Type: application/json."""

    code = "wrong_media_type"
    status = 415


MAX_ERRORS = 50  # named in one answer


class FieldError(BaseModel):
    """What is wrong with one field. ``field`` begins with where it stands: body, query, header."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    type: str = Field(description="Address of the explanation of `code`.")
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable name of the reason, for programs.")
    errors: list[FieldError] = []
    data: dict[str, Any] = Field({}, description="What the reason is about, such as a version.")


def answer(error: Exception) -> HttpResponse:
    """The response for whatever was raised. What is not expected is logged and says nothing."""
    match error:
        case ConnectorError():
            return problem(409, error.code, error.message)
        case Invalid():
            return _invalid(error)
        case UnsiloError():
            return _expected(error)
        case ninja_errors.ValidationError():
            return _mismatched(error)
        case ninja_errors.AuthenticationError():
            return answer(NoToken())
        case ninja_errors.HttpError(status_code=400):
            return answer(_cause(error) or NotUnderstood())
        case Http404():
            return answer(NotFound())
        case RequestDataTooBig():
            return answer(TooMuch())
        case UnreadablePostError():
            return problem(400, "not_understood", "The body broke off.")
    if is_away(error):
        return answer(Unavailable(retry_after=RETRY_AFTER))
    logger.error("the API failed", exc_info=error)
    return problem(500, "error", "Something broke on our side. It is logged.")


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    data: Mapping[str, Any] | None = None,
) -> HttpResponse:
    body = Problem(
        type=f"/api/v1/docs#{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=list(errors),
        data=dict(data or {}),
    )
    return HttpResponse(body.model_dump_json(), status=status, content_type=MEDIA_TYPE)


def _expected(error: UnsiloError) -> HttpResponse:
    if error.status >= 500:
        logger.error("%s in the API", error.code, exc_info=error)
    response = problem(error.status, error.code, error.message, data=_plain(error.data))
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="unsilo"'
    if "retry_after" in error.data:
        response["Retry-After"] = str(error.data["retry_after"])
    return response


def _invalid(error: Invalid) -> HttpResponse:
    """What a service refuses matches the schema: it is refused for what it means."""
    data = _plain(error.data)
    field = data.pop("field", None)
    errors = [FieldError(field=f"body.{field}", message=error.message)] if field else []
    return problem(409, error.code, error.message, errors=errors, data=data)


def _mismatched(error: ninja_errors.ValidationError) -> HttpResponse:
    """What does not match the schema. An address with an impossible id in it leads nowhere."""
    if any(one["loc"][0] == "path" for one in error.errors):
        return answer(NotFound())
    return problem(422, "invalid", "Some fields can't be used.", errors=_field_errors(error.errors))


def _field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """The first ones, without the names that the endpoint gave its parameters: ``body.body.text`` is
    ``body.text``. An answer is not to grow with all that can be wrong with a question."""
    found = []
    for error in errors[:MAX_ERRORS]:
        source, *rest = [str(part) for part in error["loc"]]
        if source == "body" and rest[:1] == ["body"]:
            rest = rest[1:]
        message = str(error["msg"]).removeprefix("Value error, ")
        found.append(FieldError(field=".".join([source, *rest])[:200], message=message))
    return found


def _cause(error: Exception) -> UnsiloError | None:
    """What our own parser raised, which the library wraps."""
    return error.__cause__ if isinstance(error.__cause__, UnsiloError) else None


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of an error's data can be told as JSON."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(data), default=str))
    return kept
