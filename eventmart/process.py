"""Startup code of every server process: logging, and one-line errors instead of stack traces."""

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
    """Configuration for `logging.config.dictConfig`: log the project and its HTTP server to standard error.

    The handlers are attached to these loggers and not to the root logger, because libraries such as dbt reconfigure
    the root logger.
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
    """Log as text or as JSON, one line per message. Messages never contain payloads or keys."""
    logging.config.dictConfig(logging_config(log_format))


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End the process with one line per error that the operator can fix, instead of a stack trace."""
    try:
        yield
    except OperatorError as error:
        sys.exit(str(error))
    except ValidationError as error:
        sys.exit("\n".join(explain(error)))


def explain(error: ValidationError) -> list[str]:
    """One line for each invalid setting."""
    return [
        f"{PREFIX}{'.'.join(map(str, problem['loc'])).upper()}: {problem['msg']}. Set it in the environment or in .env."
        for problem in error.errors()
    ]
