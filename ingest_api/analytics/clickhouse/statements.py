"""The SQL that ClickHouse runs for a statement, and the values of its parameters."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from eventmart.query_parameters import Scalar, Type
from ingest_api.analytics.engine import Binding, Statement
from ingest_api.analytics.placeholders import Substituted

_TYPES: Mapping[Type, str] = {
    "text": "String",
    "integer": "Int64",
    "number": "Decimal(38, 18)",
    "boolean": "Bool",
    "date": "Date32",
    "timestamp": "DateTime64(6, 'UTC')",
}
# in a value, and in a text of an array
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})


def render(statement: Statement) -> tuple[Substituted, dict[str, str]]:
    """A statement with ClickHouse's own placeholders, and the values for them by name."""
    expressions: dict[str, str] = {}
    values: dict[str, str] = {}
    for number, (name, binding) in enumerate(statement.bindings.items()):
        type_ = _TYPES[binding.type]
        if binding.value is None:
            # an array cannot be null, but `in null` and `is null` can be asked of nothing
            expressions[name] = "null" if binding.is_list else f"cast(null as Nullable({type_}))"
            continue
        values[f"p{number}"] = _text(binding)
        expressions[name] = f"{{p{number}:{f'Array({type_})' if binding.is_list else type_}}}"
    return Substituted(statement, expressions), values


def _text(binding: Binding) -> str:
    if isinstance(binding.value, list):
        items = (f"'{_scalar(item)}'" if isinstance(item, str | date) else _scalar(item) for item in binding.value)
        return f"[{','.join(items)}]"
    return _scalar(binding.value)


def _scalar(value: Scalar | None) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        case Decimal():
            return f"{value:f}"
        case str():
            return value.translate(_ESCAPES)
        case _:
            return str(value)
