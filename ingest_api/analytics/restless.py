"""What makes the answer to a query differ although the data stands still: texts that become times."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest_api.analytics.engine import Binding, Statement

# PostgreSQL and Spark read such texts as a time, the one by `'today'::date`, the other by `date 'today'`
RESTLESS_TEXT = re.compile(r"(?<![a-z])(now|today|tomorrow|yesterday)(?![a-z])", re.IGNORECASE)


def bind(statement: Statement, bindings: Mapping[str, Binding]) -> Statement:
    """A statement with the values of its parameters, whose texts may become times, too."""
    texts = str([binding.value for binding in bindings.values() if binding.type == "text"])
    is_repeatable = statement.is_repeatable and RESTLESS_TEXT.search(texts) is None
    return replace(statement, bindings=bindings, is_repeatable=is_repeatable)
