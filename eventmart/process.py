"""What every server process of the project does first: log, and end with one line where something is to be mended."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from eventmart.errors import OperatorError
from eventmart.settings import PREFIX


def configure_logging() -> None:
    """Log what the project's own parts say to standard error.

    The handler is on the project's logger and not on the root, which libraries (dbt is one) set up anew.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("eventmart")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End the process with a line for each thing that the operator can mend, instead of a stack trace."""
    try:
        yield
    except OperatorError as error:
        sys.exit(str(error))
    except ValidationError as error:
        sys.exit("\n".join(explain(error)))


def explain(error: ValidationError) -> list[str]:
    """A line for each setting that is wrong."""
    return [
        f"{PREFIX}{'.'.join(map(str, problem['loc'])).upper()}: {problem['msg']}. Set it in the environment or in .env."
        for problem in error.errors()
    ]
