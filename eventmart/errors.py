"""Errors for a person to read."""


class OperatorError(Exception):
    """An error that the operator can fix. The message is one line: the cause, then the remedy."""


def first_line(error: Exception) -> str:
    """First line of an error message, without the stack traces and queries that libraries append.

    Returns:
        The line, or the name of the error's type if the message is empty.
    """
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
