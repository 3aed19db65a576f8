"""What makes the answer to a query differ although the data stands still: texts that become times."""

import re
from collections.abc import Mapping
from dataclasses import replace

from eventmart.query_parameters import Value
from ingest_api.analytics.engine import Binding, Statement

# PostgreSQL and Spark read such texts as a time, the one by `'today'::date`, the other by `date 'today'`
RESTLESS_TEXT = re.compile(r"(?<![a-z])(now|today|tomorrow|yesterday)(?![a-z])", re.IGNORECASE)


def bind(statement: Statement, bindings: Mapping[str, Binding]) -> Statement:
    """A statement with the values of its parameters, whose texts may become times, too."""
    texts = [binding.value for binding in bindings.values() if binding.type == "text"]
    is_restless = any(map(_becomes_time, texts))
    return replace(statement, bindings=bindings, is_repeatable=statement.is_repeatable and not is_restless)


def _becomes_time(value: Value) -> bool:
    if isinstance(value, list):
        return any(map(_becomes_time, value))
    return RESTLESS_TEXT.search(str(value)) is not None
