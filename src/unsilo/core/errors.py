"""What can go wrong, once: services raise these, each door translates them.

The docstring of a class is its default message, so that naming an error explains it.
"""

from typing import Any, ClassVar


class UnsiloError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str | None = None, **data: Any) -> None:
        doc = (type(self).__doc__ or "").strip().splitlines()
        self.message = str(message) if message is not None else (doc[0] if doc else self.code)
        self.data = data
        super().__init__(self.message)


class NotFound(UnsiloError):
    """There is nothing here, or you may not see it."""

    code = "not_found"
    status = 404


class Forbidden(UnsiloError):
    """You may see this, but not do that."""

    code = "forbidden"
    status = 403


class Invalid(UnsiloError):
    """This can't be used as it is."""

    code = "invalid"
    status = 422


class Conflict(UnsiloError):
    """Something changed in the meantime."""

    code = "conflict"
    status = 409


class Unavailable(UnsiloError):
    """The database does not answer. Please try again in a moment."""

    code = "unavailable"
    status = 503


class RateLimited(UnsiloError):
    """Too many requests. Please wait a moment."""

    code = "rate_limited"
    status = 429


class ConnectorError(UnsiloError):
    """The other side did not accept this.

    ``permanent`` says that trying again is useless until a person changes something;
    ``retry_after`` is the other side's wish in seconds. Both decide what the caller does next.
    """

    code = "connector"
    status = 502

    def __init__(
        self,
        message: str | None = None,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        **data: Any,
    ) -> None:
        super().__init__(message, **data)
        self.permanent = permanent
        self.retry_after = retry_after


class MalformedPayload(ConnectorError):
    """This is not what the other side's documentation describes."""

    code = "malformed"
    status = 400


class UnsupportedEvent(ConnectorError):
    """A known kind of event that unsilo does not use."""

    code = "unsupported"
    status = 200
