"""What every server process of the project does first: log, and end with one line where something is to be mended."""

import logging.config
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import ValidationError

from eventmart.errors import OperatorError
from eventmart.settings import PREFIX

LogFormat = Literal["text", "json"]

_FORMATTERS: dict[LogFormat, dict[str, Any]] = {
    "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    "json": {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "fmt": "%(levelname)s %(name)s %(process)d %(message)s",
        "rename_fields": {"levelname": "level", "name": "logger"},
        "timestamp": "logged_at",
    },
}


def logging_config(log_format: LogFormat) -> dict[str, Any]:
    """What the project's own parts and its HTTP server say goes to standard error; for `logging.config.dictConfig`.

    The handlers are on their loggers and not on the root, which libraries (dbt is one) set up anew.
    """
    logger = {"handlers": ["stderr"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _FORMATTERS[log_format]},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"eventmart": logger, "_granian": dict(logger)},
    }


def configure_logging(log_format: LogFormat) -> None:
    """Log as text or as JSON, a line for each thing that is said; never payloads or keys."""
    logging.config.dictConfig(logging_config(log_format))


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
