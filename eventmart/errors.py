"""Errors that a person reads."""


class OperatorError(Exception):
    """Something that the operator can mend. The message is one line: the cause, then the remedy."""


def first_line(error: Exception) -> str:
    """What an error says, without the stack traces and queries that libraries append; its type if it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
