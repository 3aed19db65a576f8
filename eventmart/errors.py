"""The error that a person reads."""


class OperatorError(Exception):
    """Something that the operator can mend. The message is one line: the cause, then the remedy."""
