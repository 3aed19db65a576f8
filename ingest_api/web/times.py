"""Times in requests."""

from datetime import UTC, datetime
from http import HTTPStatus

from ingest_api.problems import Problem


def utc_time(name: str, text: str, remedy: str) -> datetime:
    """A time of a query parameter, in UTC, which is also the zone of a time without one.

    Args:
        name: name of the parameter.
        text: its value.
        remedy: what to send instead.

    Raises:
        Problem: 400 if it is not an ISO 8601 time.
    """
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Problem(HTTPStatus.BAD_REQUEST, f"{name}={text[:100]} is not an ISO 8601 time. {remedy}") from None
